"""Setting what an agency's papers look like from now on; what was issued stays as it is."""

from __future__ import annotations

import hashlib
from dataclasses import asdict, fields
from datetime import datetime

from sqlalchemy.orm import Session

from onestop.accounts.models import Agency
from onestop.accounts.rules import Actor
from onestop.cases.models import PaperPicture
from onestop.cases.operations.papers import office_of
from onestop.cases.rules.paper_settings import PaperSettings, Signer, signers_of
from onestop.cases.rules.seen import require_seen
from onestop.printing.furniture import Office


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

    Raises Stale where they are not what the person saw.
    """
    agency = session.get_one(Agency, by.agency_id, with_for_update=True)
    require_seen(seen, settings_of(agency))
    if logo is not None and session.get(PaperPicture, settings.paper_logo) is None:
        session.add(PaperPicture(digest=settings.paper_logo, content=logo, added_at=at))
    _change(agency, settings)
    session.flush()


def settings_of(agency: Agency) -> PaperSettings:
    """What the agency has set."""
    kept = {each.name: getattr(agency, each.name) for each in fields(PaperSettings)}
    return PaperSettings(**kept | {"paper_signers": signers_of(agency.paper_signers)})


def office_with(settings: PaperSettings, *, at: datetime) -> Office:
    """The agency as its papers would name it with these settings; nothing is kept."""
    agency = Agency()
    _change(agency, settings)
    return office_of(agency, at=at)


def digest_of(logo: bytes) -> str:
    """The name under which papers know a picture."""
    return hashlib.sha256(logo).hexdigest()


def _change(agency: Agency, settings: PaperSettings) -> None:
    for each in fields(settings):
        setattr(agency, each.name, getattr(settings, each.name))
    chosen = settings.paper_signers.items()
    agency.paper_signers = {str(kind): asdict(who) for kind, who in chosen if who != Signer()}
