"""Combined procedures: added, changed, offered no longer and offered again (rule S4)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from sqlalchemy import CursorResult, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from onestop.accounts.rules import Actor, Permission
from onestop.db import insert_one
from onestop.errors import N_, NotPermitted, Refused, Stale
from onestop.letters import fold
from onestop.procedures import combined
from onestop.procedures.models import CombinedProcedure
from onestop.procedures.rules.combined import require_members


@dataclass(frozen=True)
class CombinedEntry:
    """A combined procedure as an administrator writes it down."""

    name: str
    procedures: tuple[str, ...]


def add(session: Session, code: str, entry: CombinedEntry, *, by: Actor, on: date) -> None:
    """Offers a new combined procedure.

    Raises NotPermitted; Refused for a code that is taken and for procedures that cannot be
    combined.
    """
    _require(session, entry.procedures, by=by, on=on)
    row = _content(code, entry) | {"agency_id": by.agency_id, "code": code, "version": 1}
    try:
        insert_one(session, CombinedProcedure, row)
    except IntegrityError as clash:
        raise Refused(
            N_("There is a combined procedure %(code)s already; choose another code."), code=code
        ) from clash


def change(
    session: Session, code: str, entry: CombinedEntry, *, seen: int, by: Actor, on: date
) -> None:
    """Renames it, or puts it together anew; cases that were received stay as they are.

    `seen` is the version that the person saw. Raises NotPermitted, Refused, NotFound or Stale.
    """
    _require(session, entry.procedures, by=by, on=on)
    _change(session, code, _content(code, entry), seen=seen, by=by)


def offer(
    session: Session, code: str, *, offered: bool, seen: int, by: Actor, at: datetime
) -> None:
    """Offers it no longer, or again: then its procedures must be in force.

    Raises NotPermitted, Refused, NotFound or Stale.
    """
    found = combined.called(session, by.agency_id, code)
    if offered:
        _require(session, found.procedures, by=by, on=at.date())
    elif not by.may(Permission.EDIT_CATALOGUE):
        raise NotPermitted(N_("Your post does not allow you to change the catalogue."))
    _change(session, code, {"ended_at": None if offered else at}, seen=seen, by=by)


def _require(session: Session, codes: Sequence[str], *, by: Actor, on: date) -> None:
    if not by.may(Permission.EDIT_CATALOGUE):
        raise NotPermitted(N_("Your post does not allow you to change the catalogue."))
    require_members(codes, combined.in_force_among(session, by.agency_id, codes, day=on))


def _content(code: str, entry: CombinedEntry) -> dict[str, object]:
    return {
        "name": entry.name,
        "folded": fold(f"{entry.name} {code}"),
        "procedures": list(entry.procedures),
    }


def _change(
    session: Session, code: str, values: dict[str, object], *, seen: int, by: Actor
) -> None:
    changed = session.execute(
        update(CombinedProcedure)
        .where(
            CombinedProcedure.agency_id == by.agency_id,
            CombinedProcedure.code == code,
            CombinedProcedure.version == seen,
        )
        .values(version=seen + 1, **values)
    )
    if not cast("CursorResult[object]", changed).rowcount:
        combined.called(session, by.agency_id, code)
        raise Stale(
            N_(
                "Somebody else has changed the combined procedure %(code)s meanwhile; open it anew."
            ),
            code=code,
        )
