"""Whether a problem is one: what is wrong with it, before anybody tries to solve it."""

from __future__ import annotations

from robot_cells.errors import ScheduleError
from robot_cells.schedules.conflicts import conflicts_of
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.problem_checks.names import faults_of_names
from robot_cells.schedules.problem_checks.numbers import faults_of_numbers
from robot_cells.schedules.problem_checks.orders import faults_of_orders
from robot_cells.schedules.problem_checks.precedence import Precedence
from robot_cells.schedules.problem_checks.settled import faults_of_settled

MOST_TOLD = 50
"""So many faults are named in the error; of the rest it says how many they are."""


def check_problem(problem: Problem) -> None:
    """Raises `ScheduleError` that lists everything that is wrong with the problem; says nothing when all is well."""
    faults = faults_of_problem(problem)
    if faults:
        rest = f" And {len(faults) - MOST_TOLD} more." if len(faults) > MOST_TOLD else ""
        raise ScheduleError("The scheduling problem contradicts itself: " + " ".join(faults[:MOST_TOLD]) + rest)


def faults_of_problem(problem: Problem) -> list[str]:
    """One sentence a fault, with the task and the constraint; none for a problem that is sound.

    Names and numbers first; only where these are right what contradicts what; only where nothing does so by itself,
    which constraints leave no solution together. Linear in the size of the problem, about a microsecond and a half a
    task. A due date before the release is no fault: the job is late.
    """
    faults = [*faults_of_names(problem), *faults_of_numbers(problem)]
    if faults:
        return faults
    precedence = Precedence(problem)
    return faults_of_orders(precedence) or faults_of_settled(precedence) or conflicts_of(precedence)
