"""Job shops and flexible ones as public collections write them in JSON.

By the key that tells which it is:

- `data`, a job shop: objects with `job`, `operation`, `machine`, `duration`.
- `operations` and `precedences`, a flexible one whose jobs are graphs: objects with `operation`, `machine`,
  `duration`, and objects with `before`, `after`.
- `jobs`, a flexible one: jobs of operations of alternatives, objects with `machine` and `duration` or `processing`.
- `machines_matrix` and `duration_matrix`, a row a job; a list of machines in place of one are alternatives that take
  the same time.

These may also stand in a mapping, under the names of the instances. `instance` or `name` is the name.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from pydantic import AliasChoices, Field, TypeAdapter, ValidationError

from robot_cells.errors import ScheduleError
from robot_cells.schedules.problem_checks.numbers import MOST_S
from robot_cells.schedules.readers.graph_shop import shop_of_graph
from robot_cells.schedules.readers.rows import MOST, REMEDY
from robot_cells.schedules.readers.shop import Alternatives, Shop, ShopKind

Number = Annotated[int, Field(strict=True, ge=0, lt=MOST)]
"""Of a job, an operation or a machine, from 0."""
Duration = Annotated[float, Field(strict=True, ge=0, le=MOST_S, allow_inf_nan=False)]


@dataclass(frozen=True, slots=True)
class _Step:
    job: Number
    operation: Number
    machine: Number
    duration: Duration


@dataclass(frozen=True, slots=True)
class _Option:
    operation: Number
    machine: Number
    duration: Duration


@dataclass(frozen=True, slots=True)
class _Arc:
    before: Number
    after: Number


@dataclass(frozen=True, slots=True)
class _Alternative:
    machine: Number
    duration: Annotated[Duration, Field(validation_alias=AliasChoices("duration", "processing"))]


@dataclass(frozen=True, slots=True)
class _Steps:
    data: list[_Step]


@dataclass(frozen=True, slots=True)
class _Graph:
    operations: list[_Option]
    precedences: list[_Arc]


@dataclass(frozen=True, slots=True)
class _Jobs:
    jobs: list[list[list[_Alternative]]]


@dataclass(frozen=True, slots=True)
class _Matrices:
    machines_matrix: list[list[Number | list[Number]]]
    duration_matrix: list[list[Duration]]


SHAPES = {"data": _Steps, "operations": _Graph, "machines_matrix": _Matrices, "jobs": _Jobs}
"""By the key that tells one."""


def read_json_shops(path: Path, content: object) -> tuple[Shop, ...]:
    """Every instance in the content of a JSON file; raises `ScheduleError`, with file and key, where it is none."""
    if isinstance(content, Mapping):
        if shape := _shape_of(content):
            return (_read(path, path.stem, content, shape, ""),)
        shapes = {name: _shape_of(item) for name, item in content.items() if isinstance(item, Mapping)}
        if shapes and all(shapes.values()):
            return tuple(_read(path, name, content[name], shape, name) for name, shape in shapes.items() if shape)
    raise ScheduleError("There is no instance in it.", where=str(path), remedy=REMEDY)


def _shape_of(content: Mapping[str, Any]) -> str | None:
    return next((key for key in SHAPES if isinstance(content.get(key), list)), None)


def _read(path: Path, name: str, content: Mapping[str, Any], shape: str, key: str) -> Shop:
    where = f"{path}, {key}" if key else str(path)
    try:
        value: Any = TypeAdapter(SHAPES[shape]).validate_python(content)
    except ValidationError as error:
        first = error.errors()[0]
        keys = ".".join(str(item) for item in ([key] if key else []) + list(first["loc"]))
        raise ScheduleError(f"{first['msg']}.", where=f"{path}, {keys}", remedy=REMEDY) from None
    called = next((content[word] for word in ("instance", "name") if isinstance(content.get(word), str)), name)
    machines = content.get("machines")
    most = machines if isinstance(machines, int) and not isinstance(machines, bool) else None
    return READERS[shape](called, value, most, where)


def _of_steps(name: str, value: _Steps, machines: int | None, where: str) -> Shop:
    jobs: dict[int, dict[int, Alternatives]] = {}
    for step in value.data:
        steps = jobs.setdefault(step.job, {})
        if step.operation in steps:
            what = f"Operation {step.operation} of job {step.job} is there twice."
            raise ScheduleError(what, where=where, remedy=REMEDY)
        steps[step.operation] = {step.machine: step.duration}
    table = tuple(tuple(steps[place] for place in sorted(steps)) for _, steps in sorted(jobs.items()))
    return _shop(name, ShopKind.JOB_SHOP, table, machines, where)


def _of_graph(name: str, value: _Graph, machines: int | None, where: str) -> Shop:
    choices: dict[int, Alternatives] = {}
    for option in value.operations:
        _put(choices.setdefault(option.operation, {}), option.machine, option.duration)
    if sorted(choices) != list(range(len(choices))):
        raise ScheduleError("The operations are not numbered one by one from 0.", where=where, remedy=REMEDY)
    arcs = [(arc.before, arc.after) for arc in value.precedences]
    wrong = next((number for arc in arcs for number in arc if number not in choices), None)
    if wrong is not None:
        raise ScheduleError(f"{wrong} is not an operation; there are {len(choices)}.", where=where, remedy=REMEDY)
    shop = shop_of_graph(name, 0, [choices[number] for number in range(len(choices))], arcs, where)
    return replace(_shop(name, ShopKind.FLEXIBLE, shop.jobs, machines, where), after=shop.after)


def _of_jobs(name: str, value: _Jobs, machines: int | None, where: str) -> Shop:
    jobs = []
    for job in value.jobs:
        operations = []
        for alternatives in job:
            choice: Alternatives = {}
            for item in alternatives:
                _put(choice, item.machine, item.duration)
            operations.append(choice)
        jobs.append(tuple(operations))
    return _shop(name, ShopKind.FLEXIBLE, tuple(jobs), machines, where)


def _of_matrices(name: str, value: _Matrices, machines: int | None, where: str) -> Shop:
    rows, durations = value.machines_matrix, value.duration_matrix
    if [len(row) for row in rows] != [len(row) for row in durations]:
        raise ScheduleError("The matrices of machines and durations differ in size.", where=where, remedy=REMEDY)
    jobs = tuple(
        tuple(
            dict.fromkeys(machine if isinstance(machine, list) else [machine], duration)
            for machine, duration in zip(*pair, strict=True)
        )
        for pair in zip(rows, durations, strict=True)
    )
    is_flexible = any(isinstance(machine, list) for row in rows for machine in row)
    return _shop(name, ShopKind.FLEXIBLE if is_flexible else ShopKind.JOB_SHOP, jobs, machines, where)


READERS: dict[str, Callable[[str, Any, int | None, str], Shop]] = {
    "data": _of_steps,
    "operations": _of_graph,
    "jobs": _of_jobs,
    "machines_matrix": _of_matrices,
}


def _put(choice: Alternatives, machine: int, duration: float) -> None:
    choice[machine] = min(duration, choice.get(machine, duration))


def _shop(name: str, kind: ShopKind, jobs: tuple[tuple[Alternatives, ...], ...], most: int | None, where: str) -> Shop:
    """With as many machines as are stated, or else as are named."""
    used = {machine for job in jobs for choice in job for machine in choice}
    if not used or any(not choice for job in jobs for choice in job):
        raise ScheduleError("There is an operation without a machine, or none at all.", where=where, remedy=REMEDY)
    machines = max(used) + 1 if most is None else most
    if max(used) >= machines:
        what = f"{max(used)} is not a machine; there are {machines}, numbered from 0."
        raise ScheduleError(what, where=where, remedy=REMEDY)
    return Shop(name, kind, machines, jobs)
