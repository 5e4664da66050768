"""Why a problem has no solution: constraints that cannot be kept together, none of which could be left out of them.

Only fixed tasks hold anything back from above, so whatever leaves no time ends at one of them. The earliest time of
every task is found by going through them in order; where a fixed task would have to begin earlier than that, the chain
of tasks that pushes it names the constraints, and those without which it would push as much are dropped one after the
other (a deletion filter: J. W. Chinneck and E. W. Dravnieks, "Locating minimal infeasible constraint sets in linear
programs", ORSA Journal on Computing 3, 1991).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple

from robot_cells.ids import CellId, TaskId
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.problem import ProblemJob, ProblemTask
from robot_cells.schedules.problem_checks.join_room import faults_of_join_room
from robot_cells.schedules.problem_checks.orders import in_order
from robot_cells.schedules.problem_checks.precedence import Befores, Precedence

TOLERANCE_S = 1e-6


class _Constraint(NamedTuple):
    """One that can be left out, and how it is told."""

    kind: str
    name: str
    told: str


class _Link(NamedTuple):
    """A task of the chain, and what makes it come after the one before it in the chain."""

    task: TaskId
    why: _Constraint | None


Keeps = Callable[[str, str], bool]
"""Whether a constraint, by kind and name, is looked at."""


def conflicts_of(precedence: Precedence) -> list[str]:
    """A sentence for each fixed task that comes too early and each join without room. Names and orders are sound."""
    problem = precedence.problem
    return [*(_Chains(precedence).faults() if problem.fixed else ()), *faults_of_join_room(problem)]


@dataclass(frozen=True, slots=True)
class _Times:
    """Of each task: when it can begin and end at the earliest, and which task before it says so."""

    begin_s: dict[TaskId, float]
    end_s: dict[TaskId, float]
    pushed_by: dict[TaskId, TaskId]


class _Chains:
    """The earliest times of a problem, and the chains that bring them about."""

    def __init__(self, precedence: Precedence) -> None:
        self._problem = problem = precedence.problem
        self._precedence = precedence
        self._jobs: dict[TaskId, ProblemJob] = {}
        self._tasks: dict[TaskId, ProblemTask] = {}
        for job in problem.jobs:
            for task in job.tasks:
                self._jobs[task.id], self._tasks[task.id] = job, task
        self._releases_s = {job.id: job.release_s for job in problem.jobs}
        self._frozen_on = {name: cell for cell, names in problem.frozen.items() for name in names}

    def faults(self) -> list[str]:
        """A sentence for each fixed task that cannot begin when it is said to."""
        times = self._earliest()
        faults = []
        for name, fixed in self._problem.fixed.items():
            if times.begin_s[name] > fixed.start_s + TOLERANCE_S:
                faults.append(self._told(name, times))
        return faults

    def _earliest(self) -> _Times:
        befores = self._that_matter()
        times = _Times({}, {}, {})
        for name in in_order(befores)[0]:
            begin_s = -math.inf
            for before in befores[name]:
                if times.end_s[before] > begin_s:
                    begin_s, times.pushed_by[name] = times.end_s[before], before
            times.begin_s[name], times.end_s[name] = self._step(name, begin_s, lambda kind, item: True)
        return times

    def _that_matter(self) -> Befores:
        """What comes before each fixed task, directly or not; most often that is little."""
        befores: Befores = {}
        open_ = list(self._problem.fixed)
        while open_:
            name = open_.pop()
            if name not in befores:
                befores[name] = self._precedence.all[name]
                open_ += befores[name]
        return befores

    def _step(self, name: TaskId, ready_s: float, keeps: Keeps) -> tuple[float, float]:
        """When a task begins and ends at the earliest that others let begin at `ready_s`; line time in seconds."""
        problem, job, task = self._problem, self._jobs[name], self._tasks[name]
        if name in problem.fixed and keeps("fixed", name):
            return ready_s, problem.fixed[name].end_s
        for item in (job.id, *task.joins):
            if keeps("release", item):
                ready_s = max(ready_s, self._releases_s[item])
        cells = list(task.durations_s)
        if name in self._frozen_on and keeps("frozen", self._frozen_on[name]):
            cells = [self._frozen_on[name]]
        ends = []
        for cell in cells:
            free_s = problem.ready_s.get(cell, 0.0)
            begin_s = max(ready_s, free_s if keeps("ready", cell) else min(free_s, 0.0))
            closed = [*self._closed(task, cell, keeps)]
            ends.append(_fitted(closed, begin_s, task.durations_s[cell], resumable=task.resumable))
        return ready_s, min(ends)

    def _closed(self, task: ProblemTask, cell: CellId, keeps: Keeps) -> list[Closure]:
        closed = list(self._problem.calendars.get(cell, Calendar()).closures) if keeps("calendar", cell) else []
        for item, units in task.needs.items():
            if units and keeps("resource", item):
                closed += self._problem.resources[item].calendar.closures
        return sorted(closed)

    def _told(self, name: TaskId, times: _Times) -> str:
        chain = self._chain(name, times)
        left = self._constraints(chain)
        for constraint in list(left):
            fewer = [item for item in left if item is not constraint]
            if self._begins_at(chain, fewer) > self._problem.fixed[name].start_s + TOLERANCE_S:
                left = fewer
        begin_s = self._begins_at(chain, left)
        reasons = ", ".join(item.told for item in left)
        return (
            f"{name} is fixed at {self._problem.fixed[name].start_s} s and cannot begin before {begin_s} s: {reasons}."
        )

    def _chain(self, name: TaskId, times: _Times) -> list[_Link]:
        """From the first task to the one that comes too early. A fixed task is not pushed on: it begins the chain."""
        links = []
        while True:
            before = times.pushed_by.get(name)
            links.append(_Link(name, None if before is None else self._why(before, name)))
            if before is None:
                return links[::-1]
            if before in self._problem.fixed:
                return [_Link(before, None), *links[::-1]]
            name = before

    def _why(self, before: TaskId, name: TaskId) -> _Constraint:
        if before in self._precedence.recipes[name]:
            return _Constraint("order", f"{before} {name}", f"{before} comes before {name}")
        cell = self._frozen_on[before]
        return _Constraint("frozen", cell, f"{cell} does {before} before {name}")

    def _constraints(self, chain: list[_Link]) -> list[_Constraint]:
        """All that the times of the chain can rest on, each once."""
        problem = self._problem
        found: list[_Constraint] = []
        for name, why in chain:
            job, task = self._jobs[name], self._tasks[name]
            found += [] if why is None else [why]
            if name in problem.fixed:
                found.append(_Constraint("fixed", name, f"{name} is fixed until {problem.fixed[name].end_s} s"))
                continue
            for item in (job.id, *task.joins):
                found.append(_Constraint("release", item, f"{item} is released at {self._releases_s[item]} s"))
            if name in self._frozen_on:
                cell = self._frozen_on[name]
                found.append(_Constraint("frozen", cell, f"the frozen order of {cell}"))
            for cell in task.durations_s:
                if problem.ready_s.get(cell, 0.0) > 0.0:
                    found.append(_Constraint("ready", cell, f"{cell} is free from {problem.ready_s[cell]} s on"))
                if cell in problem.calendars:
                    found.append(_Constraint("calendar", cell, f"the closed time of {cell}"))
            found += [_Constraint("resource", name, f"the closed time of {name}") for name in task.needs]
        return list({(item.kind, item.name): item for item in found}.values())

    def _begins_at(self, chain: list[_Link], constraints: list[_Constraint]) -> float:
        """When the last task of the chain can begin at the earliest, by these constraints alone."""
        kept = {(item.kind, item.name) for item in constraints}

        def keeps(kind: str, name: str) -> bool:
            """Whether a constraint is among them."""
            return (kind, name) in kept

        begin_s = end_s = -math.inf
        for name, why in chain:
            begin_s = end_s if why is not None and keeps(why.kind, why.name) else -math.inf
            if name != chain[-1].task:
                _, end_s = self._step(name, begin_s, keeps)
        return begin_s


def _fitted(closed: list[Closure], earliest_s: float, needed_s: float, *, resumable: bool) -> float:
    """When something that takes `needed_s` ends if it begins as early as the open time allows; seconds."""
    begin_s = earliest_s
    for start_s, end_s in closed:
        if end_s > begin_s and (start_s <= begin_s or (not resumable and start_s < begin_s + needed_s)):
            begin_s = end_s
    if not resumable:
        return begin_s + needed_s
    left_s = needed_s
    for start_s, end_s in closed:
        if end_s > begin_s:
            open_s = max(start_s - begin_s, 0.0)
            if open_s >= left_s:
                break
            left_s, begin_s = left_s - open_s, end_s
    return begin_s + left_s
