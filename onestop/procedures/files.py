"""Procedures as files: one readable TOML file for each.

code = "1.001193"                    # national code
name = "Đăng ký khai sinh"
field = "Hộ tịch"
level = "commune"                    # commune | province
decision = "163/QĐ-BTP"              # the decision that published it
valid_from_on = 2025-07-01
results = ["Giấy khai sinh"]
presence_required = true             # optional: not by post
cut_off = "15:00"                    # optional: same-day terms
[supplement]                         # optional
policy = "restart"                   # or "resume"
ask_within = "3 working days"
close_after = "30 calendar days"      # optional: then the case closes by itself
[[variants]]                         # optional: cases chosen at reception
key = "verification"
name = "Trường hợp phải xác minh"
[[terms]]
term = "1 working day"
channel = "counter"                  # optional: counter | online | post
variant = "verification"             # optional
[[components]]
name = "Tờ khai theo mẫu"
originals = 1
copies = 0
required = true
only_shown = false                   # optional: shown and given back
condition = ""                       # optional
variant = ""                         # optional
sample = "Mẫu số 01"                 # optional: the sample form
[[fees]]
name = "Lệ phí hộ tịch"
kind = "charge"                      # fee (phí) | charge (lệ phí)
amount = 8000                        # đồng
channel = "counter"                  # optional
per = "copy"                         # optional: page | copy | instance; absent: for the dossier
note = ""                            # optional
exemption = "Người cao tuổi"         # optional: who does not pay
[[steps]]                            # the route, in this order
name = "Tiếp nhận hồ sơ"
kind = "reception"                   # reception assign appraise check sign seal process duty return
unit = "one-stop"                    # key of a unit; of another agency: "H29.30.12/one-stop"
role = "clerk"                       # clerk official unit_leader agency_leader
allotted = "4 working hours"         # absent where kind is return or duty
unlimited = false                    # optional: no time is set
ends_settlement = false              # true in the one step that issues the result
variant = ""                         # optional: taken in this variant only
finding = "Phải xác minh thực địa"   # optional: taken if the step before finds so
branch = "tax"                       # optional: coordinating, runs beside the lead's line
beside = 3                           # the number of the step with which the branch opens
joins = 5                            # the number of the step that waits for it
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date

from onestop.calendars.rules import Term
from onestop.procedures.rules import Fault, Stage, faults


@dataclass(frozen=True)
class SupplementFile:
    """How a supplement is asked for."""

    policy: str = "restart"
    ask_within: str = "3 working days"
    close_after: str = ""


@dataclass(frozen=True)
class VariantFile:
    """A case of the procedure."""

    key: str
    name: str


@dataclass(frozen=True)
class TermFile:
    """An allotted time."""

    term: str
    channel: str = ""
    variant: str = ""


@dataclass(frozen=True)
class ComponentFile:
    """A paper."""

    name: str
    originals: int
    copies: int
    required: bool
    only_shown: bool = False
    condition: str = ""
    variant: str = ""
    sample: str = ""


@dataclass(frozen=True)
class FeeFile:
    """A fee or charge."""

    name: str
    kind: str
    amount: int
    channel: str = ""
    note: str = ""
    exemption: str = ""
    per: str = ""


@dataclass(frozen=True)
class StepFile:
    """A step of the route."""

    name: str
    kind: str
    unit: str
    role: str
    allotted: str = ""
    ends_settlement: bool = False
    unlimited: bool = False
    variant: str = ""
    finding: str = ""
    branch: str = ""
    beside: int = 0
    joins: int = 0


@dataclass(frozen=True)
class ProcedureFile:
    """A whole file."""

    code: str
    name: str
    field: str
    level: str
    valid_from_on: date
    results: tuple[str, ...]
    terms: tuple[TermFile, ...]
    steps: tuple[StepFile, ...]
    components: tuple[ComponentFile, ...] = ()
    fees: tuple[FeeFile, ...] = ()
    variants: tuple[VariantFile, ...] = ()
    supplement: SupplementFile = dataclasses.field(default_factory=SupplementFile)
    decision: str = ""
    presence_required: bool = False
    cut_off: str = ""

    def stages(self) -> tuple[Stage, ...]:
        """The route as the rules judge it; raises UnknownTerm."""
        return tuple(
            Stage(
                position=position,
                name=step.name,
                kind=step.kind,
                unit=step.unit,
                allotted=Term.parse(step.allotted) if step.allotted else None,
                unlimited=step.unlimited,
                ends_settlement=step.ends_settlement,
                variant=step.variant,
                finding=step.finding,
                branch=step.branch,
                beside=step.beside or None,
                joins=step.joins or None,
            )
            for position, step in enumerate(self.steps, start=1)
        )

    def faults(self, units: frozenset[str] | None = None) -> tuple[Fault, ...]:
        """Every fault of the version, warnings among them; raises UnknownTerm."""
        return faults(
            self.stages(),
            terms=[(each.variant, Term.parse(each.term)) for each in self.terms],
            variants=[each.key for each in self.variants],
            units=units,
        )
