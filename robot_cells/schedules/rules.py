"""Dispatch rules: which of the tasks that could start now goes first.

A rule is a pure function of one candidate and the time; it gives a tuple, compared element by element, and the largest
goes first. Whoever applies it puts the orders' priorities before it. Other things being equal, an earlier due date and
a longer wait never make a task less urgent: so of tasks that differ in nothing else, only the one due first and the one
that has waited longest need be looked at.

Sources: the comparison of rules in R. Haupt, "A survey of priority rule-based scheduling", OR Spektrum 11 (1989);
the apparent tardiness cost in A. P. J. Vepsalainen and T. E. Morton, "Priority rules for job shops with weighted
tardiness costs", Management Science 33 (1987); the same with set-ups that depend on the sequence in Y. H. Lee,
K. Bhaskaran and M. Pinedo, "A heuristic to minimize the total weighted tardiness with sequence-dependent setups", IIE
Transactions 29 (1997).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple


class Candidate(NamedTuple):
    """A task that could start on a cell now. Times in seconds, points in time in line time.

    `duration_s` holds on that cell, change-over included; `remaining_s` is the work left for the job, this task
    included, at the shortest durations; `due_s` is None where nobody set a due date. `changeover_s` is the part of the
    duration that goes into setting the cell up, `mean_changeover_s` the mean of all change-overs of that cell.
    """

    duration_s: float
    remaining_s: float
    remaining_operations: int
    ready_s: float
    due_s: float | None
    changeover_s: float = 0.0
    mean_changeover_s: float = 0.0


Rule = Callable[[Candidate, float], tuple[float, ...]]
"""What a dispatch rule is: candidate and time now in, urgency out; larger goes first."""

LOOK_AHEAD = 12.0
"""How many mean durations of its tasks a job's due date is looked at ahead. Vepsalainen and Morton use 3, Lee,
Bhaskaran and Pinedo 4 to 6; both count less the farther a job is, which holds back those that are nearly done when all
are due far ahead. By trial on lines of several kinds (docs/orchestration.md) 9 to 20 were best, and alike."""
SET_UP_LOOK_AHEAD = 0.4
"""A change-over of this share of the cell's mean one makes a task as much less urgent as if it took e times as long.
Lee, Bhaskaran and Pinedo: half the due dates' tightness over the root of mean change-over to mean duration, 0.2 to 0.5
where both are alike."""


def first_come_first_served(candidate: Candidate, now_s: float) -> tuple[float, ...]:
    """Whoever has waited longest."""
    return (-candidate.ready_s,)


def shortest_processing_time(candidate: Candidate, now_s: float) -> tuple[float, ...]:
    """The shortest task."""
    return (-candidate.duration_s,)


def longest_processing_time(candidate: Candidate, now_s: float) -> tuple[float, ...]:
    """The longest task."""
    return (candidate.duration_s,)


def most_work_remaining(candidate: Candidate, now_s: float) -> tuple[float, ...]:
    """The job with most work left; keeps the makespan short."""
    return (candidate.remaining_s,)


def most_operations_remaining(candidate: Candidate, now_s: float) -> tuple[float, ...]:
    """The job with most operations left."""
    return (candidate.remaining_operations, candidate.remaining_s)


def minimum_slack(candidate: Candidate, now_s: float) -> tuple[float, ...]:
    """The job with the least time to spare; those without due date last, most work first."""
    return (-_slack_s(candidate, now_s), candidate.remaining_s)


def apparent_tardiness_cost(candidate: Candidate, now_s: float) -> tuple[float, ...]:
    """The logarithm of 1/p exp(-max(0, d - p - t) / (K1 m)) exp(-s / (K2 S)).

    p is the duration without change-over, d the due date, t the time, m the mean duration of what is left of the job,
    s the change-over and S the mean one of the cell. So the shortest task goes first among the late, the one due first
    among the others, and what needs no change-over before what does, unless it is much less urgent. Those without due
    date last: least change-over, then most work first.
    """
    set_up = 0.0
    if candidate.mean_changeover_s > 0.0:
        set_up = candidate.changeover_s / (SET_UP_LOOK_AHEAD * candidate.mean_changeover_s)
    if candidate.due_s is None:
        return (-math.inf, -set_up, candidate.remaining_s)
    work_s = max(candidate.duration_s - candidate.changeover_s, 1e-9)
    mean_s = max(candidate.remaining_s / max(candidate.remaining_operations, 1), 1e-9)
    spare_s = max(0.0, candidate.due_s - now_s - work_s)
    return (-spare_s / (LOOK_AHEAD * mean_s) - math.log(work_s) - set_up, candidate.remaining_s)


def _slack_s(candidate: Candidate, now_s: float) -> float:
    return math.inf if candidate.due_s is None else candidate.due_s - now_s - candidate.remaining_s


RULES: dict[str, Rule] = {
    "apparent_tardiness_cost": apparent_tardiness_cost,
    "minimum_slack": minimum_slack,
    "most_work_remaining": most_work_remaining,
    "most_operations_remaining": most_operations_remaining,
    "shortest_processing_time": shortest_processing_time,
    "longest_processing_time": longest_processing_time,
    "first_come_first_served": first_come_first_served,
}
"""Every rule by name."""
