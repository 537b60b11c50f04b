"""What a procedure asks for, and what a route must be to work."""

from __future__ import annotations

from onestop.procedures.rules.planning import (
    HOURS_A_DAY,
    PlannedStep,
    longest_way,
    plan,
    step_due,
    working_hours,
)
from onestop.procedures.rules.route import Fault, Stage, blocking, faults
from onestop.procedures.rules.version import (
    AllottedTerm,
    Channel,
    Component,
    Fee,
    FeeBasis,
    FeeKind,
    Step,
    StepKind,
    Variant,
    Version,
    VersionStatus,
    in_force,
    status_on,
)

__all__ = [
    "HOURS_A_DAY",
    "AllottedTerm",
    "Channel",
    "Component",
    "Fault",
    "Fee",
    "FeeBasis",
    "FeeKind",
    "PlannedStep",
    "Stage",
    "Step",
    "StepKind",
    "Variant",
    "Version",
    "VersionStatus",
    "blocking",
    "faults",
    "in_force",
    "longest_way",
    "plan",
    "status_on",
    "step_due",
    "working_hours",
]
