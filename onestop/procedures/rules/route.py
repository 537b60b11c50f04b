"""What a route must be to work: every fault of it with its place."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from onestop.calendars.rules import Term
from onestop.errors import N_
from onestop.procedures.rules.planning import longest_way, working_hours
from onestop.procedures.rules.version import StepKind


@dataclass(frozen=True)
class Stage:
    """A step of a route as it was written, before it is known to work."""

    position: int
    name: str
    kind: str
    unit: str
    allotted: Term | None
    unlimited: bool = False
    ends_settlement: bool = False
    variant: str = ""
    finding: str = ""
    branch: str = ""
    beside: int | None = None
    joins: int | None = None


@dataclass(frozen=True)
class Fault:
    """What is wrong with a version, where; a warning does not keep it from being published.

    `place` is the table of the version (`steps`, `terms`; empty for the procedure itself) and the
    number of its row from 1, 0 for the table as a whole, with the column where there is one.
    """

    table: str
    row: int
    column: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)
    warning: bool = False

    @property
    def place(self) -> str:
        """The place as a file names it: `steps[3].allotted`."""
        row = f"[{self.row}]" if self.row else ""
        return ".".join(filter(None, (f"{self.table}{row}", self.column)))

    def __str__(self) -> str:
        return f"{self.place}: {self.sentence % self.values if self.values else self.sentence}"


def blocking(found: Sequence[Fault]) -> tuple[Fault, ...]:
    """The faults that keep a version from being published."""
    return tuple(each for each in found if not each.warning)


def faults(
    stages: Sequence[Stage],
    *,
    terms: Sequence[tuple[str, Term]],
    variants: Collection[str],
    units: Collection[str] | None = None,
) -> tuple[Fault, ...]:
    """Every fault of a route; `terms` are the version's own, with their variant.

    `units` are the keys of the units that exist; None where they are not known yet.
    """
    return (
        *_ends(stages),
        *(fault for each in stages for fault in _stage(each, stages, variants, units)),
        *_too_long(stages, terms, variants),
    )


def _step(
    stage: Stage | None, column: str, sentence: str, *, warning: bool = False, **values: object
) -> Fault:
    return Fault("steps", stage.position if stage else 0, column, sentence, values, warning)


def _ends(stages: Sequence[Stage]) -> Iterator[Fault]:
    """The route begins with a reception, ends with one return, and settles once in between."""
    line = [each for each in stages if not each.branch]
    if not line or line[0].kind != StepKind.RECEPTION:
        yield _step(None, "", N_("The route begins with a reception."))
    if not line or line[-1].kind != StepKind.RETURN:
        yield _step(None, "", N_("The route has no end: its last step is a return."))
    for each in (each for each in line[:-1] if each.kind == StepKind.RETURN):
        yield _step(each, "kind", N_("The steps after a return are never reached."))
    for each in (each for each in line[1:] if each.kind == StepKind.RECEPTION):
        yield _step(each, "kind", N_("A case is received once, in the first step."))
    yield from _settlement(stages)


def _settlement(stages: Sequence[Stage]) -> Iterator[Fault]:
    """One step, taken in every case, ends the settlement (rule L3)."""
    ending = [each for each in stages if each.ends_settlement]
    if not ending:
        yield _step(None, "ends_settlement", N_("No step ends the settlement."))
    for each in ending[1:]:
        yield _step(each, "ends_settlement", N_("Only one step ends the settlement."))
    for each in ending:
        if each.branch or each.variant or each.finding:
            sentence = N_("The step that ends the settlement is taken in every case, by the lead.")
            yield _step(each, "ends_settlement", sentence)


def _stage(
    each: Stage,
    stages: Sequence[Stage],
    variants: Collection[str],
    units: Collection[str] | None,
) -> Iterator[Fault]:
    if not each.name:
        yield _step(each, "name", N_("The step has no name."))
    if units is not None and each.unit not in units:
        yield _step(each, "unit", N_("There is no unit %(unit)s."), unit=each.unit)
    yield from _time(each)
    yield from _condition(each, stages, variants)
    if each.branch:
        yield from _branch(each, stages)
    elif each.beside is not None or each.joins is not None:
        yield _step(each, "branch", N_("A step that runs beside another one names its branch."))


def _time(each: Stage) -> Iterator[Fault]:
    untimed = each.kind in (StepKind.RETURN, StepKind.DUTY)
    if each.allotted is None and not each.unlimited and not untimed:
        yield _step(each, "allotted", N_("The step has no time; say so if it has no limit."))
    if each.allotted is not None and untimed:
        yield _step(each, "allotted", N_("No time runs in this step, so none is allotted."))


def _condition(each: Stage, stages: Sequence[Stage], variants: Collection[str]) -> Iterator[Fault]:
    if each.variant and each.variant not in variants:
        yield _step(each, "variant", N_("There is no variant %(key)s."), key=each.variant)
    line = [other for other in stages if not other.branch]
    if (each.variant or each.finding) and each in (*line[:1], *line[-1:]):
        sentence = N_("The first and the last step are taken in every case.")
        yield _step(each, "variant" if each.variant else "finding", sentence)


def _branch(each: Stage, stages: Sequence[Stage]) -> Iterator[Fault]:
    """A branch opens with an earlier step of the line and is awaited by a later one."""
    line = {other.position: other for other in stages if not other.branch}
    if each.kind in (StepKind.RECEPTION, StepKind.RETURN, StepKind.DUTY):
        yield _step(each, "kind", N_("Receiving, returning and paying are not done in a branch."))
    if each.beside not in line or each.beside > each.position:
        sentence = N_("The branch is never reached: it opens with no earlier step.")
        yield _step(each, "beside", sentence)
        return
    if line[each.beside].kind == StepKind.RECEPTION:
        yield _step(each, "beside", N_("A branch opens after the reception, not with it."))
    if each.joins not in line or each.joins <= each.beside or each.joins < each.position:
        yield _step(each, "joins", N_("The branch joins no later step of the route."))
        return
    if line[each.joins].variant or line[each.joins].finding:
        yield _step(each, "joins", N_("The step that a branch joins is taken in every case."))
    for other in stages:
        if other.branch == each.branch and (other.beside, other.joins) != (each.beside, each.joins):
            yield _step(each, "branch", N_("The steps of a branch open and join together."))
            break


def _too_long(
    stages: Sequence[Stage], terms: Sequence[tuple[str, Term]], variants: Collection[str]
) -> Iterator[Fault]:
    """A warning for each term that is shorter than the way it should hold."""
    for number, (variant, term) in enumerate(terms, start=1):
        allowed = working_hours(term)
        for key in (variant,) if variant else (sorted(variants) or ("",)):
            taken = [each for each in stages if each.variant in ("", key)]
            there = {each.position for each in taken if not each.branch}
            hours = longest_way([s for s in taken if not s.branch or s.beside in there])
            if allowed is not None and hours is not None and hours > allowed:
                yield Fault(
                    "terms",
                    number,
                    "",
                    N_("The steps take %(hours)s working hours, the term allows %(allowed)s."),
                    {"hours": f"{hours.normalize():f}", "allowed": f"{allowed.normalize():f}"},
                    warning=True,
                )
                break
