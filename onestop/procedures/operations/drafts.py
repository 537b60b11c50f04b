"""Writing a version before it is published: begun, changed, thrown away, published."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from onestop.accounts.queries import units_by_key
from onestop.accounts.rules import Actor, Permission
from onestop.errors import N_, NotFound, NotPermitted, Refused, Stale
from onestop.procedures.drafts import checked, draft_of, tables_of
from onestop.procedures.models import ProcedureDraft, ProcedureVersion
from onestop.procedures.operations.publishing import publish
from onestop.procedures.rules import drafting
from onestop.procedures.rules.drafting import Tables
from onestop.procedures.stored import newest


class DraftChanged(Stale):
    """Somebody else has changed the draft since it was seen."""


def begin(
    session: Session, code: str, *, name: str, unit: str, by: Actor, at: datetime, today: date
) -> ProcedureDraft:
    """Begins the draft of a procedure that the agency does not have yet.

    `unit` is the key of the unit that receives. Raises NotPermitted, or Refused for a code that
    is taken or has a draft.
    """
    _require_editor(by)
    if newest(session, by.agency_id, code):
        raise Refused(N_("Procedure %(code)s is there already; change it on its page."), code=code)
    if draft_of(session, by.agency_id, code) is not None:
        raise Refused(N_("There is a draft of procedure %(code)s already; open it."), code=code)
    return _add(session, code, drafting.begun(code, name, first_on=today, unit=unit), by, at)


def change(
    session: Session, code: str, *, by: Actor, at: datetime, tomorrow: date
) -> ProcedureDraft:
    """The draft of a procedure's next version: the one there is, else the newest one's content.

    Raises NotPermitted, or NotFound where there is no version that is still offered.
    """
    _require_editor(by)
    there = draft_of(session, by.agency_id, code)
    if there is not None:
        return there
    newest_content = newest(session, by.agency_id, code).get(code)
    if newest_content is None:
        raise NotFound(N_("There is no procedure %(code)s in force."), code=code)
    first_on = max(tomorrow, newest_content.valid_from_on)
    content = tables_of(replace(newest_content, valid_from_on=first_on))
    return _add(session, code, content, by, at)


def save(
    session: Session,
    draft_id: int,
    content: Tables,
    *,
    seen: int,
    by: Actor,
    at: datetime,
) -> ProcedureDraft:
    """Keeps what was written, finished or not.

    Raises NotPermitted, NotFound, or DraftChanged when somebody else has changed it since `seen`.
    """
    draft = take(session, draft_id, by=by)
    if draft.version != seen:
        raise DraftChanged(N_("Somebody else has changed this draft meanwhile."))
    kept = {**drafting.with_keys(content), "code": draft.code}
    if kept != draft.content:
        draft.content = kept
        draft.version += 1
        draft.changed_at, draft.changed_by_id = at, by.official_id
        session.flush()
    return draft


def discard(session: Session, draft_id: int, *, seen: int, by: Actor) -> None:
    """Throws a draft away; raises NotPermitted, NotFound, or DraftChanged."""
    draft = take(session, draft_id, by=by)
    if draft.version != seen:
        raise DraftChanged(N_("Somebody else has changed this draft meanwhile."))
    session.delete(draft)


def publish_draft(
    session: Session, draft_id: int, *, seen: int, by: Actor, at: datetime, today: date
) -> ProcedureVersion:
    """Publishes a draft that works, from its day on; the draft is gone.

    Raises NotPermitted, NotFound, DraftChanged, or Refused for one that has faults, that begins
    before today or not after the version in force, or that says nothing new.
    """
    draft = take(session, draft_id, by=by)
    if draft.version != seen:
        raise DraftChanged(N_("Somebody else has changed this draft meanwhile."))
    content, faults = checked(draft.content, frozenset(units_by_key(session, draft.agency_id)))
    wrong = [each for each in faults if not each.warning]
    if content is None or wrong:
        raise Refused(
            N_("This version cannot work yet; mend what is wrong first (%(many)s)."),
            many=len(wrong),
        )
    old = newest(session, draft.agency_id, draft.code).get(draft.code)
    if old is not None and replace(content, valid_from_on=old.valid_from_on) == old:
        raise Refused(N_("This version says what the one in force says already."))
    if old is not None and content.valid_from_on <= old.valid_from_on:
        raise Refused(
            N_("The version in force is valid from %(day)s; choose a later day."),
            day=old.valid_from_on,
        )
    if content.valid_from_on < today:
        raise Refused(N_("A version is published before its first day; choose today or later."))
    version = publish(session, draft.agency_id, content, by=by, at=at)
    session.delete(draft)
    return version


def take(session: Session, draft_id: int, *, by: Actor) -> ProcedureDraft:
    """The draft of one's agency, locked; raises NotPermitted or NotFound."""
    _require_editor(by)
    draft = session.scalar(
        select(ProcedureDraft)
        .where(ProcedureDraft.id == draft_id, ProcedureDraft.agency_id == by.agency_id)
        .with_for_update(of=ProcedureDraft)
        .execution_options(populate_existing=True)
    )
    if draft is None:
        raise NotFound(N_("There is no such draft: it was published or thrown away."))
    return draft


def _add(session: Session, code: str, content: Tables, by: Actor, at: datetime) -> ProcedureDraft:
    draft = ProcedureDraft(
        agency_id=by.agency_id,
        code=code,
        content=content,
        version=1,
        begun_at=at,
        begun_by_id=by.official_id,
        changed_at=at,
        changed_by_id=by.official_id,
    )
    session.add(draft)
    session.flush()
    return draft


def _require_editor(by: Actor) -> None:
    if not by.may(Permission.EDIT_CATALOGUE):
        raise NotPermitted(N_("Your post does not allow you to change the catalogue."))
