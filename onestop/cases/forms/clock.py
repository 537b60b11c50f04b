"""The forms of the acts that move or end a promise: supplements, apologies, withdrawal."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Optional

from onestop.cases.forms.basic import ActForm, ReasonForm, a_day, day_of, lines_of, words
from onestop.cases.rules.endings import Wish


class SupplementForm(ActForm):
    """All that is missing, one paper to a line; a second request says why it is unavoidable."""

    requirements = words(
        _("Papers needed, one to a line"), InputRequired(_("List what is needed.")), rows=4
    )
    reason = words(_("Reason"), InputRequired(_("Give the reason.")))
    override_reason = words(
        _("Why a second request is unavoidable"),
        InputRequired(_("Say why a second request is unavoidable; the case then counts as late.")),
    )

    def arguments(self) -> dict[str, Any]:
        more = {}
        if self.override_reason is not None:
            more["override_reason"] = self.override_reason.data or ""
        return {
            "requirements": lines_of(self.requirements),
            "reason": self.reason.data or "",
            **more,
        }


class ApologyForm(ActForm):
    """How far the case has come, why it is late, and the new day."""

    circumstances = words(
        _("State of the case"),
        InputRequired(_("Say how far the case has come and why it is late.")),
    )
    reason = words(_("Reason of the delay"), InputRequired(_("Give the reason.")))
    new_due = a_day(_("New day"))

    def arguments(self) -> dict[str, Any]:
        return {
            "circumstances": self.circumstances.data or "",
            "reason": self.reason.data or "",
            "new_due_on": day_of(self.new_due),
        }


class SendBackDraftForm(ReasonForm):
    """What the unit is to write otherwise."""

    reason = words(_("What must be otherwise"), InputRequired(_("Say what must be otherwise.")))


class WithdrawForm(ActForm):
    """What the applicant wishes, in their words, and what they get back."""

    wish = RadioField(
        _("The applicant asks"),
        choices=[
            SelectChoice("withdraw", _("to have the dossier back")),
            SelectChoice("stop", _("to have the handling stopped")),
        ],
        default="withdraw",
    )
    reason = words(
        _("What the applicant says"), InputRequired(_("Write down what the applicant asked for."))
    )
    given_back = words(_("Papers given back"), Optional())

    def arguments(self) -> dict[str, Any]:
        return {
            "wish": Wish(self.wish.data),
            "reason": self.reason.data or "",
            "given_back": self.given_back.data or "",
        }
