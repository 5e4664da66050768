"""What a schedule is to be good at."""

from __future__ import annotations

from enum import StrEnum


class Goal(StrEnum):
    """One figure of an `Objective`; the smaller the better. Several in a row are compared in that order."""

    TARDINESS = "tardiness"
    MAKESPAN = "makespan"
    MOVES = "moves"
    SHIFTS = "shifts"
    CHANGEOVERS = "changeovers"


USUAL_GOALS = (Goal.TARDINESS, Goal.MAKESPAN)
"""Lateness weighs more than length."""
