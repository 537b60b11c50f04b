"""What a procedure asks for: its words, and the published version as plain values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum

from onestop.accounts.rules import Role
from onestop.calendars.rules import Term


class Channel(StrEnum):
    """How an application comes in (NĐ61 article 15)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"


class StepKind(StrEnum):
    """What is done in a step of the route."""

    RECEPTION = "reception"
    ASSIGN = "assign"
    APPRAISE = "appraise"
    CHECK = "check"
    SIGN = "sign"
    SEAL = "seal"
    PROCESS = "process"
    DUTY = "duty"
    """The applicant pays what the notice asks; the clock stands still meanwhile (rule C8)."""
    RETURN = "return"


class VersionStatus(StrEnum):
    """Where a version stands: written, in force from its day on, or no longer offered."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


class FeeKind(StrEnum):
    """A fee pays for a service (phí), a charge is owed to the state (lệ phí) (NĐ61 article 22)."""

    FEE = "fee"
    CHARGE = "charge"


class FeeBasis(StrEnum):
    """What is counted where a fee is not one sum for the dossier (NĐ61 article 22)."""

    PAGE = "page"
    COPY = "copy"
    INSTANCE = "instance"
    """Each time that it is done: a signature, a contract."""


@dataclass(frozen=True)
class Variant:
    """A case of the procedure that is chosen at reception."""

    key: str
    name: str


@dataclass(frozen=True)
class AllottedTerm:
    """The time that the law gives, for a channel and a variant; empty means every one."""

    term: Term
    channel: str = ""
    variant: str = ""


@dataclass(frozen=True)
class Component:
    """A paper that the procedure asks for."""

    id: int
    position: int
    name: str
    originals: int
    copies: int
    required: bool
    only_shown: bool
    condition: str = ""
    variant: str = ""
    sample: str = ""

    def belongs_to(self, variant: str) -> bool:
        """Whether it is asked for in that variant."""
        return self.variant in ("", variant)


@dataclass(frozen=True)
class Fee:
    """A sum in đồng, for a channel; empty means every one."""

    name: str
    kind: FeeKind
    amount: int
    channel: str = ""
    per: FeeBasis | None = None
    """What the amount is for, each; None where it is for the dossier."""
    note: str = ""
    exemption: str = ""


@dataclass(frozen=True)
class Step:
    """A planned step of the route."""

    position: int
    name: str
    kind: StepKind
    unit_id: int
    role: Role
    allotted: Term | None
    ends_settlement: bool
    variant: str = ""
    """The only variant in which the step is taken; empty means every one."""
    finding: str = ""
    """What the official of the step before must find for the step to be taken; empty: always."""
    branch: str = ""
    """The coordinating branch that the step belongs to; empty for the lead's own line."""
    beside: int | None = None
    """The position of the step with which the branch opens."""
    joins: int | None = None
    """The position of the step that opens only when the branch is done."""

    @property
    def leads(self) -> bool:
        """Whether the step lies on the lead's own line."""
        return not self.branch


@dataclass(frozen=True)
class Version:
    """A published version: everything that reception and routing must know of it."""

    id: int
    procedure_id: int
    agency_id: int
    code: str
    name: str
    field: str
    decision: str
    results: tuple[str, ...]
    presence_required: bool
    cut_off: time | None
    supplement_policy: str
    supplement_ask_within: Term
    supplement_close_after: Term | None
    variants: tuple[Variant, ...]
    terms: tuple[AllottedTerm, ...]
    components: tuple[Component, ...]
    fees: tuple[Fee, ...]
    steps: tuple[Step, ...]

    def term_for(self, channel: str, variant: str) -> Term:
        """The allotted time for a channel and a variant (rule C6): the most exact entry wins.

        Raises LookupError when the version allots none.
        """
        fitting = [
            allotted
            for allotted in self.terms
            if allotted.channel in ("", channel) and allotted.variant in ("", variant)
        ]
        if not fitting:
            raise LookupError(f"{self.code}: no term for {channel} {variant}".rstrip())
        return max(fitting, key=lambda each: (bool(each.variant), bool(each.channel))).term

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channels on which the procedure may be filed: those for which it allots a time.

        By post nothing is filed for which somebody has to be present (P1, Decision 45/2016).
        """
        allotted = {term.channel for term in self.terms}
        barred = {Channel.POST} if self.presence_required else set[Channel]()
        return tuple(each for each in Channel if allotted & {"", each.value} and each not in barred)

    def steps_for(self, variant: str) -> tuple[Step, ...]:
        """The route in a variant, in its order; a branch goes where its step goes."""
        mine = [each for each in self.steps if each.variant in ("", variant)]
        there = {each.position for each in mine if each.leads}
        return tuple(each for each in mine if each.leads or each.beside in there)

    def components_for(self, variant: str) -> tuple[Component, ...]:
        """The papers asked for in a variant, in their order."""
        return tuple(each for each in self.components if each.belongs_to(variant))

    def fees_for(self, channel: str) -> tuple[Fee, ...]:
        """The fees and charges due on a channel."""
        return tuple(fee for fee in self.fees if fee.channel in ("", channel))


def status_on(valid_to_on: date | None, *, day: date) -> VersionStatus:
    """Whether a published version is still offered, now or from its day on, or no longer."""
    return VersionStatus.RETIRED if valid_to_on and valid_to_on < day else VersionStatus.PUBLISHED


def in_force(valid_from_on: date, valid_to_on: date | None, *, day: date) -> bool:
    """Whether a version with that validity is in force on the day."""
    return valid_from_on <= day and (valid_to_on is None or day <= valid_to_on)
