"""The journal told as a story: one sentence for each act, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from onestop.cases.models import JournalEntry
from onestop.cases.rules.lifecycle import Act
from onestop.web.filters import money

SENTENCES: dict[Act, Any] = {
    Act.REGISTER: _("%(by)s received the application and promised %(due_at)s."),
    Act.HAND_OVER: _(
        "%(by)s finished “%(step)s” and handed the dossier from %(from_unit)s to %(to_unit)s."
    ),
    Act.ACCEPT: _("%(by)s accepted the dossier for %(unit)s; “%(step)s” begins."),
    Act.DECLINE: _("%(by)s did not take the dossier for %(unit)s; it is back at %(from_unit)s."),
    Act.TAKE_BACK: _("%(by)s took the dossier back to %(from_unit)s before it was accepted."),
    Act.ASSIGN: _("%(by)s assigned the step to %(official)s."),
    Act.COMPLETE: _("%(by)s finished “%(step)s”; next comes “%(next_step)s”."),
    Act.SEND_BACK: _("%(by)s sent the case back from “%(step)s” to “%(to_step)s”."),
    Act.FORWARD: _(
        "%(by)s forwarded the dossier from %(from_unit)s to %(to_unit)s, back by "
        "%(forwarded_until_at)s."
    ),
    Act.PROPOSE_SUPPLEMENT: _("%(by)s proposed to ask the applicant for a supplement."),
    Act.REQUEST_SUPPLEMENT: _(
        "%(by)s asked the applicant for a supplement; the clock stands still."
    ),
    Act.SEND_BACK_SUPPLEMENT: _("%(by)s sent the proposed supplement back to the unit."),
    Act.RECEIVE_SUPPLEMENT: _("%(by)s received the supplement; the case is now due %(due_at)s."),
    Act.LAPSE: _("The supplement was not brought by %(close_by_at)s; the case closed by itself."),
    Act.NOTIFY_DUTY: _(
        "%(by)s notified the applicant of a financial duty; the clock stands still."
    ),
    Act.RECEIVE_DUTY: _("%(by)s received the proof of payment; the case is now due %(due_at)s."),
    Act.STOP: _("%(by)s stopped the handling; the clock stands still."),
    Act.RESUME: _("%(by)s resumed the handling; the case is now due %(due_at)s."),
    Act.WITHDRAW: _("%(by)s ended the case at the applicant's wish."),
    Act.DRAFT_APOLOGY: _("%(by)s drafted an apology with the new day %(new_due_at)s."),
    Act.SIGN_APOLOGY: _("%(by)s signed the apology with the new day %(new_due_at)s."),
    Act.SEND_BACK_APOLOGY: _("%(by)s sent the drafted apology back to the unit."),
    Act.RE_APPOINT: _("%(by)s re-appointed the day; the case is now due %(due_at)s."),
    Act.HAND_OUT: _("%(by)s handed out the result; the case is closed."),
    Act.PACK: _("%(by)s packed the result for the post: %(carrier)s, item %(item_code)s."),
    Act.UNPACK: _("%(by)s took the result off the manifest; it is back at the counter."),
    Act.POST: _(
        "%(by)s handed the result to the post: %(carrier)s, item %(item_code)s, "
        "manifest %(manifest)s."
    ),
    Act.ATTEMPT: _("The postman could not deliver item %(item_code)s."),
    Act.DELIVER: _("The post delivered item %(item_code)s; the case is closed."),
    Act.COME_BACK: _("Item %(item_code)s came back from the post and waits at the counter."),
    Act.DENY_DELIVERY: _(
        "%(by)s took back that item %(item_code)s was delivered: it was entered by mistake."
    ),
    Act.LOSE: _("The post lost item %(item_code)s; the applicant was asked to excuse it."),
    Act.TURN_UP: _("Item %(item_code)s, which had been lost, turned up with the post."),
    Act.RESTORE: _(
        "%(by)s had the lost result restored at the office's cost; a duplicate is at the counter."
    ),
    Act.REDIRECT: _("%(by)s changed how the result is returned."),
    Act.REOPEN: _(
        "%(by)s reopened the case to correct an error of the office, without a fee; "
        "“%(step)s” begins again and the case is now due %(due_at)s."
    ),
    Act.CONTRIBUTE: _("%(by)s finished “%(step)s” as coordinating unit %(unit)s."),
    Act.CONSULT: _("%(by)s asked %(units)s for their opinion, due %(opinion_due_at)s."),
    Act.GIVE_OPINION: _("%(by)s gave the opinion of %(unit)s."),
    Act.COLLECT_FEES: _("%(by)s collected %(amount)s in fees and charges."),
    Act.CANCEL_PAYMENT: _("%(by)s cancelled the fee receipt %(receipt)s of %(amount)s."),
    Act.REFUND_PAYMENT: _("%(by)s gave back %(amount)s, paid on the fee receipt %(receipt)s."),
    Act.FIND_FOLDER: _("%(by)s confirmed that the paper folder is with %(unit)s."),
    Act.TRANSFER: _("%(by)s moved the competence from %(from_unit)s to %(to_unit)s."),
    Act.AMEND_CALENDAR: _("%(by)s amended the calendar; the case is now due %(due_at)s."),
}


_FLAGS: dict[str, tuple[object, Any]] = {
    "unexcused": (True, _("It went to signature late and without an apology.")),
    "refused_late": (True, _("The refusal came after the promised moment.")),
    "apology_late": (True, _("The apology is late: it was due a day before the promised day.")),
    "within_limit": (
        False,
        _("The request came later than the procedure allows: it counts as late."),
    ),
    "refused": (True, _("The receiver refused it; it comes back.")),
    "address_changed": (True, _("The address is another one now.")),
    "leg_verdict": ("late", _("The hand-over was late.")),
}
_TEXTS: dict[str, Any] = {
    "invitation": _("Invitation no. %(text)s was left."),
    "override": _("A second request, because: %(text)s"),
    "old_result": _("Result before: %(text)s"),
    "reason": _("Reason: %(text)s"),
    "findings": _("Found: %(text)s"),
    "requirements": _("Needed: %(text)s"),
    "given_back": _("Given back: %(text)s"),
    "paper": _("Paper no. %(text)s."),
    "note": _("Note: %(text)s"),
}


def sentences(entry: JournalEntry) -> tuple[str, ...]:
    """What happened, then what was added to it: the result, reason, note, papers asked for."""
    details = {"by": entry.official_name, **entry.details}
    for name in ("due_at", "opinion_due_at", "forwarded_until_at", "new_due_at", "close_by_at"):
        if name in details:
            details[name] = _moment(details[name])
    if "amount" in details:
        details["amount"] = money(details["amount"])
    main = str(SENTENCES[Act(entry.act)]) % details
    return (main, *_added(entry.details))


def _added(details: dict[str, Any]) -> list[str]:
    added = []
    if "result" in details:
        granted = gettext("Granted") if details["granted"] else gettext("Refused")
        day = datetime.fromisoformat(details["signed_on"])
        signed = gettext(
            "signed by %(signer)s on %(day)s", signer=details["signer"], day=f"{day:%d/%m/%Y}"
        )
        added.append(f"{granted}: {details['result']}, {details['number']}, {signed}.")
    if awaited := details.get("supplement_until_at"):
        words = gettext("The supplement is now awaited until %(moment)s.", moment=_moment(awaited))
        added.append(words)
    if details.get("official") and "step" in details:
        added.append(gettext("Assigned to %(name)s.", name=details["official"]))
    added += [str(told) for name, (value, told) in _FLAGS.items() if details.get(name, "") == value]
    for name, told in _TEXTS.items():
        if text := details.get(name):
            added.append(str(told) % {"text": text if isinstance(text, str) else "; ".join(text)})
    return added


def _moment(text: str) -> str:
    zone = current_app.config["SETTINGS"].time_zone
    return f"{datetime.fromisoformat(text).astimezone(zone):%H:%M %d/%m/%Y}"
