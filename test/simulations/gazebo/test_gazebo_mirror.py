"""Bodies in Gazebo do what the line's devices do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from robot_cells.devices.six_axis_arm import UR10E, SixAxisArm
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.scenes.scene_builder import build_scene
from robot_cells.scenes.standing_trays import standing_trays
from robot_cells.simulations.gazebo.gazebo_mirror import GazeboMirror

HOME = [0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0]
DOOR, CLAMP = "tester/machine/door_joint/position", "tester/machine/clamp_joint/position"
BIT, FINGER = "assembly/arm/bit_joint/position", "assembly/arm/left_finger_joint/position"


def with_bodies(line: Line, gripper: str) -> Line:
    """The line with an arm that has a home, and this gripper on it."""

    def made(device: Device) -> Device:
        if device.kind is DeviceKind.ARM:
            return replace(device, parameters={**device.parameters, "home_rad": HOME, "tool_length_m": 0.2})
        return replace(device, parameters={"model": gripper}) if device.kind is DeviceKind.GRIPPER else device

    return replace(
        line, cells=tuple(replace(cell, devices=tuple(map(made, cell.devices))) for cell in line.cells), vehicles=()
    )


@pytest.fixture
def mirrored(bench_with: Any, vehicle_line: Line, request: Any) -> tuple[Any, GazeboMirror]:
    line = with_bodies(vehicle_line, getattr(request, "param", "suction"))
    bench = bench_with(line=line)
    bench.arm = SixAxisArm(UR10E, 0.2)
    products = bench.equipment.plant.products
    (tray,) = products
    scene = build_scene(line, products, trays=standing_trays(line, products, tray))
    return bench, GazeboMirror(scene, bench.equipment)


def started(bench: Any, mirror: GazeboMirror, place: str, command: str, **parameters: object) -> Mapping[str, float]:
    """The positions that are wished for while a command runs."""
    cell, device = place.split("/")
    mirror.begun("9f2c41aa:WO-1/001/work.1#1/x", command)
    bench.equipment.command(cell, device, "9f2c41aa:WO-1/001/work.1#1/x", command, parameters, bench.now_s)
    return mirror.positions()


def held(mirror: GazeboMirror) -> list[str]:
    return [part for (_, part), shall in mirror.wanted_holds().items() if shall]


def test_a_door_goes_where_its_command_sends_it_and_stays_there(mirrored: Any) -> None:
    bench, mirror = mirrored
    begin = mirror.positions()
    assert begin[DOOR] > 0.4 and begin[CLAMP] == 0.0, "open, and not clamped"
    assert started(bench, mirror, "tester/machine", "close_door")[DOOR] == 0.0, "while it closes"
    bench.done("tester/machine", "close_door")
    assert mirror.positions()[DOOR] == 0.0
    bench.done("tester/machine", "open_door")
    assert mirror.positions()[DOOR] == begin[DOOR]


def test_a_clamp_comes_down_upon_the_product(mirrored: Any) -> None:
    bench, mirror = mirrored
    bench.receive(cell="tester", kit=False)
    bench.done("tester/machine", "load", serial="WO-1-001")
    bench.done("tester/machine", "clamp")
    assert mirror.positions()[CLAMP] > 0.05
    bench.done("tester/machine", "unclamp")
    assert mirror.positions()[CLAMP] == 0.0


@pytest.mark.parametrize("mirrored", ["two_finger"], indirect=True)
def test_fingers_close_on_a_part_and_open_again(mirrored: Any) -> None:
    bench, mirror = mirrored
    bench.receive()
    opened = mirror.positions()[FINGER]
    assert opened > 0.05
    bench.pick("board")
    assert mirror.positions()[FINGER] == 0.0
    bench.done("assembly/gripper", "release")
    assert mirror.positions()[FINGER] == opened
    assert mirror.holds == (), "fingers hold by themselves"


def test_the_bit_is_out_while_a_screw_is_driven(mirrored: Any) -> None:
    bench, mirror = mirrored
    bench.receive()
    bench.over_screw("s1")
    assert mirror.positions()[BIT] == 0.0
    drive = {"snug_torque_nm": 0.2, "target_torque_nm": 0.6, "max_angle_rad": 40.0, "stage": "snug"}
    assert started(bench, mirror, "assembly/screwdriver", "fasten", screw="s1", **drive)[BIT] > 0.05
    bench.equipment.advance(bench.equipment.next_event_s)
    assert mirror.positions()[BIT] == 0.0


def test_suction_holds_a_part_of_the_type_that_was_taken_and_each_part_once(mirrored: Any) -> None:
    bench, mirror = mirrored
    names = {hold.part.mechanism.name for hold in mirror.holds}
    assert names == {"board", "plate", "coupling", "cable"}
    assert held(mirror) == []
    bench.receive()
    bench.pick("board")
    assert held(mirror) == ["tray-assembly/board_1"]
    bench.done("assembly/gripper", "release")
    assert held(mirror) == []
    bench.pick("board")
    assert held(mirror) == [], "the world has one board in that feeder, and it lies where it was let go"


def test_an_arm_is_told_a_way_once_and_another_when_it_stops(mirrored: Any) -> None:
    bench, mirror = mirrored
    assert len(mirror.paths(bench.now_s)["assembly/arm"]) == 1, "it stands at home"
    assert mirror.paths(bench.now_s) == {}
    goal = [0.3, *HOME[1:]]
    bench.equipment.trajectory("assembly", "arm", [{"positions_rad": goal, "time_s": 1.0}], bench.now_s)
    way = mirror.paths(bench.now_s)["assembly/arm"]
    assert way[-1].positions_rad == pytest.approx(goal) and len(way) > 200
    assert mirror.paths(bench.now_s) == {}
    bench.equipment.trajectory("assembly", "arm", [], bench.now_s + 0.5)
    (stop,) = mirror.paths(bench.now_s)["assembly/arm"]
    assert 0.0 < stop.positions_rad[0] < 0.3
