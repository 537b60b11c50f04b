"""The forms of the acts: each asks what the act needs and nothing else."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length, Optional, ValidationError
from wtforms.widgets import CheckboxInput

from onestop.cases.forms.registration import read_day
from onestop.cases.models import Opinion, Silence
from onestop.cases.rules.lifecycle import Act
from onestop.cases.rules.reception import ReturnMethod
from onestop.cases.rules.results import HandingOutEntry, ResultEntry
from onestop.letters import tidy

_LONGEST = Length(max=1000, message=_("At most %(max)d characters."))


def _tidied(text: str | None) -> str:
    return tidy(text or "")


def _words(label: Any, *validators: Any) -> TextAreaField:
    return TextAreaField(
        label, [*validators, _LONGEST], filters=[lambda text: (text or "").strip()]
    )


class ActForm(FlaskForm):
    """What every act knows: the version of the case that the person saw."""

    seen = HiddenField(validators=[InputRequired()])

    def seen_version(self) -> int | None:
        """The version seen; -1, which no case has, for nonsense."""
        text = self.seen.data or ""
        return int(text) if text.isdigit() else -1

    def arguments(self) -> dict[str, Any]:
        """What the operation takes besides the case."""
        return {}


class ReasonForm(ActForm):
    """An act that must say why."""

    reason = _words(_("Reason"), InputRequired(_("Give the reason.")))

    def arguments(self) -> dict[str, Any]:
        return {"reason": self.reason.data}


class NoteForm(ActForm):
    """An act that may carry a note."""

    note = _words(_("Note"), Optional())

    def arguments(self) -> dict[str, Any]:
        return {"note": self.note.data or ""}


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
    content = TextAreaField(
        _("What it is to do"),
        [InputRequired(_("Say what the other one-stop unit is to do.")), Length(max=200)],
        filters=[_tidied],
        render_kw={"rows": 2},
    )
    due_on = StringField(
        _("To hand back by"), [InputRequired(_("Enter the day."))], filters=[_tidied]
    )

    def validate_due_on(self, field: StringField) -> None:
        """A day, typed as one types it."""
        if read_day(field.data or "") is None:
            raise ValidationError(gettext("Write the day as 24/11/1990."))

    def arguments(self) -> dict[str, Any]:
        return {
            "unit_id": self.unit_id.data,
            "content": self.content.data or "",
            "due_on": read_day(self.due_on.data or ""),
        }


class SupplementForm(ReasonForm):
    """All that is missing, one paper to a line."""

    requirements = _words(
        _("Papers needed, one to a line"), InputRequired(_("List what is needed."))
    )

    def arguments(self) -> dict[str, Any]:
        lines = (tidy(line) for line in (self.requirements.data or "").splitlines())
        return {
            "requirements": tuple(line for line in lines if line),
            "reason": self.reason.data,
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

    note = _words(_("What your unit says"), InputRequired(_("Write down what your unit says.")))

    def arguments(self) -> dict[str, Any]:
        return {"note": self.note.data or ""}


class ConsultForm(ActForm):
    """Whom to ask, what, and until when."""

    unit_ids = SelectMultipleField(
        _("Ask"), coerce=int, choices=[], option_widget=CheckboxInput(), validate_choice=True
    )
    content = _words(_("Question"), InputRequired(_("Say whom you ask, and what.")))
    due_on = StringField(_("Answer by"), [InputRequired(_("Enter the day."))], filters=[_tidied])
    silence = RadioField(
        _("If no answer comes in time"),
        choices=[
            SelectChoice("consent", _("it counts as consent")),
            SelectChoice("nothing", _("it counts as nothing; the asker decides")),
        ],
        default="nothing",
    )

    def validate_due_on(self, field: StringField) -> None:
        """A day, typed as one types it."""
        if read_day(field.data or "") is None:
            raise ValidationError(gettext("Write the day as 24/11/1990."))

    def arguments(self) -> dict[str, Any]:
        return {
            "unit_ids": tuple(self.unit_ids.data or ()),
            "content": self.content.data or "",
            "due_on": read_day(self.due_on.data or ""),
            "silence": Silence(self.silence.data),
        }


class OpinionForm(ActForm):
    """The opinion of the body that was asked."""

    opinion = RadioField(
        _("Opinion"),
        choices=[SelectChoice("agrees", _("agrees")), SelectChoice("disagrees", _("disagrees"))],
        default="agrees",
    )
    answer = _words(_("Answer"), InputRequired(_("Write down what your unit says.")))

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
        _("Document"), [InputRequired(_("Name the document.")), Length(max=300)], filters=[_tidied]
    )
    number = StringField(
        _("Number"), [InputRequired(_("Enter its number.")), Length(max=60)], filters=[_tidied]
    )
    signed = StringField(_("Signed on"), [InputRequired(_("Enter the day."))], filters=[_tidied])
    signer = StringField(
        _("Signer"), [InputRequired(_("Enter who signed.")), Length(max=120)], filters=[_tidied]
    )
    reason = _words(_("Reason of a refusal"), Optional())

    def validate_signed(self, field: StringField) -> None:
        """A day, typed as one types it."""
        if read_day(field.data or "") is None:
            raise ValidationError(gettext("Write the day as 24/11/1990."))

    def arguments(self) -> dict[str, Any]:
        signed_on = read_day(self.signed.data or "")
        if signed_on is None:
            raise ValueError("asked before it was validated")
        result = ResultEntry(
            granted=self.granted.data == "yes",
            name=self.name.data or "",
            number=self.number.data or "",
            signed_on=signed_on,
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
        filters=[_tidied],
    )
    receiver_identity = StringField(_("Their identity number"), [Length(max=20)], filters=[_tidied])
    authorisation = StringField(_("Authorisation paper"), [Length(max=300)], filters=[_tidied])
    originals_returned = _words(_("Originals given back"), Optional())

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


FORMS: dict[Act, type[ActForm]] = {
    Act.ACCEPT: ActForm,
    Act.DECLINE: ReasonForm,
    Act.TAKE_BACK: ActForm,
    Act.ASSIGN: AssignForm,
    Act.COMPLETE: CompleteForm,
    Act.HAND_OVER: FinishForm,
    Act.SEND_BACK: SendBackForm,
    Act.FORWARD: ForwardForm,
    Act.REQUEST_SUPPLEMENT: SupplementForm,
    Act.RECEIVE_SUPPLEMENT: NoteForm,
    Act.NOTIFY_DUTY: NoteForm,
    Act.RECEIVE_DUTY: NoteForm,
    Act.STOP: ReasonForm,
    Act.RESUME: NoteForm,
    Act.WITHDRAW: ReasonForm,
    Act.HAND_OUT: HandOutForm,
    Act.CONTRIBUTE: ContributeForm,
    Act.CONSULT: ConsultForm,
    Act.GIVE_OPINION: OpinionForm,
}
