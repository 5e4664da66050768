"""Vehicles that drive by their wheels, dock, carry, and keep out of each other's way."""

from __future__ import annotations

import math
from collections.abc import Callable
from pathlib import Path

import pytest
from driving_line import driving_line

from robot_cells.devices.device_client import CommandState
from robot_cells.ids import CellId, ProductId
from robot_cells.lines.vehicle import ACCELERATION_MPS2
from robot_cells.orders.layout import CodeMark, Layout
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.scenes.vehicle_body import LENGTH_M, WIDTH_M
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.driving.speed_profile import DrivingLimits, driving_time_s
from robot_cells.simulations.lasting_equipment import LastingEquipment
from robot_cells.simulations.physics.floor_physics import FloorPhysics
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.physics.physics_vehicle import PhysicsVehicle
from robot_cells.simulations.plant_snapshots import NAMES
from robot_cells.simulations.simulated_equipment import VEHICLE, SimulatedEquipment

TRAY = ProductId("tray")
SERIAL = "WO-1-001"


class Yard:
    """The line's equipment; every command has a name that is its id."""

    def __init__(self) -> None:
        layout = Layout(0.40, 0.50, CodeMark(0.35, 0.05, 0.03), (), (), (), ())
        products = {TRAY: Product(TRAY, Recipe(()), layout)}
        self.equipment = SimulatedEquipment(driving_line(), products, seed=3, kinds=PHYSICS)
        self.ended: dict[str, DeviceChange] = {}

    def vehicle(self, name: str) -> PhysicsVehicle:
        found = self.equipment.sites[CellId(name)].devices[VEHICLE]
        assert isinstance(found, PhysicsVehicle)
        return found

    @property
    def floor(self) -> FloorPhysics:
        return self.vehicle("cart_1").floor

    def tell(self, cell: str, device: str, command: str, **parameters: object) -> str:
        command_id = f"{len(self.ended)}.{cell}.{command}.{self.equipment.now_s}"
        self.note(self.equipment.command(cell, device, command_id, command, parameters, self.equipment.now_s))
        return command_id

    def travel(self, cart: str, to: str) -> str:
        return self.tell(cart, "vehicle", "travel", to=to)

    def note(self, changes: list) -> None:
        for item in changes:
            if isinstance(item, DeviceChange) and item.state is not CommandState.RUNNING:
                self.ended[item.command_id] = item

    def run(self, seconds: float, look: Callable[[], None] = lambda: None, step_s: float = 0.1) -> None:
        until_s = self.equipment.now_s + seconds
        while self.equipment.now_s < until_s - 1e-9:
            self.note(self.equipment.advance(min(until_s, self.equipment.now_s + step_s)))
            look()

    def finish(self, *command_ids: str, limit_s: float = 120.0) -> list[DeviceChange]:
        until_s = self.equipment.now_s + limit_s
        while any(item not in self.ended for item in command_ids) and self.equipment.now_s < until_s:
            self.note(self.equipment.advance_to_change(until_s))
        return [self.ended[item] for item in command_ids]

    def drive(self, cart: str, to: str) -> DeviceChange:
        return self.finish(self.travel(cart, to))[0]


def apart_m(yard: Yard) -> float:
    """Between the bodies of both, at least: their middles less half their lengths where they look at each other."""
    (ax, ay, a), (bx, by, b) = (
        yard.vehicle(name).floor.vehicles[CellId(name)].body.pose for name in ("cart_1", "cart_2")
    )
    gaps = []
    for yaw in (a, b):
        along = abs((bx - ax) * math.cos(yaw) + (by - ay) * math.sin(yaw))
        beside = abs((by - ay) * math.cos(yaw) - (bx - ax) * math.sin(yaw))
        turn = abs(math.sin(a - b)), abs(math.cos(a - b))
        gaps.append(along - LENGTH_M / 2 - LENGTH_M / 2 * turn[1] - WIDTH_M / 2 * turn[0])
        gaps.append(beside - WIDTH_M / 2 - LENGTH_M / 2 * turn[0] - WIDTH_M / 2 * turn[1])
    return max(gaps)


def test_a_vehicle_drives_to_a_dock_in_about_the_time_that_its_limits_allow() -> None:
    yard = Yard()
    end = yard.drive("cart_1", "store")
    assert end.state is CommandState.SUCCEEDED
    floor, body = yard.floor, yard.floor.vehicles[CellId("cart_1")].body
    dock = floor.lanes.docks[CellId("store")]
    x, y, yaw = body.pose
    assert math.hypot(x - dock.x_m, y - dock.y_m) < 0.01
    assert abs(math.remainder(yaw - math.pi / 2, math.tau)) < 0.02
    other = Yard().floor
    nominal_s = driving_time_s(
        other.route_to(other.vehicles[CellId("cart_1")], dock),  # type: ignore[arg-type]
        DrivingLimits(1.2, ACCELERATION_MPS2),
    )
    assert end.result["duration_s"] == pytest.approx(nominal_s, rel=0.05)
    assert yard.vehicle("cart_1").at == "store"


def test_two_vehicles_change_places_without_touching() -> None:
    yard, gaps = Yard(), []
    both = yard.travel("cart_1", "lathe"), yard.travel("cart_2", "press")
    yard.run(60.0, lambda: gaps.append(apart_m(yard)))
    assert [yard.ended[item].state for item in both] == [CommandState.SUCCEEDED] * 2
    assert min(gaps) > 0.1


