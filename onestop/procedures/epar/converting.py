"""A workflow of e-PAR as a procedure of ours, with everything that had to be decided on the way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from onestop.accounts.rules import Role, UnitKind
from onestop.procedures.epar.mapping import COUNTER_GROUP, LEADERS_GROUP, Mapping
from onestop.procedures.epar.reading import Task, Time, Workflow
from onestop.procedures.files import FeeFile, ProcedureFile, StepFile, TermFile
from onestop.procedures.rules import StepKind

_KINDS = (
    ("PHAN_CONG", StepKind.ASSIGN),
    ("THU_LY", StepKind.APPRAISE),
    ("THAM_DINH", StepKind.APPRAISE),
    ("XET_DUYET", StepKind.CHECK),
    ("KIEM_TRA", StepKind.CHECK),
    ("KY_DUYET", StepKind.SIGN),
    ("DONG_DAU", StepKind.SEAL),
    ("VAO_SO", StepKind.SEAL),
)
_BY_THE_HEAD = frozenset({StepKind.ASSIGN, StepKind.CHECK, StepKind.SIGN})
LONGEST_CODE, LONGEST_NAME, LONGEST_STEP_NAME = 20, 500, 200


@dataclass(frozen=True)
class Options:
    """What e-PAR does not say: from when a procedure holds, what is promised without a limit."""

    valid_from_on: date
    without_limit: str = "30 working days"
    level: str = "commune"


@dataclass(frozen=True)
class Converted:
    """The procedure, and what was odd about its file."""

    content: ProcedureFile
    oddities: tuple[str, ...]


def convert(workflow: Workflow, mapping: Mapping, options: Options) -> Converted:
    """The procedure that a workflow describes: a step for each task of its chain."""
    odd = list(workflow.oddities)
    odd += _differing_sums(workflow)
    odd += _pauses(workflow.tasks)
    counter = mapping.unit_of(COUNTER_GROUP, "Bộ phận Một cửa")
    steps = [_step(each, workflow, mapping, odd) for each in workflow.tasks]
    steps = _settled(_with_ends(steps, counter, odd), counter, odd)
    code = workflow.code[:LONGEST_CODE]
    if code != workflow.code:
        odd.append(f"the code {workflow.code} is too long; {code} is taken")
    if len(workflow.name) > LONGEST_NAME:
        odd.append(f"the name is longer than {LONGEST_NAME} letters and cut")
    content = ProcedureFile(
        code=code,
        name=workflow.name[:LONGEST_NAME],
        field=_field(workflow.tasks, mapping),
        level=options.level,
        valid_from_on=options.valid_from_on,
        results=("Kết quả giải quyết thủ tục",),
        terms=(TermFile(_term(workflow, options, odd)),),
        steps=tuple(steps),
        fees=(FeeFile("Phí, lệ phí", "fee", workflow.fee),) if workflow.fee else (),
    )
    return Converted(content, tuple(odd))


def _term(workflow: Workflow, options: Options, odd: list[str]) -> str:
    """The promise: the total, or what stands in for one that has no limit."""
    if workflow.total.days:
        return _written(workflow.total.days)
    said = "sets no limit" if workflow.total.unlimited else "gives no total time"
    days = sum((each.time.days or Decimal(0) for each in workflow.tasks), Decimal(0))
    term = _written(days) if days else options.without_limit
    source = "the sum of its tasks" if days else "what stands in for it"
    odd.append(f"the process {said}; {term}, {source}, is promised")
    return term


def _differing_sums(workflow: Workflow) -> Iterator[str]:
    """Times that do not add up; both are kept."""
    for number, whole in enumerate(workflow.step_times):
        parts = [each.time.days for each in workflow.tasks if each.step == number]
        days = sum((each for each in parts if each is not None), Decimal(0))
        if whole.days is not None and days not in (0, whole.days):
            yield (
                f"step {number + 1} has {_number(whole.days)} days, its tasks take"
                f" {_number(days)}; the tasks' times are kept"
            )
    given = [each.days for each in workflow.step_times if each.days is not None]
    if workflow.total.days is not None and sum(given) != workflow.total.days:
        yield (
            f"the steps take {_number(sum(given, Decimal(0)))} days, the process"
            f" {_number(workflow.total.days)}; both are kept"
        )


def _pauses(tasks: Sequence[Task]) -> Iterator[str]:
    """A notice of duty and the receipt for it come in pairs."""
    waiting = ""
    for each in tasks:
        if waiting and not each.unpause:
            yield f"task {each.code} stands between pause and unpause; the clock runs in it"
        if each.unpause:
            if not waiting and not each.pause:
                yield f"task {each.code} ends a pause that none begins; the clock stands in it"
            waiting = ""
        elif each.pause:
            waiting = each.code
    if waiting:
        yield f"task {waiting} begins a pause that none ends; the clock does not stand"


def _step(task: Task, workflow: Workflow, mapping: Mapping, odd: list[str]) -> StepFile:
    unit = mapping.unit_of(task.group, task.step_name)
    kind = _kind(task)
    if len(task.name) > LONGEST_STEP_NAME:
        odd.append(f"the name of task {task.code} is cut")
    days = None if kind is StepKind.DUTY else _days(task, workflow, odd)
    return StepFile(
        name=task.name[:LONGEST_STEP_NAME] or "Xử lý",
        kind=kind,
        unit=unit,
        role=_role(mapping, task, unit, kind),
        allotted=_written(days) if days else "",
        ends_settlement=task.biz_done,
        unlimited=not days and kind is not StepKind.DUTY,
    )


def _days(task: Task, workflow: Workflow, odd: list[str]) -> Decimal | None:
    """The task's own time; the step's, where it gives none of it to any task."""
    own: Time = task.time
    if own.days or own.unlimited:
        return own.days
    others = [each for each in workflow.tasks if each.step == task.step]
    whole = workflow.step_times[task.step].days
    if whole and not any(each.time.days for each in others) and task == others[-1]:
        odd.append(f"task {task.code} gets the {_number(whole)} days of its step")
        return whole
    return None


def _kind(task: Task) -> StepKind:
    if task.unpause:
        return StepKind.DUTY
    name = task.code.rpartition("::")[2]
    for part, kind in _KINDS:
        if part in name:
            return kind
    return StepKind.SIGN if task.group == LEADERS_GROUP else StepKind.PROCESS


def _role(mapping: Mapping, task: Task, unit: str, kind: StepKind) -> Role:
    if task.group in ("", COUNTER_GROUP) or mapping.kinds.get(unit) == UnitKind.COUNTER:
        return Role.CLERK
    if task.group == LEADERS_GROUP or mapping.kinds.get(unit) == UnitKind.LEADERS:
        return Role.AGENCY_LEADER
    return Role.UNIT_LEADER if kind in _BY_THE_HEAD else Role.OFFICIAL


def _with_ends(steps: list[StepFile], counter: str, odd: list[str]) -> list[StepFile]:
    """A route that is received at the counter, and returned there in its last step."""
    receiving = StepFile("Tiếp nhận hồ sơ", StepKind.RECEPTION, counter, Role.CLERK, unlimited=True)
    returning = StepFile("Trả kết quả", StepKind.RETURN, counter, Role.CLERK)
    first, last = steps[0], steps[-1]
    if first.unit != counter or first.kind is StepKind.DUTY:
        odd.append("the way does not begin at the one-stop unit; a reception is put before it")
        steps = [receiving, *steps]
    else:
        steps = [replace(first, kind=StepKind.RECEPTION), *steps[1:]]
    if len(steps) == 1 or last.unit != counter or last.kind is StepKind.DUTY:
        odd.append("the way does not end at the one-stop unit; a return is put after it")
        return [*steps, returning]
    if last.allotted:
        odd.append(f"the return has {last.allotted}; no time runs in it")
    return [*steps[:-1], replace(last, kind=StepKind.RETURN, allotted="", unlimited=False)]


def _settled(steps: list[StepFile], counter: str, odd: list[str]) -> list[StepFile]:
    """Exactly one step before the return, which is no waiting, ends the settlement."""
    able = [
        place
        for place, each in enumerate(steps)
        if each.kind not in (StepKind.RETURN, StepKind.DUTY)
    ]
    marked = [place for place, each in enumerate(steps) if each.ends_settlement]
    signed = [place for place in able if steps[place].kind is StepKind.SIGN]
    away = [place for place in able if steps[place].unit != counter]
    place = (marked or signed or away or able)[-1]
    if not marked:
        odd.append(f"no task ends the settlement; “{steps[place].name}” does")
    if len(marked) > 1:
        odd.append(f"several tasks end the settlement; the last, “{steps[place].name}”, does")
    if place not in able:
        place = max(each for each in able if each < place)
        odd.append(f"the settlement ends before the return, in “{steps[place].name}”")
    return [replace(each, ends_settlement=at == place) for at, each in enumerate(steps)]


def _field(tasks: Sequence[Task], mapping: Mapping) -> str:
    """The field goes by the first unit that is not the counter."""
    for each in tasks:
        if each.group not in ("", COUNTER_GROUP, LEADERS_GROUP):
            return mapping.names.get(mapping.unit_of(each.group, each.step_name), each.group)[:120]
    return "Một cửa"


def _written(days: Decimal) -> str:
    return f"{_number(days)} working day{'' if days == 1 else 's'}"


def _number(days: Decimal) -> str:
    return f"{days.normalize():f}"
