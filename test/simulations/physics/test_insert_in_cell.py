"""The whole of an insertion with weight: a cup takes a board from its feeder and lets it into its socket by feel."""

from __future__ import annotations

import math

import pytest

from benchmarks.physics.smooth_move import smooth_move
from robot_cells.devices.device_client import CommandState
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm, tool_down
from robot_cells.ids import CellId, DeviceId, ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.layout import CodeMark, Layout, Module, ModuleSocket
from robot_cells.orders.part_sizes import size_of
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.simulated_equipment import SimulatedEquipment

HOME = (2.85, -1.53, 2.25, -2.29, -1.57, -1.87)
KINEMATICS = SixAxisArm(UR10E, 0.20)
TRAY = ProductId("tray")
DEPTH_M = 0.012
BOARD = Module("cpu", "processor", 0.20, 0.22, 0.07, 0.11, socket=ModuleSocket(DEPTH_M))
LAYOUT = Layout(0.40, 0.50, CodeMark(0.35, 0.05, 0.03), (BOARD,))
PLANE_M = 0.05
FEEDER = (0.3, 0.5)


class Assembly:
    """One cell; commands one after another."""

    def __init__(self, seed: int) -> None:
        station = {
            "tray": {"x_m": 0.45, "y_m": -0.25, "z_m": PLANE_M},
            "feeders": {"processor": {"x_m": FEEDER[0], "y_m": FEEDER[1], "z_m": PLANE_M}},
        }
        devices = (
            Device(
                DeviceId("arm"),
                DeviceKind.ARM,
                parameters={"model": "ur10e", "home_rad": list(HOME), "tool_length_m": 0.20},
            ),
            Device(DeviceId("gripper"), DeviceKind.GRIPPER, parameters={"model": "suction", "force_n": 70.0}),
            Device(DeviceId("station"), DeviceKind.STATION, parameters=station),
        )
        line = Line("line", (Cell(CellId("cell"), CellKind.ASSEMBLY, (), devices),))
        products = {TRAY: Product(TRAY, Recipe(()), LAYOUT)}
        self.equipment = SimulatedEquipment(line, products, seed=seed, kinds=PHYSICS)
        self._count = 0

    def do(self, device: str, command: str, **parameters: object) -> DeviceChange:
        """The end of a command."""
        self._count += 1
        name, equipment = str(self._count), self.equipment
        changes = equipment.command("cell", device, name, command, parameters, equipment.now_s)
        while not (
            found := [
                c
                for c in changes
                if isinstance(c, DeviceChange) and c.command_id == name and c.state not in (CommandState.RUNNING,)
            ]
        ):
            assert math.isfinite(equipment.next_event_s)
            changes += equipment.advance(equipment.next_event_s)
        return found[-1]

    def done(self, device: str, command: str, **parameters: object) -> DeviceChange:
        """One that must succeed."""
        end = self.do(device, command, **parameters)
        assert end.state is CommandState.SUCCEEDED, f"{command}: {end.error_code} {end.error_message}"
        return end

    def go(self, x_m: float, y_m: float, z_m: float, yaw_rad: float = 0.0, duration_s: float = 2.0) -> None:
        now = self.equipment.arms()[0].positions(self.equipment.now_s)
        goal = KINEMATICS.inverse(tool_down(x_m, y_m, z_m, yaw_rad), now)
        assert goal is not None
        path = smooth_move(now, goal, duration_s)
        points = [
            {"positions_rad": list(row), "time_s": time_s}
            for time_s, row in list(zip(path.times_s, path.positions_rad, strict=True))[1:]
        ]
        self.done("arm", "follow_trajectory", points=points)


@pytest.mark.parametrize(("seed", "beside_m"), [(1, 0.0), (2, 0.001)])
def test_a_board_beside_its_socket_is_seated_by_a_cup_within_the_force_limit(seed: int, beside_m: float) -> None:
    cell = Assembly(seed)
    cell.done("station", "receive", serial="S-1", product=TRAY)
    cell.done("station", "kit", serial="S-1", product=TRAY)
    located = cell.done("station", "take_in", serial="S-1").result
    high, grip = 0.25, size_of(BOARD).height_m
    cell.go(*FEEDER, high)
    cell.go(*FEEDER, PLANE_M + grip)
    cell.done("gripper", "grasp", part="processor", force_n=40.0)
    cell.go(*FEEDER, high)
    yaw = float(str(located["yaw_rad"]))
    c, s = math.cos(yaw), math.sin(yaw)
    x = float(str(located["x_m"])) + c * BOARD.x_m - s * BOARD.y_m
    y = float(str(located["y_m"])) + s * BOARD.x_m + c * BOARD.y_m
    cell.go(x, y + beside_m, high, yaw)
    cell.go(x, y + beside_m, PLANE_M + grip + DEPTH_M + 0.008, yaw)
    end = cell.done(
        "arm",
        "insert",
        **{"x_m": x, "y_m": y, "z_m": PLANE_M + grip, "yaw_rad": yaw, "above_m": DEPTH_M + 0.003},
        **{"press_n": 9.0, "push_n": 12.0, "force_limit_n": 20.0, "search_radius_m": 0.0022, "time_limit_s": 15.0},
    )
    assert end.result["seated"] is True and float(str(end.result["over_limit_s"])) < 1.0
    cell.done("gripper", "release")
    placed = next(item for item in cell.equipment.plant.floor.trays).tray.modules["cpu"]
    assert math.hypot(placed.x_m - BOARD.x_m, placed.y_m - BOARD.y_m) < 0.0004
    assert abs(placed.rotation_rad) < 0.01
