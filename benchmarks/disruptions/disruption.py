"""What happens to a plan: a breakdown, a rush order, a rework, a vehicle that is lost."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from benchmarks.disruptions.shops import Shop, job_of, work_s
from robot_cells.ids import CellId, OperationId, TaskId
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask

KINDS = ("breakdown", "rush", "rework", "breakdown", "rush", "vehicle")
"""In this order, again and again: a trace of six disruptions has them all."""
RUSH_WEIGHT, RUSH_TIGHTNESS = 5.0, 1.5
BREAKDOWN_S = (900, 5400)
"""Least and most time that a cell stands still; seconds."""


@dataclass(frozen=True, slots=True)
class Disruption:
    """At `at_s` seconds of line time; the rest of what happens is drawn from `draw`."""

    at_s: float
    kind: str
    draw: str


def disruptions_of(shop: Shop, count: int, seed: int, until_s: float) -> tuple[Disruption, ...]:
    """`count` disruptions, evenly spread with some scatter over the time until `until_s`."""
    random_of = random.Random(f"disruptions {seed}")
    result = []
    for place in range(count):
        at_s = until_s * (place + random_of.uniform(0.2, 0.8)) / (count + 1)
        result.append(Disruption(float(round(at_s)), KINDS[place % len(KINDS)], f"{seed} {place}"))
    return tuple(result)


def disrupted(problem: Problem, shop: Shop, disruption: Disruption) -> Problem:
    """The problem that is left at that time, after it has happened."""
    random_of = random.Random(f"disruption {disruption.draw}")
    return _HAPPENS[disruption.kind](problem, shop, disruption, random_of)


def _breakdown(problem: Problem, shop: Shop, disruption: Disruption, random_of: random.Random) -> Problem:
    """A cell that works stands still; what it works on has to be done again.

    Of all cells, in an order that is drawn, the first that works: as far as can be the same one whatever the plan.
    """
    drawn = [cell for group in shop.groups for cell in group]
    random_of.shuffle(drawn)
    working = {item.cell for item in problem.fixed.values()}
    cell = next((item for item in drawn if item in working), drawn[0])
    closure = Closure(disruption.at_s, disruption.at_s + random_of.randint(*BREAKDOWN_S))
    interrupted = {task for task, item in problem.fixed.items() if item.cell == cell}
    fixed = {task: item for task, item in problem.fixed.items() if task not in interrupted}
    jobs = tuple(
        replace(job, release_s=disruption.at_s) if any(task.id in interrupted for task in job.tasks) else job
        for job in problem.jobs
    )
    ready = {**problem.ready_s, cell: disruption.at_s}
    earlier = problem.calendars.get(cell, Calendar()).closures
    calendars = {**problem.calendars, cell: _with(earlier, closure)}
    return replace(problem, jobs=jobs, fixed=fixed, ready_s=ready, calendars=calendars)


def _with(earlier: tuple[Closure, ...], closure: Closure) -> Calendar:
    """Closures that overlap are one."""
    result: list[Closure] = []
    for item in sorted((*earlier, closure)):
        if result and item.start_s <= result[-1].end_s:
            result[-1] = Closure(result[-1].start_s, max(result[-1].end_s, item.end_s))
        else:
            result.append(item)
    return Calendar(tuple(result))


def _rush(problem: Problem, shop: Shop, disruption: Disruption, random_of: random.Random) -> Problem:
    job = job_of(f"rush_{disruption.draw.replace(' ', '_')}", shop.groups, random_of)
    due_s = disruption.at_s + round(RUSH_TIGHTNESS * work_s(job))
    return replace(
        problem,
        jobs=(*problem.jobs, replace(job, release_s=disruption.at_s, due_s=due_s, weight=RUSH_WEIGHT)),
    )


def _rework(problem: Problem, shop: Shop, disruption: Disruption, random_of: random.Random) -> Problem:
    """A piece that is between two tasks turns out bad: two more tasks come before all that is left."""
    begun = {
        job.id: place
        for place, job in enumerate(problem.jobs)
        if job.tasks and job.release_s <= disruption.at_s and not any(task.id in problem.fixed for task in job.tasks)
    }
    drawn = [job.id for job in shop.problem.jobs]
    random_of.shuffle(drawn)
    place = next((begun[name] for name in drawn if name in begun), None)
    if place is None:
        return problem
    jobs = list(problem.jobs)
    jobs[place] = _with_rework(jobs[place], shop.groups, disruption, random_of)
    return replace(problem, jobs=tuple(jobs))


def _with_rework(
    job: ProblemJob, groups: tuple[tuple[CellId, ...], ...], disruption: Disruption, random_of: random.Random
) -> ProblemJob:
    extra = job_of("rework", groups, random_of).tasks[:2]
    mark = disruption.draw.replace(" ", "_")
    first = tuple(
        replace(task, id=TaskId(f"{job.id}/rework_{mark}_{place}"), operation=OperationId(f"rework_{mark}_{place}"))
        for place, task in enumerate(extra)
    )
    return replace(job, tasks=first + tuple(_later(task, len(first)) for task in job.tasks))


def _later(task: ProblemTask, by: int) -> ProblemTask:
    return replace(task, after=tuple(item + by for item in task.after) or (by - 1,))


def _vehicle(problem: Problem, shop: Shop, disruption: Disruption, random_of: random.Random) -> Problem:
    """One vehicle is taken out for good; the last one stays."""
    if len(problem.vehicles) < 2:
        return problem
    gone = random_of.randrange(len(problem.vehicles))
    return replace(problem, vehicles=(*problem.vehicles[:gone], *problem.vehicles[gone + 1 :]))


_HAPPENS = {"breakdown": _breakdown, "rush": _rush, "rework": _rework, "vehicle": _vehicle}
