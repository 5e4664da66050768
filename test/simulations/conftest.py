"""A small line and a bench that drives its simulated equipment."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from robot_cells.devices.device_client import CommandState
from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm, tool_down
from robot_cells.ids import CellId, DeviceId, ProductId, SerialNumber
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.lines.pose import Pose2D
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orders.layout import Cable, CodeMark, Coupling, Layout, Module, Screw
from robot_cells.orders.part_sizes import SCREW_HEAD_M, part_height_m, size_of
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.robots.grip_height import grip_height_m
from robot_cells.robots.gripper_options import GripperOptions
from robot_cells.robots.screwdriver import REACH_M
from robot_cells.simulations.change import Change, DeviceChange
from robot_cells.simulations.fault_plan import parse_faults
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.simulations.tray import Tray

SERIAL = SerialNumber("WO-1-001")
TRAY = ProductId("tray")
TOOL_M = 0.15
TRAY_PLACE = {"x_m": 0.45, "y_m": -0.3, "z_m": 0.05, "yaw_rad": 0.1}
FEEDERS = {
    "board": {"x_m": 0.30, "y_m": 0.55, "z_m": 0.05},
    "plate": {"x_m": 0.50, "y_m": 0.55, "z_m": 0.05},
    "coupling": {"x_m": 0.30, "y_m": -0.60, "z_m": 0.05},
    "cable": {"x_m": 0.10, "y_m": -0.60, "z_m": 0.05},
}
LAYOUT = Layout(
    width_m=0.44,
    depth_m=0.60,
    code=CodeMark(0.38, 0.06, 0.03),
    modules=(
        Module("board_1", "board", 0.12, 0.15, 0.10, 0.08),
        Module("board_2", "board", 0.32, 0.15, 0.10, 0.08, math.pi / 2),
        Module("plate_1", "plate", 0.20, 0.38, 0.14, 0.14),
    ),
    screws=(Screw("s1", "plate_1", 0.14, 0.32), Screw("s2", "plate_1", 0.26, 0.44)),
    couplings=(Coupling("supply", 0.10, 0.55), Coupling("return", 0.30, 0.55)),
    cables=(Cable("cable_1", 0.05, 0.20, 0.05, 0.45),),
)


def a_line(with_vehicle: bool = True, gripper: Mapping[str, object] | None = None) -> Line:
    """Intake, assembly, leak test and inspection, and a vehicle; `gripper` are that device's parameters."""
    arm = Device(DeviceId("arm"), DeviceKind.ARM, parameters={"model": "ur10e", "tool_length_m": TOOL_M})
    geometry = {"tray": TRAY_PLACE, "feeders": FEEDERS}
    station = Device(DeviceId("station"), DeviceKind.STATION, parameters=geometry)
    plain = Device(DeviceId("station"), DeviceKind.STATION)

    def cell(name: str, x_m: float, kind: CellKind, *devices: Device) -> Cell:
        return Cell(CellId(name), kind, (), devices, Buffer(1), Buffer(1), Pose2D(x_m, 0.0))

    cells = (
        cell("intake", 0.0, CellKind.LOGISTICS, plain, Device(DeviceId("scanner"), DeviceKind.SCANNER)),
        cell(
            "assembly",
            6.0,
            CellKind.ASSEMBLY,
            arm,
            Device(DeviceId("gripper"), DeviceKind.GRIPPER, parameters=gripper or {}),
            Device(DeviceId("screwdriver"), DeviceKind.SCREWDRIVER),
            Device(DeviceId("camera"), DeviceKind.CAMERA),
            Device(DeviceId("scanner"), DeviceKind.SCANNER),
            station,
        ),
        cell("tester", 12.0, CellKind.MACHINE_TENDING, plain, Device(DeviceId("machine"), DeviceKind.MACHINE)),
    )
    vehicles = (Vehicle(CellId("amr"), CellId("intake"), 1.5, 4.0),) if with_vehicle else ()
    return Line(id="line", cells=cells, vehicles=vehicles)


