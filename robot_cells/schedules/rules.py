"""Dispatch rules: which of the tasks that could start now goes first.

A rule is a pure function of one candidate and the time; it gives a tuple, compared element by element, and the largest
goes first. Whoever applies it puts the orders' priorities before it. Other things being equal, an earlier due date and
a longer wait never make a task less urgent: so of tasks that differ in nothing else, only the one due first and the one
that has waited longest need be looked at.

Sources: the comparison of rules in R. Haupt, "A survey of priority rule-based scheduling", OR Spektrum 11 (1989);
the apparent tardiness cost in A. P. J. Vepsalainen and T. E. Morton, "Priority rules for job shops with weighted
tardiness costs", Management Science 33 (1987).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple


class Candidate(NamedTuple):
    """A task that could start on a cell now. Times in seconds, points in time in line time.

    `duration_s` holds on that cell, change-over included; `remaining_s` is the work left for the job, this task
    included, at the shortest durations; `due_s` is None where nobody set a due date.
    """

    duration_s: float
    remaining_s: float
    remaining_operations: int
    ready_s: float
    due_s: float | None


Rule = Callable[[Candidate, float], tuple[float, ...]]
"""What a dispatch rule is: candidate and time now in, urgency out; larger goes first."""

LOOK_AHEAD = 3.0
"""How many mean durations ahead the apparent tardiness cost looks; Vepsalainen and Morton use 3 for job shops."""


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
    """The logarithm of exp(-slack / (k p)) / duration, p the mean duration of what is left of the job.

    Shortest task first among the late, least slack first among the others; those without due date last, most work
    first.
    """
    if candidate.due_s is None:
        return (-math.inf, candidate.remaining_s)
    mean_s = max(candidate.remaining_s / max(candidate.remaining_operations, 1), 1e-9)
    slack_s = max(0.0, _slack_s(candidate, now_s))
    return (-slack_s / (LOOK_AHEAD * mean_s) - math.log(max(candidate.duration_s, 1e-9)), candidate.remaining_s)


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
