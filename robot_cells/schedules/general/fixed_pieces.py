"""Where pieces of several fixed tasks can stand on one cell.

The decoder puts fixed tasks first of all, whatever stands in their way. With one on a cell, such as the one that runs,
nothing can go wrong; with several it is looked at afterwards.
"""

from __future__ import annotations

from robot_cells.errors import ScheduleError
from robot_cells.schedules.checker import faults_of
from robot_cells.schedules.general.encoding import Encoding
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.schedule import Schedule


def check_fixed_pieces(encoding: Encoding, schedule: Schedule) -> None:
    """Raises `ScheduleError` where pieces stand in the way; nothing is looked at where none can."""
    cell = encoding.arrays.cell
    several = cell[:, col.FIXED_Z] - cell[:, col.FIXED_A] > 1
    if not (several & (cell[:, col.LIMITED_OUT] != 0)).any():
        return
    faults = faults_of(encoding.problem, schedule)
    if faults:
        raise ScheduleError(
            f"No schedule was found in which the pieces of fixed tasks do not stand in the way: {faults[0]}",
            where="fixed tasks and finite output buffers",
            remedy="Fix no more than what runs, or give these cells more room behind them.",
        )
