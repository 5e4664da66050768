"""A cell of the reference line in physics: what its hands do to a tray, command by command and by the real skills."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scene_plant import TRAY_A, reference

from benchmarks.physics.smooth_move import smooth_move
from robot_cells.devices.device_client import CommandState
from robot_cells.devices.six_axis_arm import UR10E, Joints, SixAxisArm, tool_down
from robot_cells.documents.plant import Plant
from robot_cells.documents.process_library import processes_of
from robot_cells.ids import CellId, OperationId, OrderId
from robot_cells.lines.cell import Cell
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import COUPLING_HEIGHT_M, SCREW_HEAD_M, size_of
from robot_cells.orders.work_order import WorkOrder
from robot_cells.robots.screwdriver import REACH_M
from robot_cells.simulations.change import Change, DeviceChange
from robot_cells.simulations.fault_plan import parse_faults
from robot_cells.simulations.lasting_equipment import LastingEquipment
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.twins.virtual_line import VirtualLine

CELL, SERIAL = CellId("assembly_1"), "WO-1-001"
ARM = SixAxisArm(UR10E, 0.20)
HOME: Joints = (3.1416, -1.9, 1.9, -1.5708, -1.5708, -1.5708)
UP_M = 0.25


def facing(cell: Cell, gripper: Mapping[str, object] | None) -> Cell:
    """Its arm looks at the tray, elbow up: simple moves go straight in joint space from there."""

    def changed(device: Device) -> Device:
        if device.kind is DeviceKind.ARM:
            return replace(device, parameters={**device.parameters, "home_rad": list(HOME)})
        if device.kind is DeviceKind.GRIPPER and gripper is not None:
            return replace(device, parameters=gripper)
        return device

    return replace(cell, devices=tuple(changed(item) for item in cell.devices))


def small(layout: Layout) -> Layout:
    """Two boards, a plate under its screws, a coupling and a cable."""
    modules = tuple(item for item in layout.modules if item.id in ("cpu_1", "cpu_2", "cp_0"))
    screws = tuple(item for item in layout.screws if item.holds == "cp_0")
    return replace(layout, modules=modules, screws=screws, couplings=layout.couplings[:1], cables=layout.cables[:1])


@cache
def plant() -> Plant:
    """The reference line; a smaller tray, which leaves when the arms have done their part."""
    whole = reference()
    product = whole.products[TRAY_A]
    assert product.layout is not None
    by_arms = ("kit", "place_modules", "fasten_cold_plates", "mate_couplings", "insert_cables", "deliver")
    operations = tuple(
        replace(item, after=tuple(OperationId(by_arms[by_arms.index(item.id) - 1]) for _ in item.after))
        for item in product.recipe.operations
        if item.id in by_arms
    )
    product = replace(product, layout=small(product.layout), recipe=replace(product.recipe, operations=operations))
    return replace(whole, products={TRAY_A: product})


class Bench:
    """One assembly cell with a kitted tray, and commands one after another, each to its end."""

    def __init__(
        self,
        faults: Sequence[Mapping[str, object]] = (),
        pieces: int = 1,
        gripper: Mapping[str, object] | None = None,
        folder: Path | None = None,
    ) -> None:
        line = replace(plant().line, vehicles=(), cells=tuple(facing(cell, gripper) for cell in plant().line.cells))
        given = (line, plant().products, parse_faults(faults), 3)

        def make() -> SimulatedEquipment:
            if folder is None:
                return SimulatedEquipment(*given, kinds=PHYSICS)
            return LastingEquipment(*given, folder=folder, kinds=PHYSICS, keep_steps=700)

        self._make = make
        self.equipment = make()
        self._pieces = pieces
        self.slowness = 1.0
        self._count = 0
        site = self.equipment.sites[CELL]
        self.geometry, self.arm = site.geometry, self.equipment.arms()[0]
        for command in ("receive", "kit"):
            self.done("station", command, serial=SERIAL, product=TRAY_A)
        self.located = self.done("station", "take_in", serial=SERIAL)
        tray = site.tray
        assert tray is not None
        self.tray: SimulatedTray = tray
        self.layout = tray.layout

    def begin_again(self) -> None:
        """The process has died: another one goes on."""
        self.equipment.close()
        self.equipment = self._make()
        site = self.equipment.sites[CELL]
        assert site.tray is not None
        self.arm, self.tray = self.equipment.arms()[0], site.tray

    def do(self, device: str, command: str, **parameters: object) -> DeviceChange:
        self._count += 1
        command_id, equipment = f"9f2c41aa:WO-1/001/work.1#1/{self._count}", self.equipment
        changes: list[Change] = equipment.command(CELL, device, command_id, command, parameters, equipment.now_s)
        while True:
            mine = [item for item in changes if isinstance(item, DeviceChange) and item.command_id == command_id]
            if mine[-1].state is not CommandState.RUNNING:
                return mine[-1]
            step_s = equipment.next_event_s - equipment.now_s
            for _ in range(self._pieces):
                found = equipment.advance_to_change(equipment.now_s + step_s / self._pieces)
                changes += found
                if found:
                    break

    def done(self, device: str, command: str, **parameters: object) -> Mapping[str, object]:
        end = self.do(device, command, **parameters)
        assert end.state is CommandState.SUCCEEDED, f"{end.error_code}: {end.error_message}"
        return end.result

    def in_base(self, x_m: float, y_m: float) -> tuple[float, float]:
        """A point of the located tray in the frame `base`."""
        yaw = float(str(self.located["yaw_rad"]))
        x, y = float(str(self.located["x_m"])), float(str(self.located["y_m"]))
        return x + math.cos(yaw) * x_m - math.sin(yaw) * y_m, y + math.sin(yaw) * x_m + math.cos(yaw) * y_m

    def go(self, x_m: float, y_m: float, z_m: float, yaw_rad: float = 0.0) -> None:
        """Up, across, down; straight in joint space between those corners."""
        here = self.arm.tool(0.0)
        corners = [(x_m, y_m, z_m)]
        if math.dist(here[:2, 3], (x_m, y_m)) > 0.01:
            corners = [(x_m, y_m, UP_M), (x_m, y_m, z_m + 0.02), (x_m, y_m, z_m)]
            self._to(here[0, 3], here[1, 3], UP_M, math.atan2(here[1, 0], here[0, 0]))
        for corner in corners:
            self._to(*corner, yaw_rad)

    def press(self, x_m: float, y_m: float, z_m: float, yaw_rad: float = 0.0, force_n: float = 10.0) -> DeviceChange:
        """Down from 12 mm above by feeling, at 0.03 m/s."""
        self.go(x_m, y_m, z_m + 0.012, yaw_rad)
        start = np.array(self.arm.positions(0.0))
        goal = ARM.inverse(tool_down(x_m, y_m, z_m - 0.006, yaw_rad), tuple(start))
        assert goal is not None
        rows = [start + (np.array(goal) - start) * step / 6 for step in range(1, 7)]
        points = [{"positions_rad": row.tolist(), "time_s": 0.1 * step} for step, row in enumerate(rows, start=1)]
        return self.do("arm", "guarded_move", points=points, contact_force_n=force_n, force_limit_n=80.0)

    def pick(self, part: str, height_m: float) -> None:
        feeder = self.geometry.feeders[part]
        self.go(feeder.x_m, feeder.y_m, feeder.z_m + height_m)
        self.done("gripper", "grasp", part=part)

    def place(self, module: str) -> None:
        """Pick a module and put it where it belongs."""
        item = next(item for item in self.layout.modules if item.id == module)
        height = size_of(item).height_m
        self.pick(item.type, height)
        x, y = self.in_base(item.x_m, item.y_m)
        turned = float(str(self.located["yaw_rad"])) + item.rotation_rad
        pressed = self.press(x, y, self.tray.pose.z_m + height, turned)
        assert pressed.state is CommandState.SUCCEEDED, pressed.error_message
        self.done("gripper", "release")
        self.go(x, y, UP_M, turned)

    def fasten(self, screw: str, beside_m: float = 0.0) -> list[Mapping[str, object]]:
        """Both stages, from the nominal height."""
        item = next(item for item in self.layout.screws if item.id == screw)
        plate = next(module for module in self.layout.modules if module.id == item.holds)
        x, y = self.in_base(item.x_m + beside_m, item.y_m)
        self.go(x, y, self.tray.pose.z_m + size_of(plate).height_m + SCREW_HEAD_M + REACH_M)
        stages = (("snug", 45.0), ("final", 3.0))
        order = {"screw": screw, "snug_torque_nm": 0.25, "target_torque_nm": 0.6}
        return [
            self.done("screwdriver", "fasten", stage=stage, max_angle_rad=limit, **order) for stage, limit in stages
        ]

    def _to(self, x_m: float, y_m: float, z_m: float, yaw_rad: float) -> None:
        now = self.arm.positions(0.0)
        goal = ARM.inverse(tool_down(x_m, y_m, z_m, yaw_rad), now)
        assert goal is not None
        path = smooth_move(now, goal, self.slowness * max(0.3, 1.6 * ARM.travel_time_s(now, goal, 0.8)))
        rows = list(zip(path.times_s, path.positions_rad, strict=True))[1:]
        points = [{"positions_rad": list(row), "time_s": time_s} for time_s, row in rows]
        self.done("arm", "follow_trajectory", points=points)


def test_a_module_is_brought_to_its_place_and_the_next_one_comes_to_the_feeder() -> None:
    bench = Bench()
    parts = bench.equipment.sites[CELL].physics.parts  # type: ignore[union-attr]
    assert parts is not None
    for module in ("cpu_1", "cpu_2"):
        (next_one,) = [item for item in parts.of("processor") if item.where.value == "feeder"]
        assert next_one.subject == module
        bench.place(module)
        nominal = next(item for item in bench.layout.modules if item.id == module)
        truly = bench.tray.tray.modules[module]
        assert math.dist((truly.x_m, truly.y_m), (nominal.x_m, nominal.y_m)) < 0.0005
        assert abs(truly.rotation_rad - nominal.rotation_rad) < 0.002
        assert abs(parts.in_tray(next_one).z_m) < 0.0005
    assert bench.tray.tray.parts.count("processor") == 0


def test_two_fingers_lift_a_board_by_friction_alone() -> None:
    bench = Bench(gripper={"model": "two_finger", "force_n": 60.0})
    bench.slowness = 3.0
    bench.done("gripper", "release")
    feeder = bench.geometry.feeders["processor"]
    bench.go(feeder.x_m, feeder.y_m, feeder.z_m + 0.006)
    grasped = bench.done("gripper", "grasp", part="processor", force_n=60.0)
    assert grasped["width_m"] == pytest.approx(0.07, abs=0.001)
    parts = bench.equipment.sites[CELL].physics.parts  # type: ignore[union-attr]
    assert parts is not None
    (board,) = [item for item in parts.of("processor") if item.where.value == "hand"]
    before = parts.height_m(board)
    bench.go(feeder.x_m, feeder.y_m, feeder.z_m + 0.106)
    assert parts.height_m(board) - before == pytest.approx(0.1, abs=0.002)
    bench.done("gripper", "release")
    assert bench.tray.tray.parts.count("processor") == 2


def test_a_command_that_is_cancelled_ends_no_later_one() -> None:
    bench = Bench(gripper={"model": "two_finger", "force_n": 60.0})
    bench.done("gripper", "release")
    equipment = bench.equipment
    equipment.command(CELL, "gripper", "9f2c41aa:WO-1/001/work.1#1/a", "grasp", {"part": "drive"}, equipment.now_s)
    equipment.cancel(CELL, "gripper", "9f2c41aa:WO-1/001/work.1#1/a", equipment.now_s + 0.1)
    start_s = equipment.now_s
    bench.done("gripper", "release")
    assert equipment.now_s > start_s + 0.03


def test_where_nothing_lies_nothing_is_grasped() -> None:
    bench = Bench()
    x, y = bench.in_base(0.2, 0.4)
    bench.go(x, y, bench.tray.pose.z_m + 0.016)
    end = bench.do("gripper", "grasp", part="processor")
    assert end.error_code == "gripper.no_part"


def test_a_part_let_go_beside_the_tray_falls_into_the_kit_box() -> None:
    bench = Bench()
    bench.pick("processor", 0.016)
    assert bench.tray.tray.parts.count("processor") == 1
    bench.go(0.35, 0.42, 0.15)
    bench.done("gripper", "release")
    assert bench.tray.tray.parts.count("processor") == 2 and not bench.tray.tray.modules


def test_screws_bring_a_plate_down_for_good() -> None:
    bench = Bench()
    bench.place("cp_0")
    snug, final = bench.fasten("cp_0_s1")
    assert snug["torque_nm"] == pytest.approx(0.25, rel=0.05) and final["torque_nm"] == pytest.approx(0.6, rel=0.05)
    assert snug["axial_force_n"] == pytest.approx(15.0, rel=0.1)
    assert bench.tray.tray.screws["cp_0_s1"] >= 0.59
    plate = next(item for item in bench.layout.modules if item.id == "cp_0")
    x, y = bench.in_base(plate.x_m, plate.y_m)
    bench.go(x, y, bench.tray.pose.z_m + size_of(plate).height_m)
    end = bench.do("gripper", "grasp", part=plate.type)
    assert end.error_code == "gripper.no_part" and "cp_0_s1 hold it" in end.error_message


@pytest.mark.parametrize("case", ["beside the head", "no plate"])
def test_a_bit_that_does_not_stand_on_a_head_drives_nothing(case: str) -> None:
    bench = Bench()
    if case == "beside the head":
        bench.place("cp_0")
    snug, _ = bench.fasten("cp_0_s1", beside_m=0.004 if case == "beside the head" else 0.0)
    assert float(str(snug["torque_nm"])) < 0.1 and bench.tray.screws_holding("cp_0") == []


def test_a_coupling_is_felt_to_latch_as_its_socket_has_it() -> None:
    bench = Bench()
    bench.pick("coupling", COUPLING_HEIGHT_M)
    coupling = bench.layout.couplings[0]
    x, y = bench.in_base(coupling.x_m, coupling.y_m)
    end = bench.press(x, y, bench.tray.pose.z_m + COUPLING_HEIGHT_M, force_n=35.0)
    assert end.state is CommandState.SUCCEEDED, end.error_message
    curve = end.result["curve"]
    assert isinstance(curve, dict)
    travel, force = np.array(curve["travel_m"]), np.array(curve["force_n"])
    before = (travel[-1] - travel > 0.0016) & (travel[-1] - travel < 0.0075)
    assert force[before].max() == pytest.approx(18.0, abs=1.5)
    assert force[(travel[-1] - travel < 0.0012) & (travel[-1] - travel > 0.0008)].mean() == pytest.approx(9.0, abs=1.5)
    bench.done("gripper", "release")
    assert bench.tray.tray.couplings == {coupling.id}


@pytest.mark.parametrize(
    ("fault", "what"),
    [
        ({"fault": "misplaced_module", "module": "cpu_1", "dx_m": 0.006, "dy_m": 0.003, "drotation_rad": 0.05}, "off"),
        ({"fault": "missing_module", "module": "cpu_1"}, "missing"),
        ({"fault": "wrong_module", "module": "cpu_1", "type": "drive"}, "wrong"),
    ],
)
def test_what_is_planned_to_go_wrong_with_a_module_does(fault: Mapping[str, object], what: str) -> None:
    bench = Bench([{"serial": SERIAL, **fault}])
    bench.place("cpu_1")
    nominal = next(item for item in bench.layout.modules if item.id == "cpu_1")
    truly = bench.tray.tray.modules.get("cpu_1")
    if what == "missing":
        assert truly is None and bench.tray.tray.parts.count("processor") == 2
        return
    assert truly is not None
    off = (truly.x_m - nominal.x_m, truly.y_m - nominal.y_m, truly.rotation_rad - nominal.rotation_rad)
    wanted = (0.006, 0.003, 0.05) if what == "off" else (0.0, 0.0, 0.0)
    assert off == pytest.approx(wanted, abs=0.001)
    assert truly.type == ("drive" if what == "wrong" else "")


def test_the_same_commands_give_the_same_states_however_time_is_cut() -> None:
    digests = set()
    for pieces in (1, 3):
        bench = Bench(pieces=pieces)
        bench.place("cpu_1")
        digests.add((bench.equipment.worlds.digest(), repr(bench.tray.tray.modules), bench.equipment.now_s))
    assert len(digests) == 1


def test_what_a_hand_holds_outlives_the_process(tmp_path: Path) -> None:
    bench = Bench(folder=tmp_path)
    bench.pick("processor", 0.016)
    bench.go(0.35, 0.42, 0.2)
    before = bench.equipment.worlds.digest()
    bench.begin_again()
    assert bench.equipment.worlds.digest() == before
    x, y = bench.in_base(0.20, 0.40)
    assert bench.press(x, y, bench.tray.pose.z_m + 0.016).state is CommandState.SUCCEEDED
    bench.done("gripper", "release")
    (board,) = bench.tray.tray.modules.values()
    assert math.dist((board.x_m, board.y_m), (0.20, 0.40)) < 0.0005


def test_a_tray_is_made_by_the_real_skills() -> None:
    line = VirtualLine(plant(), processes_of(plant()), (), seed=7, kinds=PHYSICS)
    seen: list[SimulatedTray] = []
    remove = line.equipment.plant.floor.remove

    def leaves(serial: str) -> None:
        seen.extend(item for item in line.equipment.plant.floor.trays if item.serial == serial)
        remove(serial)  # type: ignore[arg-type]

    line.equipment.plant.floor.remove = leaves  # type: ignore[method-assign,assignment]
    line.run([WorkOrder(OrderId("WO-1"), TRAY_A, 1, due_s=2000.0)])
    (made,) = seen
    layout = made.layout
    assert made.is_complete and made.tray.parts == []
    for module in layout.modules:
        truly = made.tray.modules[module.id]
        assert math.dist((truly.x_m, truly.y_m), (module.x_m, module.y_m)) < 0.0005
    assert len(made.tray.screws) == len(layout.screws) and min(made.tray.screws.values()) > 0.59
