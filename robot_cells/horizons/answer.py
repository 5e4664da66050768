"""From a question to its answer: search, then see what the decision core makes of the schedule found."""

from __future__ import annotations

from robot_cells.horizons.frozen_tasks import moved_tasks
from robot_cells.horizons.open_problem import open_problem
from robot_cells.horizons.question import Answer, Question
from robot_cells.horizons.rollout import Base, rolled_out
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import State
from robot_cells.orchestration.state_document import decode_state
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask
from robot_cells.schedules.solve import solve


def answer_to(
    question: Question, base: Base, settings: Scheduling, budget: Budget, allowance_s: float
) -> Answer | None:
    """The best schedule that is found for the state of `base`; None where no work is open or none comes to an end.

    What begins within the frozen horizon stays, and what begins within `allowance_s` after it: so long the answer is on
    its way. The schedule has the cells and times that the core has carried it out with.
    """
    state = decode_state(base.state, Plant(base.line, base.products))
    problem = open_problem(state, base.now_s, settings, base.now_s + settings.frozen_s + allowance_s)
    if not problem.jobs:
        return None
    kept = _carried_out(problem, rolled_out(base, settings), state)
    result = solve(problem, budget, start=_start(problem, state))
    found = _carried_out(problem, rolled_out(base, settings, result.schedule), state)
    if found is None or moved_tasks(found, problem.frozen):
        return None
    going_on = kept.objective if kept is not None else Objective(float("inf"), float("inf"))
    return Answer(
        question.number, found, going_on, found.objective, found.objective.moved_tasks, result.schedule.lower_bound_s
    )


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