class Bench:
    """Gives commands one after another and lets each come to its end."""

    def __init__(
        self,
        faults: Sequence[Mapping[str, object]] = (),
        seed: int = 7,
        folder: Path | None = None,
        line: Line | None = None,
        layout: Layout = LAYOUT,
    ) -> None:
        self.equipment = SimulatedEquipment(
            line or a_line(with_vehicle=False),
            {TRAY: Product(TRAY, Recipe(()), layout)},
            parse_faults(faults),
            seed,
            folder,
        )
        self.arm = SixAxisArm(UR10E, TOOL_M)
        self.changes: list[Change] = []
        self.located: Mapping[str, float] = {}
        self._count = 0
        self.held = ""
        gripper = self.equipment.sites[CellId("assembly")].devices[DeviceId("gripper")]
        self.gripper = GripperOptions.from_parameters(gripper.device.parameters)

    @property
    def now_s(self) -> float:
        return self.equipment.now_s

    def tray(self, serial: str = SERIAL) -> Tray:
        return next(item.tray for item in self.equipment.plant.floor.trays if item.serial == serial)

    def do(self, place: str, command: str, **parameters: object) -> DeviceChange:
        """`place` is cell/device; the end of the command."""
        cell, device = place.split("/")
        self._count += 1
        command_id = f"9f2c41aa:WO-1/001/work.1#1/{self._count}"
        changes = self.equipment.command(cell, device, command_id, command, parameters, self.now_s)
        while math.isfinite(self.equipment.next_event_s):
            changes += self.equipment.advance(self.equipment.next_event_s)
        self.changes += changes
        return [item for item in changes if isinstance(item, DeviceChange) and item.command_id == command_id][-1]

    def done(self, place: str, command: str, **parameters: object) -> Mapping[str, object]:
        """The result of a command that must succeed."""
        end = self.do(place, command, **parameters)
        assert end.state is CommandState.SUCCEEDED, f"{end.error_code}: {end.error_message}"
        return end.result

    def receive(self, serial: str = SERIAL, cell: str = "assembly", kit: bool = True) -> None:
        """A new chassis stands at the working place of a cell, located, with its parts laid out."""
        self.done(f"{cell}/station", "receive", serial=serial, product=TRAY)
        if kit:
            self.done(f"{cell}/station", "kit", serial=serial, product=TRAY)
        self.locate(serial, cell)

    def locate(self, serial: str = SERIAL, cell: str = "assembly") -> None:
        self.located = self.done(f"{cell}/station", "take_in", serial=serial)

    def in_base(self, x_m: float, y_m: float) -> tuple[float, float]:
        """A point of the located tray in the frame `base`."""
        c, s = math.cos(self.located["yaw_rad"]), math.sin(self.located["yaw_rad"])
        return self.located["x_m"] + c * x_m - s * y_m, self.located["y_m"] + s * x_m + c * y_m

    def points(self, x_m: float, y_m: float, z_m: float, yaw_rad: float, speed: float) -> list[dict[str, object]]:
        """A trajectory to a tool-down pose in `base`."""
        now = self.equipment.arms()[0].positions(self.now_s)
        goal = self.arm.inverse(tool_down(x_m, y_m, z_m, yaw_rad), now)
        assert goal is not None
        return [{"positions_rad": list(goal), "time_s": max(0.05, self.arm.travel_time_s(now, goal, speed))}]

    def move(self, x_m: float, y_m: float, z_m: float, yaw_rad: float = 0.0, speed: float = 0.8) -> None:
        self.done("assembly/arm", "follow_trajectory", points=self.points(x_m, y_m, z_m, yaw_rad, speed))

    def grip_m(self, part: str) -> float:
        """How high above the underside of a part the tool is when it is held."""
        return grip_height_m(part_height_m(LAYOUT, part), self.gripper) if part else 0.0

    def press(self, x_m: float, y_m: float, yaw_rad: float = 0.0, **changed: object) -> DeviceChange:
        """Down from 20 mm above the placing plane until it is felt; heights of the underside of what is held."""
        plane_m = TRAY_PLACE["z_m"] + self.grip_m(self.held)
        self.move(x_m, y_m, plane_m + 0.02, yaw_rad)
        points = self.points(x_m, y_m, plane_m - 0.006, yaw_rad, 0.03)
        forces = {"contact_force_n": 30.0, "force_limit_n": 80.0} | changed
        return self.do("assembly/arm", "guarded_move", points=points, **forces)

    def pick(self, part: str) -> None:
        """Take a part from its feeder."""
        feeder = FEEDERS[part]
        self.move(feeder["x_m"], feeder["y_m"], feeder["z_m"] + 0.1)
        self.move(feeder["x_m"], feeder["y_m"], feeder["z_m"] + self.grip_m(part))
        self.grasp(part)
        self.move(feeder["x_m"], feeder["y_m"], feeder["z_m"] + 0.1)

    def grasp(self, part: str, force_n: float = 40.0) -> None:
        self.done("assembly/gripper", "grasp", part=part, force_n=force_n)
        self.held = part

    def release(self) -> None:
        self.done("assembly/gripper", "release")
        self.held = ""

    def place(self, module: str) -> None:
        """Pick a module and put it where it belongs."""
        item = next(item for item in LAYOUT.modules if item.id == module)
        self.pick(item.type)
        x, y = self.in_base(item.x_m, item.y_m)
        assert self.press(x, y, item.rotation_rad + self.located["yaw_rad"]).state is CommandState.SUCCEEDED
        self.release()
        self.move(x, y, 0.15)

    def mate(self, coupling: str) -> None:
        """Pick a coupling and push it home."""
        item = next(item for item in LAYOUT.couplings if item.id == coupling)
        self.pick("coupling")
        self.push_home(item.x_m, item.y_m)

    def push_home(self, x_m: float, y_m: float) -> None:
        x, y = self.in_base(x_m, y_m)
        assert self.press(x, y).state is CommandState.SUCCEEDED
        self.release()
        self.move(x, y, 0.15)

    def over_screw(self, screw: str, beside_m: float = 0.0) -> None:
        item = next(item for item in LAYOUT.screws if item.id == screw)
        x, y = self.in_base(item.x_m + beside_m, item.y_m)
        self.move(x, y, 0.15)
        plate = next(module for module in LAYOUT.modules if module.id == item.holds)
        self.move(x, y, TRAY_PLACE["z_m"] + size_of(plate).height_m + SCREW_HEAD_M + REACH_M)

    def fasten(self, screw: str, stage: str, **changed: object) -> Mapping[str, object]:
        self.over_screw(screw)
        values = {"snug_torque_nm": 0.2, "target_torque_nm": 0.6, "max_angle_rad": 60.0, "stage": stage} | changed
        return self.done("assembly/screwdriver", "fasten", screw=screw, **values)


@pytest.fixture
def bench() -> Bench:
    """A bench without faults, on a line without vehicles."""
    return Bench()


@pytest.fixture
def bench_with() -> Callable[..., Bench]:
    """Makes benches: `bench_with({fault...}, seed=..., folder=..., line=...)`."""

    def make(*faults: Mapping[str, object], **changed: Any) -> Bench:
        return Bench(faults, **changed)

    return make


@pytest.fixture
def bench_gripping() -> Callable[[Mapping[str, object]], Bench]:
    """Makes benches whose gripper has these parameters."""
    return lambda parameters: Bench(line=a_line(with_vehicle=False, gripper=parameters))


@pytest.fixture
def vehicle_line() -> Line:
    """The line with its vehicle."""
    return a_line()
