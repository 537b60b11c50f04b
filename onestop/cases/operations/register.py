"""The register comes out of a printer: its number is taken, and the printing is kept."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor, Permission
from onestop.calendars.queries import calendar_of
from onestop.cases.models import RegisterPrinting
from onestop.cases.operations.numbers import next_numbers
from onestop.cases.queries import register
from onestop.cases.queries.register import Wanted
from onestop.errors import N_, NotPermitted, Refused

REGISTERS = "register_printing"


def print_register(
    session: Session, wanted: Wanted, *, by: Actor, at: datetime
) -> RegisterPrinting:
    """Notes that this part of the register is printed, under the next number of the year (V4).

    Raises NotPermitted, and Refused where no case stands in it: that takes no number.
    """
    if not by.may(Permission.REGISTER_CASES):
        raise NotPermitted(N_("Your post does not allow you to print papers of this agency."))
    agency = session.get_one(Agency, by.agency_id)
    period = f"{at.astimezone(calendar_of(session, agency.id).zone):%Y}"
    rows = register.size(session, agency, wanted)
    if not rows:
        raise Refused(N_("No case stands in this part of the register yet: choose another part."))
    (number,) = next_numbers(session, agency.id, ((REGISTERS, period),))
    printing = RegisterPrinting(
        agency_id=agency.id,
        period=period,
        number=number,
        year=wanted.year,
        field=wanted.field,
        volume=wanted.volume,
        rows=rows,
        printed_at=at,
        printed_by_id=by.official_id,
    )
    session.add(printing)
    session.flush()
    return printing
