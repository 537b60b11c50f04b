"""The form of a payment: which fees, how many times, who pays and how; and of what undoes it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, Length

from onestop.cases.forms.basic import ActForm, ReasonForm, tidied
from onestop.cases.rules.payment import (
    MOST_COUNTED,
    ChosenLine,
    LineState,
    OwedLine,
    PaymentEntry,
    PaymentMethod,
    ReversalKind,
)
from onestop.letters import tidy

_LONGEST_GROUND = 300


@dataclass(frozen=True)
class TypedLine:
    """A fee as its row of the page was filled in; `count` is 1 for a ticked fee of the dossier."""

    line: OwedLine
    count: str
    ground: str

    @property
    def chosen(self) -> bool:
        """Whether it goes into the payment."""
        return self.count.strip("0") != ""


class PaymentForm(ActForm):
    """How it is paid, and by whom; the fees stand in rows of their own."""

    method = RadioField(_("How it is paid"), default=PaymentMethod.CASH.value)
    payer_name = StringField(
        _("Payer"), [DataRequired(_("Enter who pays.")), Length(max=200)], filters=[tidied]
    )
    reference = StringField(
        _("Number of the transfer or consignment"), [Length(max=100)], filters=[tidied]
    )

    def entry(self, rows: Iterable[TypedLine]) -> PaymentEntry:
        """What was entered, as the rules want it."""
        return PaymentEntry(
            lines=tuple(
                ChosenLine(row.line.position, int(row.count), row.ground)
                for row in rows
                if row.chosen
            ),
            method=PaymentMethod(self.method.data),
            payer_name=self.payer_name.data or "",
            reference=self.reference.data or "",
        )


class ReversalForm(ReasonForm):
    """What becomes of the payment, and why."""

    kind = RadioField(_("What happens"), default=ReversalKind.CANCELLATION.value)

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "kind": ReversalKind(self.kind.data)}


def begun(lines: Iterable[OwedLine]) -> tuple[TypedLine, ...]:
    """The rows as the page begins: what is owed, once; of fees counted alike only the first."""
    rows, counted = [], set()
    for line in lines:
        once = line.state is LineState.OWED and line.fee.per not in counted
        rows.append(TypedLine(line, "1" if once else "", ""))
        counted |= {line.fee.per} - {None}
    return tuple(rows)


def read_rows(lines: Iterable[OwedLine], posted: Mapping[str, str]) -> tuple[TypedLine, ...]:
    """The rows as they were sent: `count-N` and `ground-N`, N being the place of the fee."""
    return tuple(
        TypedLine(
            line,
            tidy(posted.get(f"count-{line.position}", ""))[:10],
            tidy(posted.get(f"ground-{line.position}", ""))[:_LONGEST_GROUND],
        )
        for line in lines
    )


def faults_in(rows: tuple[TypedLine, ...]) -> Iterator[tuple[str, str]]:
    """What is wrong with the rows, each with the field where it is to be mended."""
    if rows and not any(row.chosen for row in rows):
        yield f"count-{rows[0].line.position}", gettext("Tick at least one fee or charge.")
    for row in rows:
        count = row.count
        fits = count.isascii() and count.isdigit() and int(count) <= MOST_COUNTED
        if row.chosen and not fits:
            sentence = gettext(
                "“%(fee)s” is counted from 1 to %(most)s.", fee=row.line.fee.name, most=MOST_COUNTED
            )
            yield f"count-{row.line.position}", sentence
