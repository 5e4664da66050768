"""From a question to its answer: search, see what the decision core makes of it, and improve on that."""

from __future__ import annotations

import logging
import math
import random
from dataclasses import replace

from robot_cells.errors import ScheduleError
from robot_cells.horizons.frozen_tasks import moved_tasks
from robot_cells.horizons.open_problem import open_problem
from robot_cells.horizons.question import Answer, Question
from robot_cells.horizons.rollout import Base, rolled_out
from robot_cells.horizons.shifted_pieces import shifted
from robot_cells.lines.line import Line
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import State
from robot_cells.orchestration.state_document import decode_state
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask
from robot_cells.schedules.solve import solve

_LOG = logging.getLogger(__name__)


def answer_to(question: Question, base: Base, settings: Scheduling, budget: Budget) -> Answer | None:
    """The best schedule that is found for the state of `base`; None where no work is open or none comes to an end.

    What begins within the frozen horizon stays, and what begins while the answer is on its way. The schedule has the
    cells and times that the core has carried it out with.
    """
    state = decode_state(base.state, Plant(base.line, base.products))
    problem = open_problem(state, base.now_s, settings, base.now_s + settings.frozen_s + question.allowance_s)
    if not problem.jobs:
        return None
    kept = _carried_out(problem, rolled_out(base, settings), state)
    ahead = _LookAhead(base, settings, problem, state, kept)
    bound_s = 0.0
    try:
        result = solve(_as_they_enter(problem, kept, base.line), budget, start=_start(problem, state))
    except ScheduleError as error:
        # What the core itself finds is worth having all the same.
        _LOG.warning("No schedule by search: %s", error)
    else:
        ahead.look(result.schedule)
        bound_s = result.schedule.lower_bound_s
    ahead.look(_frozen_only(problem, state))
    ahead.improve(random.Random(f"{budget.seed}:{question.number}"))
    found = ahead.best
    if found is None:
        return None
    going_on = kept.objective if kept is not None else Objective(math.inf, math.inf)
    return Answer(question.number, found, going_on, found.objective, found.objective.moved_tasks, bound_s)


class _LookAhead:
    """Has the core carry schedules out, and keeps the best that moves nothing that is frozen."""

    def __init__(self, base: Base, settings: Scheduling, problem: Problem, state: State, best: Schedule | None) -> None:
        self._base = base
        self._settings = settings
        self._problem = problem
        self._state = state
        self.best: Schedule | None = best

    def look(self, schedule: Schedule) -> None:
        """Have this one carried out."""
        found = _carried_out(self._problem, rolled_out(self._base, self._settings, schedule), self._state)
        if found is None or moved_tasks(found, self._problem.frozen, self._state.schedule):
            return
        if self.best is None or found.objective < self.best.objective:
            self.best = found

    def improve(self, chance: random.Random) -> None:
        """Bring single pieces forward or put them back, as often as the settings allow."""
        for _ in range(self._settings.rollouts):
            if self.best is None:
                return
            self.look(shifted(self.best, self._problem, chance))


def _as_they_enter(problem: Problem, kept: Schedule | None, line: Line) -> Problem:
    """The problem with every piece outside released when it enters by what is `kept`, where work in process is limited.

    The model of the search knows no such limit: without this it begins more pieces than the floor may hold.
    """
    if line.wip_limit is None or kept is None:
        return problem
    starts_s = {item.task: item.start_s for item in kept.tasks}
    jobs = (
        replace(job, release_s=max(job.release_s, min(starts_s[task.id] for task in job.tasks)))
        if job.cell is None and job.tasks
        else job
        for job in problem.jobs
    )
    return replace(problem, jobs=tuple(jobs))


def _frozen_only(problem: Problem, state: State) -> Schedule:
    """The adopted schedule's frozen tasks; the dispatch rule decides about everything else."""
    frozen = {task for tasks in problem.frozen.values() for task in tasks}
    adopted = state.schedule.tasks if state.schedule is not None else ()
    return Schedule(tuple(item for item in adopted if item.task in frozen), Objective(0.0, 0.0))


def _start(problem: Problem, state: State) -> Schedule | None:
    """The adopted schedule, where it has every task of the problem."""
    adopted = state.schedule
    if adopted is None:
        return None
    known = {item.task for item in adopted.tasks}
    return adopted if all(task.id in known for job in problem.jobs for task in job.tasks) else None


def _carried_out(problem: Problem, tasks: tuple[ScheduledTask, ...] | None, state: State) -> Schedule | None:
    """The schedule that these tasks make; None where they do not do all the work."""
    if tasks is None:
        return None
    wanted = {task.id for job in problem.jobs for task in job.tasks}
    done = {item.task: item for item in tasks if item.task in wanted}
    if len(done) < len(wanted):
        return None
    own = tuple(done.values())
    return Schedule(own, problem.objective(own, state.schedule))
