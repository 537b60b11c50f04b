"""The form of a combined procedure: its code, its name, and its procedures in order."""

from __future__ import annotations

from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from wtforms import FieldList, HiddenField, StringField
from wtforms.validators import InputRequired, Length, Regexp

from onestop.letters import tidy
from onestop.procedures.operations.combined import CombinedEntry
from onestop.procedures.rules.combined import MOST_MEMBERS


def _tidied(text: str | None) -> str:
    return tidy(text or "")


class CombinedForm(FlaskForm):
    """`seen` is the version that the person saw; empty for a new one."""

    seen = HiddenField()
    code = StringField(
        _("Code"),
        [
            InputRequired(_("Enter a code.")),
            Length(max=20, message=_("At most %(max)d characters.")),
            Regexp(r"[0-9A-Za-z.\-]+$", message=_("Letters, digits, points and hyphens only.")),
        ],
        filters=[_tidied],
    )
    name = StringField(
        _("Name"),
        [
            InputRequired(_("Enter the name.")),
            Length(max=500, message=_("At most %(max)d characters.")),
        ],
        filters=[_tidied],
    )
    procedures = FieldList(
        StringField(_("Procedure"), [Length(max=20)], filters=[_tidied]),
        min_entries=MOST_MEMBERS,
        max_entries=MOST_MEMBERS,
    )

    def entry(self) -> CombinedEntry:
        """What was entered; empty lines are left out."""
        codes = tuple(each.data for each in self.procedures if each.data)
        return CombinedEntry(self.name.data or "", codes)
