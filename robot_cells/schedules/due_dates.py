"""Due dates and weights for instances that have none, as the literature on total weighted tardiness gives them."""

from __future__ import annotations

from dataclasses import replace
from math import floor

from robot_cells.schedules.problem import Problem

MOST_IMPORTANT, IMPORTANT = 0.2, 0.8
"""The first fifth of the jobs weighs 4, those up to four fifths 2, the others 1."""


def with_due_dates(problem: Problem, factor: float) -> Problem:
    """Each job due after `factor` times its own work, in whole units of time after its release, on the fastest cells.

    M. Singer and M. L. Pinedo, "A computational study of branch and bound techniques for minimizing the total weighted
    tardiness in job shops", IIE Transactions 30, 1998; they take the factors 1.3, 1.5 and 1.6.
    """
    count = len(problem.jobs)
    jobs = []
    for number, job in enumerate(problem.jobs):
        # Sums of decimal fractions may fall short of a whole number in their last digit.
        work = floor(factor * sum(task.shortest_s for task in job.tasks) + 1e-9)
        share = number / count
        weight = 4.0 if share < MOST_IMPORTANT else 2.0 if share < IMPORTANT else 1.0
        jobs.append(replace(job, due_s=job.release_s + work, weight=weight))
    return replace(problem, jobs=tuple(jobs))
