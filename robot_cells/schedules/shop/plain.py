"""Which problems the engine for plain shops is for; without its compiled part, so that everybody may ask."""

from __future__ import annotations

from collections.abc import Sequence

from robot_cells.schedules.goal import Goal
from robot_cells.schedules.problem import Problem, ProblemJob


def is_plain(problem: Problem) -> bool:
    """Whether nothing counts but durations, alternatives, chains of tasks, releases and when cells are free."""
    return (
        not problem.vehicles
        and not problem.fixed
        and not any(problem.frozen.values())
        and not any(seconds for table in problem.changeovers_s.values() for seconds in table.values())
        and not any(calendar.closures for calendar in problem.calendars.values())
        and all(item.input.capacity is None and item.output.capacity is None for item in problem.buffers.values())
        and all(_is_chain(job) for job in problem.jobs)
    )


def _is_chain(job: ProblemJob) -> bool:
    return all(
        not task.joins and not any(task.needs.values()) and (place == 0 or place - 1 in task.after)
        for place, task in enumerate(job.tasks)
    )


def aims_at_makespan(problem: Problem, goals: Sequence[Goal], *, repairs: bool) -> bool:
    """Whether the first of the goals on which schedules of a plain problem can differ is the makespan.

    `repairs` says that there is a schedule against which moved and shifted tasks are counted.
    """
    same = {Goal.CHANGEOVERS}
    if all(job.due_s is None for job in problem.jobs):
        same.add(Goal.TARDINESS)
    if not repairs:
        same |= {Goal.MOVES, Goal.SHIFTS}
    return next((goal for goal in goals if goal not in same), None) is Goal.MAKESPAN
