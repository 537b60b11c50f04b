"""What the words of the door are called on the page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from onestop.accounts.rules import Role

LABELS: dict[type[Enum], Mapping[Any, Any]] = {
    Role: {
        Role.CLERK: _("Counter clerk"),
        Role.OFFICIAL: _("Official"),
        Role.UNIT_LEADER: _("Unit leader"),
        Role.AGENCY_LEADER: _("Agency leader"),
        Role.POSTAL_DESK: _("Postal desk"),
        Role.ADMINISTRATOR: _("Administrator"),
    },
}
