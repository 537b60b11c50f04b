"""Setting what an agency's papers look like from now on; what was issued stays as it is."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, astuple, fields
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.calendars.queries import calendar_of
from onestop.cases.models import PaperPicture
from onestop.cases.operations.issuing import body_of
from onestop.cases.operations.papers import office_of
from onestop.cases.queries.register import has_begun
from onestop.cases.rules.paper import PaperKind
from onestop.cases.rules.paper_settings import (
    PaperSettings,
    Signer,
    apology_signer,
    notice_signer,
    signers_of,
)
from onestop.cases.rules.register import newest_size, with_size
from onestop.cases.rules.seen import require_seen
from onestop.printing.design import Design
from onestop.printing.furniture import Paper
from onestop.printing.specimen import CLERK, HEAD, specimens

_AS_KEPT = {each.name for each in fields(PaperSettings)} - {"register_volume_size", "paper_signers"}
"""The settings that stand in the agency as they are."""


def set_papers(
    session: Session,
    settings: PaperSettings,
    *,
    logo: bytes | None = None,
    seen: str,
    by: Actor,
    at: datetime,
) -> None:
    """Sets the papers of the person's agency; `logo` is the picture that the settings name.

    Volumes of another size begin with the next year, where receipts of this one name theirs (V4).
    Raises Stale where they are not what the person saw.
    """
    agency = session.get_one(Agency, by.agency_id, with_for_update=True)
    require_seen(seen, settings_of(agency))
    if logo is not None and session.get(PaperPicture, settings.paper_logo) is None:
        session.add(PaperPicture(digest=settings.paper_logo, content=logo, added_at=at))
    _change(agency, settings)
    year = at.astimezone(calendar_of(session, agency.id).zone).year
    agency.register_volumes = with_size(
        agency.register_volumes,
        settings.register_volume_size,
        from_year=year + 1 if has_begun(session, agency.id, year) else year,
    )
    session.flush()


def settings_of(agency: Agency) -> PaperSettings:
    """What the agency has set."""
    return PaperSettings(
        **{name: getattr(agency, name) for name in _AS_KEPT},
        register_volume_size=newest_size(agency.register_volumes),
        paper_signers=signers_of(agency.paper_signers),
    )


def specimens_with(
    session: Session, settings: PaperSettings, *, by: Actor, at: datetime
) -> list[tuple[Design[Any], Paper]]:
    """Papers as the person's agency would issue them with these settings; nothing is kept.

    Where nobody is set, an invented head or clerk signs.
    """
    kept = session.get_one(Agency, by.agency_id)
    agency = Agency(name=kept.name, parent_id=kept.parent_id)
    _change(agency, settings)
    signers = agency.paper_signers
    head = settings.paper_signers[PaperKind.APOLOGY].name or HEAD
    return list(
        specimens(
            office_of(agency, at=at),
            body_of(session, agency, at=at),
            suffix=settings.paper_suffix,
            apology=astuple(apology_signer(signers, title="", name=head)),
            notice=astuple(notice_signer(signers, clerk=CLERK)),
            at=at,
        )
    )


def digest_of(logo: bytes) -> str:
    """The name under which papers know a picture."""
    return hashlib.sha256(logo).hexdigest()


def _change(agency: Agency, settings: PaperSettings) -> None:
    for name in _AS_KEPT:
        setattr(agency, name, getattr(settings, name))
    chosen = settings.paper_signers.items()
    agency.paper_signers = {str(kind): asdict(who) for kind, who in chosen if who != Signer()}
