"""The forms of the acts: each asks what the act needs and nothing else."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import (
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from onestop.cases.forms.basic import ActForm, NoteForm, ReasonForm, a_day, day_of, tidied, words
from onestop.cases.forms.clock import (
    ApologyForm,
    SendBackDraftForm,
    SupplementForm,
    WithdrawForm,
)
from onestop.cases.models import Opinion, Silence
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry, ResultEntry


class AssignForm(ActForm):
    """Who does the step."""

    official_id = SelectField(_("Official"), coerce=int, choices=[])

    def arguments(self) -> dict[str, Any]:
        return {"official_id": self.official_id.data}


class SendBackForm(ReasonForm):
    """To which step, and why."""

    position = SelectField(_("Back to the step"), coerce=int, choices=[])

    def arguments(self) -> dict[str, Any]:
        return {"position": self.position.data, "reason": self.reason.data}


class ForwardForm(ActForm):
    """To which other one-stop unit, what it is to do, and until when."""

    unit_id = SelectField(_("One-stop unit"), coerce=int, choices=[])
    content = words(
        _("What it is to do"),
        InputRequired(_("Say what the other one-stop unit is to do.")),
        Length(max=200),
    )
    due_on = a_day(_("To hand back by"))

    def arguments(self) -> dict[str, Any]:
        return {
            "unit_id": self.unit_id.data,
            "content": tidied(self.content.data),
            "due_on": day_of(self.due_on),
        }


class FinishForm(NoteForm):
    """The step is done; what was found decides about the next one."""

    findings = SelectMultipleField(_("What was found"), choices=[], option_widget=CheckboxInput())

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "findings": tuple(self.findings.data or ())}


class CompleteForm(FinishForm):
    """The step is done; in the same unit, who goes on with it may be named."""

    next_official_id = SelectField(
        _("Goes on with"), coerce=int, choices=[SelectChoice(0, "")], default=0
    )

    def arguments(self) -> dict[str, Any]:
        return {
            **super().arguments(),
            "next_official_id": self.next_official_id.data or None,
        }


class ContributeForm(ActForm):
    """What a coordinating unit says."""

    note = words(_("What your unit says"), InputRequired(_("Write down what your unit says.")))

    def arguments(self) -> dict[str, Any]:
        return {"note": self.note.data or ""}


class ConsultForm(ActForm):
    """Whom to ask, what, and until when."""

    unit_ids = SelectMultipleField(
        _("Ask"), coerce=int, choices=[], option_widget=CheckboxInput(), validate_choice=True
    )
    content = words(_("Question"), InputRequired(_("Say whom you ask, and what.")))
    due_on = a_day(_("Answer by"))
    silence = RadioField(
        _("If no answer comes in time"),
        choices=[
            SelectChoice("consent", _("it counts as consent")),
            SelectChoice("nothing", _("it counts as nothing; the asker decides")),
        ],
        default="nothing",
    )

    def arguments(self) -> dict[str, Any]:
        return {
            "unit_ids": tuple(self.unit_ids.data or ()),
            "content": self.content.data or "",
            "due_on": day_of(self.due_on),
            "silence": Silence(self.silence.data),
        }


class OpinionForm(ActForm):
    """The opinion of the body that was asked."""

    opinion = RadioField(
        _("Opinion"),
        choices=[SelectChoice("agrees", _("agrees")), SelectChoice("disagrees", _("disagrees"))],
        default="agrees",
    )
    answer = words(_("Answer"), InputRequired(_("Write down what your unit says.")))

    def arguments(self) -> dict[str, Any]:
        return {"opinion": Opinion(self.opinion.data), "answer": self.answer.data or ""}


class SettleForm(CompleteForm):
    """The step that ends settlement: the result with its document."""

    granted = RadioField(
        _("Result"),
        choices=[SelectChoice("yes", _("Granted")), SelectChoice("no", _("Refused"))],
        default="yes",
    )
    name = StringField(
        _("Document"), [InputRequired(_("Name the document.")), Length(max=300)], filters=[tidied]
    )
    number = StringField(
        _("Number"), [InputRequired(_("Enter its number.")), Length(max=60)], filters=[tidied]
    )
    signed = a_day(_("Signed on"))
    signer = StringField(
        _("Signer"), [InputRequired(_("Enter who signed.")), Length(max=120)], filters=[tidied]
    )
    reason = words(_("Reason of a refusal"), Optional())

    def arguments(self) -> dict[str, Any]:
        result = ResultEntry(
            granted=self.granted.data == "yes",
            name=self.name.data or "",
            number=self.number.data or "",
            signed_on=day_of(self.signed),
            signer=self.signer.data or "",
            reason=self.reason.data or "",
        )
        return {**super().arguments(), "result": result}


class HandOutForm(ActForm):
    """Who gets the result, and how."""

    method = SelectField(_("How"), choices=[])
    receiver_name = StringField(
        _("Receiver"),
        [InputRequired(_("Enter who receives it.")), Length(max=200)],
        filters=[tidied],
    )
    receiver_identity = StringField(_("Their identity number"), [Length(max=20)], filters=[tidied])
    authorisation = StringField(_("Authorisation paper"), [Length(max=300)], filters=[tidied])
    originals_returned = words(_("Originals given back"), Optional())

    def validate_receiver_identity(self, field: StringField) -> None:
        """Shown by whoever comes in person."""
        if not field.data and self.method.data == ReturnMethod.COUNTER:
            raise ValidationError(gettext("Enter the number of the document shown."))

    def arguments(self) -> dict[str, Any]:
        entry = HandingOutEntry(
            method=ReturnMethod(self.method.data),
            receiver_name=self.receiver_name.data or "",
            receiver_identity=self.receiver_identity.data or "",
            authorisation=self.authorisation.data or "",
            originals_returned=self.originals_returned.data or "",
        )
        return {"entry": entry}


class RedirectForm(ReasonForm):
    """How the result is returned from now on, to where, and who asked for that."""

    method = SelectField(_("The result is returned"), choices=[])
    address = StringField(_("Address for the post"), [Length(max=500)], filters=[tidied])

    def arguments(self) -> dict[str, Any]:
        return {
            "method": ReturnMethod(self.method.data),
            "address": self.address.data or "",
            "reason": self.reason.data,
        }


FORMS: dict[Act, type[ActForm]] = {
    Act.ACCEPT: ActForm,
    Act.DECLINE: ReasonForm,
    Act.TAKE_BACK: ActForm,
    Act.ASSIGN: AssignForm,
    Act.COMPLETE: CompleteForm,
    Act.HAND_OVER: FinishForm,
    Act.SEND_BACK: SendBackForm,
    Act.FORWARD: ForwardForm,
    Act.PROPOSE_SUPPLEMENT: SupplementForm,
    Act.REQUEST_SUPPLEMENT: SupplementForm,
    Act.SEND_BACK_SUPPLEMENT: SendBackDraftForm,
    Act.RECEIVE_SUPPLEMENT: NoteForm,
    Act.NOTIFY_DUTY: NoteForm,
    Act.RECEIVE_DUTY: NoteForm,
    Act.STOP: ReasonForm,
    Act.RESUME: NoteForm,
    Act.WITHDRAW: WithdrawForm,
    Act.DRAFT_APOLOGY: ApologyForm,
    Act.SIGN_APOLOGY: ActForm,
    Act.SEND_BACK_APOLOGY: SendBackDraftForm,
    Act.RE_APPOINT: NoteForm,
    Act.HAND_OUT: HandOutForm,
    Act.RESTORE: ReasonForm,
    Act.REDIRECT: RedirectForm,
    Act.REOPEN: ReasonForm,
    Act.CONTRIBUTE: ContributeForm,
    Act.CONSULT: ConsultForm,
    Act.GIVE_OPINION: OpinionForm,
}
