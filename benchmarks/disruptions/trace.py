"""One trace: a shop, a first schedule, disruptions, and what a policy makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from time import perf_counter

from benchmarks.disruptions.disruption import disrupted, disruptions_of
from benchmarks.disruptions.execution import ended_by, remaining_after, tardiness_s
from benchmarks.disruptions.policies import NamedPolicy
from benchmarks.disruptions.shops import SIZES, Shop, shop_of
from robot_cells.ids import JobId, TaskId
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.problem import Problem, ProblemJob
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Schedule
from robot_cells.schedules.solve import solve

DISRUPTIONS = 6


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one trace under one policy.

    `moved` holds for each disruption the share of the tasks (0 to 1) that were on another cell afterwards, `answer_s`
    how long the policy took, in seconds, `own` whether it found a schedule itself; `violations` what the checker has
    found.
    """

    policy: str
    seed: int
    tardiness_s: float
    moved: tuple[float, ...]
    answer_s: tuple[float, ...]
    own: tuple[bool, ...]
    violations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trace:
    """The shop, and the schedule that all policies begin with."""

    shop: Shop
    first: Schedule
    seed: int


def first_of(size: int, seed: int, budget: Budget) -> Trace:
    """The shop of `size` tasks and that seed, planned within the budget."""
    shop = shop_of(SIZES[size], seed)
    return Trace(shop, solve(shop.problem, budget).schedule, seed)


def outcome_of(trace: Trace, named: NamedPolicy, budget: Budget) -> Outcome:
    """Run the trace: everything happens as planned but for the disruptions."""
    problem, schedule = trace.shop.problem, trace.first
    jobs: dict[JobId, ProblemJob] = {job.id: job for job in problem.jobs}
    ends: dict[TaskId, float] = {}
    moved: list[float] = []
    answer_s: list[float] = []
    own: list[bool] = []
    violations = faults_of(problem, schedule)
    for disruption in disruptions_of(trace.shop, DISRUPTIONS, trace.seed, schedule.objective.makespan_s):
        ends |= ended_by(schedule, disruption.at_s)
        problem = disrupted(remaining_after(problem, schedule, disruption.at_s), trace.shop, disruption)
        _remember(jobs, problem)
        begun_s = perf_counter()
        answer = named.policy(problem, schedule, budget)
        answer_s.append(perf_counter() - begun_s)
        moved.append(_moved(schedule, answer.schedule))
        own.append(answer.own)
        violations += faults_of(problem, answer.schedule)
        schedule = answer.schedule
    ends |= ended_by(schedule, schedule.objective.makespan_s)
    return Outcome(
        named.name, trace.seed, tardiness_s(jobs, ends), tuple(moved), tuple(answer_s), tuple(own), tuple(violations)
    )


def _remember(jobs: dict[JobId, ProblemJob], problem: Problem) -> None:
    """Jobs and tasks that have come in."""
    for job in problem.jobs:
        known = {task.id for task in jobs[job.id].tasks} if job.id in jobs else set()
        new = tuple(task for task in job.tasks if task.id not in known)
        if job.id not in jobs:
            jobs[job.id] = job
        elif new:
            old = jobs[job.id]
            jobs[job.id] = ProblemJob(old.id, old.product, (*old.tasks, *new), due_s=old.due_s, weight=old.weight)


def _moved(before: Schedule, after: Schedule) -> float:
    cells = {item.task: item.cell for item in before.tasks}
    both = [item for item in after.tasks if item.task in cells]
    return sum(item.cell != cells[item.task] for item in both) / len(both) if both else 0.0
