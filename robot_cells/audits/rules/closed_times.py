"""No work is given to a cell that is closed, or that closes before the work could be done."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import WORKING_TIME
from robot_cells.audits.violation import Violation
from robot_cells.lines.working_times import DAY_S

TOLERANCE_S = 1e-5


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Each dispatch, with the time that the work is expected to take, against every stated closed time of its cell."""
    if entry.kind != "attempt_dispatched":
        return
    cell = entry.text("cell")
    until_s = entry.at_s + entry.seconds("expected_s")
    for from_s, to_s in _closed_times(account, cell, entry.at_s):
        if from_s <= entry.at_s < to_s or entry.at_s < from_s < until_s - TOLERANCE_S:
            what = f"{cell} is closed from {from_s:g} s to {to_s:g} s; the work would last from {entry.at_s:g} s to "
            yield Violation(WORKING_TIME, entry.text("attempt"), f"{what}{until_s:g} s.", entry.sequence)


def _closed_times(account: Account, cell: str, at_s: float) -> Iterator[tuple[float, float]]:
    """The stated closed times of a cell; of those that come back every day today's and tomorrow's, line time in s."""
    times = account.plant.working_times(cell)
    yield from times.closed
    midnight_s = at_s - at_s % DAY_S
    for from_s, to_s in times.daily:
        for day_s in (midnight_s, midnight_s + DAY_S):
            yield day_s + from_s, day_s + to_s
