"""What the words of the catalogue are called on the page."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from flask_babel import lazy_gettext as _

from onestop.procedures.rules import Channel, FeeBasis, FeeKind, StepKind, VersionStatus

LABELS: dict[type[Enum], Mapping[Any, Any]] = {
    Channel: {
        Channel.COUNTER: _("At the counter"),
        Channel.ONLINE: _("Online"),
        Channel.POST: _("By public post"),
    },
    FeeKind: {FeeKind.FEE: _("Fee"), FeeKind.CHARGE: _("Charge")},
    FeeBasis: {
        FeeBasis.PAGE: _("page"),
        FeeBasis.COPY: _("copy"),
        FeeBasis.INSTANCE: _("time it is done"),
    },
    StepKind: {
        StepKind.RECEPTION: _("Reception"),
        StepKind.ASSIGN: _("Assignment"),
        StepKind.APPRAISE: _("Appraisal"),
        StepKind.CHECK: _("Check"),
        StepKind.SIGN: _("Signature"),
        StepKind.SEAL: _("Number and seal"),
        StepKind.PROCESS: _("Processing"),
        StepKind.DUTY: _("Financial duty of the applicant"),
        StepKind.RETURN: _("Return of the result"),
    },
    VersionStatus: {
        VersionStatus.DRAFT: _("Draft"),
        VersionStatus.PUBLISHED: _("Published"),
        VersionStatus.RETIRED: _("No longer offered"),
    },
}
