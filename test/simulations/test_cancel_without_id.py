"""A cancel that names no command: what a process of a cell sends that has just begun."""

from __future__ import annotations

from robot_cells.devices.device_client import CommandState
from robot_cells.ids import CellId, DeviceId
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.lines.pose import Pose2D
from robot_cells.simulations.simulated_equipment import SimulatedEquipment


def equipment() -> SimulatedEquipment:
    station = Device(DeviceId("station"), DeviceKind.STATION)
    cell = Cell(CellId("press"), CellKind.MACHINE_TENDING, (), (station,), Buffer(1), Buffer(1), Pose2D(0.0, 0.0))
    return SimulatedEquipment(Line("presses", (cell,)), {})


def test_it_ends_what_runs_and_what_waits_and_nothing_of_that_is_done_later() -> None:
    made = equipment()
    for number in (1, 2, 3):
        made.command("press", "station", f"old/{number}", "dwell", {"duration_s": 10.0}, 1.0)
    changes = made.cancel("press", "station", "", 4.0)
    assert {(item.command_id, item.state) for item in changes} == {
        (f"old/{number}", CommandState.CANCELLED) for number in (1, 2, 3)
    }
    assert made.advance(100.0) == []
    begun = made.command("press", "station", "new/1", "dwell", {"duration_s": 10.0}, 101.0)
    assert [(item.command_id, item.state) for item in begun] == [("new/1", CommandState.RUNNING)]


def test_a_device_that_does_nothing_takes_no_notice_of_it() -> None:
    made = equipment()
    assert made.cancel("press", "station", "", 4.0) == []
    made.command("press", "station", "new/1", "dwell", {"duration_s": 1.0}, 5.0)
    (end,) = made.advance(10.0)
    assert end.state is CommandState.SUCCEEDED