@pytest.mark.parametrize("times", [1, 2])
def test_one_that_has_rested_makes_room_for_the_next(times: int) -> None:
    yard = Yard()
    for _ in range(times):
        assert yard.drive("cart_1", "gauge").state is CommandState.SUCCEEDED
    assert yard.drive("cart_2", "gauge").state is CommandState.SUCCEEDED
    assert yard.vehicle("cart_2").at == "gauge" and yard.vehicle("cart_1").at != "gauge"


def test_one_that_has_something_to_do_is_waited_for() -> None:
    yard = Yard()
    yard.drive("cart_1", "store")
    yard.floor.rests(CellId("cart_1"), math.inf)
    waiting = yard.travel("cart_2", "store")
    yard.run(20.0)
    assert waiting not in yard.ended and yard.vehicle("cart_1").at == "store"
    yard.travel("cart_1", "press")
    assert yard.finish(waiting)[0].state is CommandState.SUCCEEDED


def test_one_that_waits_for_too_long_says_who_is_in_its_way() -> None:
    yard = Yard()
    yard.drive("cart_1", "store")
    yard.floor.rests(CellId("cart_1"), math.inf)
    end = yard.drive("cart_2", "store")
    assert (end.state, end.error_code) == (CommandState.FAILED, "vehicle.blocked")
    assert "cart_1" in end.error_message
    yard.drive("cart_1", "press")
    assert yard.drive("cart_2", "store").state is CommandState.SUCCEEDED


def test_it_stops_before_what_nobody_has_told_of_and_goes_on_when_that_is_gone() -> None:
    yard = Yard()
    body = yard.floor.vehicles[CellId("cart_2")].body
    here = body.stand(3.0, yard.floor.lanes.lane_y_m(1), math.pi / 2)
    going = yard.travel("cart_1", "store")
    yard.run(30.0)
    x, _, _ = yard.floor.vehicles[CellId("cart_1")].body.pose
    assert 0.02 < 3.0 - WIDTH_M / 2 - (x + LENGTH_M / 2) < 0.6
    assert going not in yard.ended
    body.stand(*here)
    assert yard.finish(going)[0].state is CommandState.SUCCEEDED


@pytest.mark.parametrize(("after_s", "then"), [(2.0, "store"), (2.0, "press"), (2.0, "gauge"), (9.0, "press")])
def test_a_drive_that_is_cancelled_ends_on_the_way_and_any_other_can_follow(after_s: float, then: str) -> None:
    yard = Yard()
    going = yard.travel("cart_1", "store")
    yard.run(after_s)
    yard.note(yard.equipment.cancel("cart_1", "vehicle", going, yard.equipment.now_s))
    yard.run(4.0)
    assert yard.vehicle("cart_1").at is None
    assert abs(yard.floor.vehicles[CellId("cart_1")].body.speed_mps) < 0.01
    assert yard.drive("cart_1", then).state is CommandState.SUCCEEDED
    assert yard.vehicle("cart_1").at == then


def test_a_tray_rides_on_the_lift() -> None:
    yard = Yard()
    yard.finish(yard.tell("press", "station", "receive", serial=SERIAL, product=TRAY))
    yard.finish(yard.tell("cart_1", "vehicle", "dock", at="press"))
    body = yard.floor.vehicles[CellId("cart_1")].body
    assert body.lift.at_m == pytest.approx(0.05, abs=0.002)
    assert (
        yard.finish(yard.tell("cart_1", "vehicle", "transfer", direction="load", at="press", serial=SERIAL))[0].state
        is CommandState.SUCCEEDED
    )
    yard.drive("cart_1", "store")
    assert body.lift.at_m == pytest.approx(0.0, abs=0.002)
    off = body.load_place.inverse() @ body.load_pose
    assert math.hypot(off.x_m, off.y_m) < 0.01 and abs(off.z_m) < 0.005
    yard.finish(yard.tell("cart_1", "vehicle", "dock", at="store"))
    end = yard.finish(yard.tell("cart_1", "vehicle", "transfer", direction="unload", at="store", serial=SERIAL))[0]
    assert end.state is CommandState.SUCCEEDED
    assert yard.equipment.plant.floor.where(SERIAL) == "store"  # type: ignore[arg-type]


@pytest.mark.parametrize("step_s", [0.004, 0.37])
def test_the_same_commands_lead_to_the_same_state_however_time_is_cut(step_s: float) -> None:
    digests = []
    for cut_s in (0.1, step_s):
        yard = Yard()
        yard.travel("cart_1", "store")
        yard.travel("cart_2", "gauge")
        yard.run(5.001, step_s=cut_s)
        digests.append(yard.floor.digest())
    assert digests[0] == digests[1]


def test_vehicles_that_were_on_their_way_when_the_process_was_killed_go_on_as_if_nothing_had_been(
    tmp_path: Path,
) -> None:
    def opened(folder: Path) -> LastingEquipment:
        return LastingEquipment(
            driving_line(), {}, seed=3, folder=folder, reserve_s=0.0, kinds=PHYSICS, keep_steps=1000
        )

    def begun(folder: Path) -> LastingEquipment:
        equipment = opened(folder)
        for cart, to in (("cart_1", "store"), ("cart_2", "press")):
            equipment.command(cart, "vehicle", f"go.{cart}", "travel", {"to": to}, 0.5)
        return equipment

    whole = begun(tmp_path / "whole")
    killed = begun(tmp_path / "killed")
    for equipment in (whole, killed):
        equipment.advance(6.0)
    again = opened(tmp_path / "killed")
    assert any((tmp_path / "killed" / name).exists() for name in NAMES), "the state was kept"
    for equipment in (whole, again):
        equipment.advance(9.0)
    assert again.worlds.digest() == whole.worlds.digest()
