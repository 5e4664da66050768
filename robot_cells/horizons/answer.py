"""From a question to its answer: policies, each judged by what the decision core makes of it, the best of them kept."""

from __future__ import annotations

import logging
import math
import random
from dataclasses import replace

from robot_cells.errors import ScheduleError
from robot_cells.horizons.frozen_tasks import moved_tasks
from robot_cells.horizons.future import expected_future, futures_of
from robot_cells.horizons.look_ahead import LookAhead, Stopped, is_certain, mean_of
from robot_cells.horizons.measured_durations import measured_products
from robot_cells.horizons.open_problem import open_problem
from robot_cells.horizons.policy import Policy, policy_of
from robot_cells.horizons.question import Answer, Question
from robot_cells.horizons.rollout import Base, Course, rolled_out
from robot_cells.horizons.shifted_pieces import shifted
from robot_cells.horizons.shifted_ranks import shifted_ranks
from robot_cells.lines.line import Line
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import State
from robot_cells.orchestration.state_document import decode_state
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Objective, Schedule
from robot_cells.schedules.solve import solve

_LOG = logging.getLogger(__name__)
_NEVER = Objective(math.inf, math.inf)


def answer_to(
    question: Question, base: Base, settings: Scheduling, budget: Budget, stopped: Stopped = lambda: False
) -> Answer | None:
    """The best policy that is found for the state of `base`; None where no work is open or none comes to an end.

    What begins within the frozen horizon stays, and what begins while the answer is on its way. Where it has
    `stopped`, the best so far is the answer.
    """
    plant = Plant(base.line, measured_products(Plant(base.line, base.products), base.shares))
    state = decode_state(base.state, plant)
    problem = open_problem(state, base.now_s, settings, base.now_s + settings.frozen_s + question.allowance_s)
    if not problem.jobs:
        return None
    search = _Search(base, settings, problem, state, f"{budget.seed}:{question.number}", stopped)
    bound_s = search.try_solved(budget)
    search.try_rule()
    search.improve()
    return search.answer(question, bound_s)


class _Search:
    """Has the core carry policies out, and keeps the best that moves nothing that is frozen."""

    def __init__(
        self, base: Base, settings: Scheduling, problem: Problem, state: State, seed: str, stopped: Stopped
    ) -> None:
        self._base = base
        self._settings = settings
        self._problem = problem
        self._state = state
        self._stopped = stopped
        self._chance = random.Random(seed)
        self._expected = expected_future(settings)
        self._ahead = LookAhead(base, futures_of(settings, seed), stopped)
        self._again = LookAhead(base, futures_of(settings, f"{seed}:again"), stopped)
        self._going_on = policy_of(state)
        self._frozen = _frozen_only(problem, state)
        self._best = self._going_on
        self._worth = self._ahead.worth(None)

    def try_solved(self, budget: Budget) -> float:
        """A schedule of the model, as the core carries it out when nothing happens; gives its lower bound."""
        course = rolled_out(self._base, self._expected)
        problem = _as_they_enter(self._problem, course, self._base.line)
        try:
            result = solve(problem, budget, start=_start(problem, self._state))
        except ScheduleError as error:
            # What the core itself finds is worth having all the same.
            _LOG.warning("No schedule by search: %s", error)
            return 0.0
        self._try_schedule(result.schedule)
        return result.schedule.lower_bound_s

    def try_rule(self) -> None:
        """The dispatch rule, as it ranks now and by itself; only what is frozen stays prescribed."""
        if self._state.schedule is not None:
            self._try(Policy(self._frozen, self._going_on.ranks))
        if self._going_on.ranks:
            self._try(Policy(self._frozen))

    def improve(self) -> None:
        """Neighbours of the best, as many as the settings allow."""
        for _ in range(self._settings.rollouts):
            if self._stopped():
                return
            if len(self._best.schedule.tasks) > len(self._frozen.tasks):
                self._try_schedule(shifted(self._best.schedule, self._problem, self._chance))
            else:
                end_s = self._base.now_s if self._worth is None else mean_of(self._worth).makespan_s
                ranks = shifted_ranks(self._best.ranks, self._state, self._base.now_s, end_s, self._chance)
                self._try(Policy(self._frozen, ranks))

    def answer(self, question: Question, bound_s: float) -> Answer | None:
        """The best, and what it comes to in futures that it was not chosen by."""
        best = self._best
        if self._worth is None:
            return None
        if best == self._going_on:
            return self._as_it_is(question, mean_of(self._worth), bound_s)
        kept, promised = self._again.worth(None), self._again.worth(best)
        if promised is None:
            return None
        if kept is not None and not is_certain(kept[: len(promised)], promised):
            return self._as_it_is(question, mean_of(kept), bound_s)
        going_on = _NEVER if kept is None else mean_of(kept[: len(promised)])
        moved = best.schedule.objective.moved_tasks
        schedule = replace(best.schedule, objective=mean_of(promised))
        return Answer(question.number, schedule, going_on, mean_of(promised), moved, bound_s, best.ranks)

    def _as_it_is(self, question: Question, mean: Objective, bound_s: float) -> Answer:
        now = self._going_on
        return Answer(question.number, now.schedule, mean, mean, 0, bound_s, now.ranks)

    def _try_schedule(self, schedule: Schedule) -> None:
        course = rolled_out(self._base, self._expected, Policy(schedule))
        found = _carried_out(self._problem, course, self._state)
        if found is not None and not moved_tasks(found, self._problem.frozen, self._state.schedule):
            self._try(Policy(found))

    def _try(self, policy: Policy) -> None:
        worth = self._ahead.worth(policy, self._worth)
        if worth is not None and (self._worth is None or mean_of(worth) < mean_of(self._worth)):
            self._best, self._worth = policy, worth


def _as_they_enter(problem: Problem, kept: Course | None, line: Line) -> Problem:
    """The problem with every piece outside released when it enters by what is `kept`, where work in process is limited.

    The model of the search knows no such limit: without this it begins more pieces than the floor may hold.
    """
    if line.wip_limit is None or kept is None:
        return problem
    starts_s = {item.task: item.start_s for item in kept.tasks}
    jobs = (
        replace(job, release_s=max(job.release_s, min(starts_s[task.id] for task in job.tasks)))
        if job.cell is None and job.tasks and all(task.id in starts_s for task in job.tasks)
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


def _carried_out(problem: Problem, course: Course | None, state: State) -> Schedule | None:
    """The schedule that these tasks make; None where they do not do all the work."""
    if course is None:
        return None
    wanted = {task.id for job in problem.jobs for task in job.tasks}
    done = {item.task: item for item in course.tasks if item.task in wanted}
    if len(done) < len(wanted):
        return None
    own = tuple(done.values())
    return Schedule(own, problem.objective(own, state.schedule))
