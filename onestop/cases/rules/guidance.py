"""What is said to somebody whose dossier is not received: all at once, in writing (R2; NĐ61 17)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from onestop.errors import N_, Refused


class GuidanceKind(StrEnum):
    """Papers are missing, or the application cannot be received at all."""

    SUPPLEMENT = "supplement"
    REFUSAL = "refusal"


@dataclass(frozen=True)
class GuidanceEntry:
    """What the counter says, to whom; `typed` is the counter's form as far as it was filled."""

    kind: GuidanceKind
    version_id: int
    applicant_name: str
    identity_number: str
    phone: str
    email: str
    address: str
    requirements: tuple[str, ...]
    reason: str
    typed: Mapping[str, str]


def require_said(entry: GuidanceEntry) -> None:
    """Lets guidance pass that tells everything; raises Refused otherwise (NĐ61 17.2)."""
    if not entry.applicant_name:
        raise Refused(N_("Enter the applicant's name."))
    if entry.kind is GuidanceKind.SUPPLEMENT and not entry.requirements:
        raise Refused(N_("List every paper that is still needed, all at once."))
    if not entry.reason:
        raise Refused(N_("Give the reason."))
