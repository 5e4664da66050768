"""Simulated equipment whose arms have weight: the same commands in the same order, with ends that the world tells."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest

from benchmarks.physics.smooth_move import smooth_move
from robot_cells.devices.device_client import CommandState
from robot_cells.devices.six_axis_arm import UR10E, Joints, SixAxisArm, tool_down
from robot_cells.ids import CellId, DeviceId, ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.layout import CodeMark, Layout, Module
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.scenes.scene import Role
from robot_cells.simulations.change import Change, DeviceChange, JointChange
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.simulated_equipment import SimulatedEquipment

HOME: Joints = (0.0, -1.5708, 1.5708, -1.5708, -1.5708, 0.0)
KINEMATICS = SixAxisArm(UR10E, 0.20)
TRAY = ProductId("tray")
LAYOUT = Layout(0.40, 0.50, CodeMark(0.35, 0.05, 0.03), (Module("board_1", "board", 0.15, 0.2, 0.1, 0.1),), (), (), ())


@cache
def plant() -> tuple[Line, dict[ProductId, Product]]:
    """Two cells, each with an arm and a station."""
    arm = {"model": "ur10e", "home_rad": list(HOME), "tool_length_m": 0.20}
    station = {"tray": {"x_m": 0.45, "y_m": -0.25, "z_m": 0.05}, "feeders": {"board": {"x_m": 0.3, "y_m": 0.5}}}
    devices = (
        Device(DeviceId("arm"), DeviceKind.ARM, parameters=arm),
        Device(DeviceId("gripper"), DeviceKind.GRIPPER),
        Device(DeviceId("station"), DeviceKind.STATION, parameters=station),
    )
    cells = tuple(Cell(CellId(name), CellKind.ASSEMBLY, (), devices) for name in ("left", "right"))
    return Line("line", cells), {TRAY: Product(TRAY, Recipe(()), LAYOUT)}


def made() -> SimulatedEquipment:
    line, products = plant()
    return SimulatedEquipment(line, products, seed=7, kinds=PHYSICS)


def over(x_m: float, y_m: float, z_m: float) -> Joints:
    found = KINEMATICS.inverse(tool_down(x_m, y_m, z_m, -math.pi / 2), HOME)
    assert found is not None
    return found


def points(*corners: Joints, duration_s: float = 3.0) -> list[dict[str, object]]:
    """A smooth way through joint positions, as a command has it."""
    found: list[dict[str, object]] = []
    for number, (start, end) in enumerate(pairwise(corners)):
        path = smooth_move(start, end, duration_s)
        found += [
            {"positions_rad": list(row), "time_s": number * duration_s + time_s}
            for time_s, row in list(zip(path.times_s, path.positions_rad, strict=True))[1:]
        ]
    return found


def run_out(equipment: SimulatedEquipment) -> list[Change]:
    changes: list[Change] = []
    while math.isfinite(equipment.next_event_s):
        changes += equipment.advance(equipment.next_event_s)
    return changes


def ends(changes: Sequence[Change]) -> list[DeviceChange]:
    return [item for item in changes if isinstance(item, DeviceChange) and item.state is not CommandState.RUNNING]


def test_an_arm_comes_to_its_last_point_and_says_where_it_stands() -> None:
    equipment = made()
    goal = over(0.6, 0.1, 0.4)
    equipment.command("left", "arm", "a", "follow_trajectory", {"points": points(HOME, goal)}, 1.0)
    assert math.isfinite(equipment.next_event_s)
    changes = run_out(equipment)
    (end,) = ends(changes)
    assert end.state is CommandState.SUCCEEDED and 4.0 <= end.at_s < 4.4
    stands = equipment.arms()[0].tool(equipment.now_s)
    assert math.dist(stands[:3, 3], (0.6, 0.1, 0.4)) < 0.0005
    assert [item for item in changes if isinstance(item, JointChange)][-1].at_s == end.at_s
    assert equipment.next_event_s == math.inf and equipment.now_s < end.at_s + 0.5


def test_a_guarded_move_ends_where_the_arm_feels_the_tray() -> None:
    equipment = made()
    equipment.command("left", "station", "r", "receive", {"serial": "A-1", "product": TRAY}, 1.0)
    run_out(equipment)
    physics = equipment.sites[CellId("left")].physics
    assert physics is not None
    physics.rebuild()
    assert [item.name for item in physics.scene.of(role=Role.PRODUCT)] == ["A-1/tray"]
    above, below = over(0.6, -0.1, 0.12), over(0.6, -0.1, 0.0)
    follow = {"points": points(HOME, above)}
    equipment.command("left", "arm", "a", "follow_trajectory", follow, equipment.now_s)
    run_out(equipment)
    move = {"points": points(above, below, duration_s=10.0), "contact_force_n": 10.0, "force_limit_n": 60.0}
    equipment.command("left", "arm", "b", "guarded_move", move, equipment.now_s)
    (end,) = ends(run_out(equipment))
    assert end.state is CommandState.SUCCEEDED, end.error_message
    assert 10.0 <= float(str(end.result["force_n"])) < 60.0
    # The fingers end a millimetre before the tool point.
    assert equipment.arms()[0].tool(equipment.now_s)[2, 3] == pytest.approx(0.049, abs=0.0005)


def test_an_arm_that_is_held_says_what_touches_it_and_fails() -> None:
    equipment = made()
    equipment.command("left", "arm", "a", "follow_trajectory", {"points": points(HOME, over(0.6, 0.1, -0.2))}, 1.0)
    (end,) = ends(run_out(equipment))
    assert (end.state, end.error_code) == (CommandState.FAILED, "arm.deviation")
    assert "Joint" in end.error_message and "left/" in end.error_message.split(": ", 1)[1]


def test_a_cancelled_arm_stands_still_after_braking_and_not_at_once() -> None:
    equipment = made()
    equipment.command("left", "arm", "a", "follow_trajectory", {"points": points(HOME, over(0.6, 0.4, 0.4))}, 1.0)
    equipment.advance(2.0)
    arm = equipment.arms()[0]
    fastest = max(abs(speed) for speed in arm.velocities(2.0))
    changes = equipment.cancel("left", "arm", "a", 2.0)
    assert [type(item) for item in changes] == [DeviceChange] and arm.motion_end_s == math.inf
    (rest,) = run_out(equipment)
    assert isinstance(rest, JointChange)
    assert fastest / 8.0 <= rest.at_s - 2.0 < fastest / 8.0 + 0.3
    assert max(abs(speed) for speed in arm.velocities(rest.at_s)) < 0.003
    assert equipment.trajectory("left", "arm", (), rest.at_s + 1.0) == []
    (again,) = run_out(equipment)
    assert isinstance(again, JointChange) and again.at_s < rest.at_s + 1.01


def test_an_arm_that_is_steered_follows_and_its_command_ends() -> None:
    equipment = made()
    equipment.command("left", "arm", "a", "follow_trajectory", {"points": points(HOME, over(0.6, 0.4, 0.4))}, 1.0)
    equipment.advance(1.6)
    here = equipment.arms()[0].positions(1.6)
    (cancelled,) = ends(equipment.trajectory("left", "arm", points(here, HOME), 1.6))
    assert cancelled.state is CommandState.CANCELLED
    assert [type(item) for item in run_out(equipment)] == [JointChange]
    assert equipment.arms()[0].positions(0.0) == pytest.approx(HOME, abs=0.0005)


def test_an_arm_that_is_steered_against_something_says_so_without_a_command() -> None:
    equipment = made()
    equipment.trajectory("left", "arm", points(HOME, over(0.6, 0.1, -0.2)), 1.0)
    failed, rest = run_out(equipment)
    assert isinstance(failed, DeviceChange) and isinstance(rest, JointChange) and failed.at_s == rest.at_s
    assert (failed.command_id, failed.state, failed.error_code) == ("", CommandState.FAILED, "arm.deviation")


def test_a_trajectory_that_was_long_under_way_is_followed_from_where_the_arm_stands() -> None:
    equipment = made()
    goal = over(0.6, 0.4, 0.4)
    equipment.trajectory("left", "arm", points(HOME, goal), 1.9, 1.0)
    (rest,) = run_out(equipment)
    assert isinstance(rest, JointChange) and 4.9 <= rest.at_s < 5.3
    assert rest.positions_rad == pytest.approx(goal, abs=0.001)


def test_a_steered_arm_that_is_held_tells_so_when_its_trajectory_should_be_over() -> None:
    equipment = made()
    way = points(HOME, over(0.6, 0.1, -0.2))
    assert equipment.trajectory("left", "arm", way, 1.0) == []
    trouble, rest = run_out(equipment)
    assert isinstance(trouble, DeviceChange) and isinstance(rest, JointChange)
    assert (trouble.command_id, trouble.error_code) == ("", "arm.deviation")
    assert rest.at_s > 1.0 + float(str(way[-1]["time_s"])) + 1.0


def commanded(cuts: Sequence[float]) -> tuple[list[Change], str]:
    """A course of commands to both cells, with time advanced to each of `cuts` on the way; all changes, the digest."""
    equipment = made()
    changes: list[Change] = []
    goal, other = over(0.6, 0.1, 0.4), over(0.5, -0.2, 0.35)

    def command(at_s: float, cell: str, device: str, name: str, **parameters: object) -> None:
        for cut in cuts:
            if equipment.now_s < cut < at_s:
                changes.extend(equipment.advance(cut))
        changes.extend(equipment.command(cell, device, f"{cell}/{device}/{at_s}", name, parameters, at_s))

    command(1.0, "left", "arm", "follow_trajectory", points=points(HOME, goal))
    command(1.0203, "right", "arm", "follow_trajectory", points=points(HOME, other, HOME))
    command(1.05, "right", "station", "receive", serial="A-1", product=TRAY)
    command(4.5, "left", "gripper", "grasp", part="board")
    command(4.6011, "left", "arm", "follow_trajectory", points=points(goal, other))
    command(9.7, "right", "station", "release", serial="A-1")
    command(9.71, "right", "arm", "follow_trajectory", points=points(HOME, over(0.5, 0.3, -0.2)))
    for cut in [cut for cut in cuts if cut > 9.71]:
        changes.extend(equipment.advance(cut))
    changes.extend(equipment.advance(16.0))
    return changes, equipment.worlds.digest()


def test_the_same_commands_give_the_same_changes_and_states_in_however_many_pieces_time_is_advanced() -> None:
    whole, digest = commanded(())
    assert [item.at_s for item in whole] == sorted(item.at_s for item in whole)
    assert [item.state for item in ends(whole)].count(CommandState.FAILED) == 2
    drawn = random.Random(4)
    for pieces in (3, 40):
        cuts = sorted(drawn.uniform(0.0, 16.0) for _ in range(pieces))
        again, other = commanded(cuts)
        assert other == digest
        assert [replace(item, develop=None) if isinstance(item, DeviceChange) else item for item in again] == whole


def test_who_advances_to_the_first_change_stands_at_its_very_time() -> None:
    equipment, other = made(), made()
    for item in (equipment, other):
        item.command("left", "arm", "a", "follow_trajectory", {"points": points(HOME, over(0.6, 0.1, 0.4))}, 1.0)
    first = equipment.advance_to_change(60.0)
    assert equipment.now_s == first[0].at_s < 4.4
    assert first == other.advance(60.0)
    assert equipment.advance_to_change(60.0) == [] and equipment.now_s == 60.0


class Moment:
    """A controller that ends at once, and ends no command."""

    def act(self, at_s: float) -> bool:
        """See `Controller`."""
        return True


def test_what_ends_in_a_world_and_ends_no_command_holds_nobody_up() -> None:
    equipment = made()
    site = equipment.sites[CellId("left")]
    assert site.physics is not None
    site.physics.drive(site.devices[DeviceId("gripper")], Moment())
    equipment.command("right", "station", "r", "receive", {"serial": "A-1", "product": TRAY}, 0.0)
    equipment.command("left", "arm", "a", "follow_trajectory", {"points": points(HOME, over(0.6, 0.1, 0.4))}, 0.0)
    told = ends([*equipment.advance_to_change(60.0), *equipment.advance_to_change(60.0)])
    assert [item.command_id for item in told] == ["a", "r"] and told[0].at_s < 4.0 < told[1].at_s


def test_a_world_at_rest_is_not_stepped() -> None:
    equipment = made()
    equipment.advance(1.0)
    site = equipment.sites[CellId("left")]
    assert site.physics is not None
    at_rest = site.physics.world.tick
    assert equipment.next_event_s == math.inf
    equipment.advance(2.0)
    assert site.physics.world.tick == at_rest


def insertion(equipment: SimulatedEquipment, seated_m: float, **changed: float) -> DeviceChange:
    """From 60 mm above the place, with an empty hand over an empty station."""
    goal = over(0.6, 0.1, seated_m + 0.06)
    equipment.command("left", "arm", "a", "follow_trajectory", {"points": points(HOME, goal)}, 1.0)
    run_out(equipment)
    asked = {"x_m": 0.6, "y_m": 0.1, "z_m": seated_m, "above_m": 0.012, "press_n": 9.0, "push_n": 12.0}
    limits = {"force_limit_n": 20.0, "search_radius_m": 0.002, "time_limit_s": 6.0}
    changes = equipment.command("left", "arm", "b", "insert", asked | limits | changed, equipment.now_s)
    (end,) = ends(changes + run_out(equipment))
    return end


def test_what_meets_nothing_is_home_where_it_was_to_be() -> None:
    end = insertion(made(), 0.30)
    assert end.state is CommandState.SUCCEEDED
    assert end.result["seated"] is True and end.result["depth_m"] == 0.0
    assert end.result["duration_s"] == pytest.approx(0.048 / 0.02 + 0.012 / 0.01, abs=0.2)


def test_what_stands_on_something_searches_and_gives_up_in_time_without_pressing_too_hard() -> None:
    equipment = made()
    end = insertion(equipment, 0.02)  # 30 mm below the plane of the station
    assert end.error_code == "arm.not_seated"
    assert equipment.arms()[0].tool(equipment.now_s)[2, 3] > 0.03
