"""A machine whose door and clamp have weight, and stop at what is in their way."""

from __future__ import annotations

import pytest

from robot_cells.bodies.body import Body
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.devices.device_client import CommandState
from robot_cells.ids import CellId, DeviceId, ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.layout import CodeMark, Layout
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe
from robot_cells.scenes import palette
from robot_cells.scenes.blocks import slab
from robot_cells.scenes.machine import CLAMP_STROKE_M, DOOR_OPEN_M
from robot_cells.scenes.scene import Placed, Role
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.simulations.physics.physics_machine import PhysicsMachine
from robot_cells.simulations.simulated_equipment import SimulatedEquipment
from robot_cells.simulations.simulated_machine import DURATIONS_S, Clamp, Door

TRAY = ProductId("tray")
SERIAL = "WO-1-001"
CELL = CellId("tester")


class Bench:
    """One machine with its station; each command is let come to its end."""

    def __init__(self) -> None:
        devices = (Device(DeviceId("machine"), DeviceKind.MACHINE), Device(DeviceId("station"), DeviceKind.STATION))
        line = Line("line", (Cell(CELL, CellKind.MACHINE_TENDING, (), devices),))
        layout = Layout(0.40, 0.50, CodeMark(0.35, 0.05, 0.03), (), (), (), ())
        products = {TRAY: Product(TRAY, Recipe(()), layout)}
        self.equipment = SimulatedEquipment(line, products, seed=3, kinds=PHYSICS)
        machine = self.equipment.sites[CELL].devices[DeviceId("machine")]
        assert isinstance(machine, PhysicsMachine)
        self.machine = machine
        self.count = 0

    def begin(self, command: str, device: str = "machine", **parameters: object) -> str:
        self.count += 1
        self.equipment.command(CELL, device, f"c{self.count}", command, parameters, self.equipment.now_s)
        return f"c{self.count}"

    def do(self, command: str, device: str = "machine", **parameters: object) -> DeviceChange:
        now_s = self.equipment.now_s
        self.count += 1
        name = f"c{self.count}"
        changes = self.equipment.command(CELL, device, name, command, parameters, now_s)
        while not _ends(changes, name):
            changes = self.equipment.advance_to_change(now_s + 120.0)
        return _ends(changes, name)[0]

    def load(self) -> None:
        self.do("receive", "station", serial=SERIAL, product=TRAY)
        assert self.do("load", serial=SERIAL).state is CommandState.SUCCEEDED

    def put_under_the_door(self, thing: Placed | None) -> None:
        physics = self.machine.site.physics
        assert physics is not None
        physics.contents = lambda: (thing,) if thing else ()
        physics.rebuild()


def _ends(changes: list, name: str) -> list[DeviceChange]:
    return [
        item
        for item in changes
        if isinstance(item, DeviceChange) and item.command_id == name and item.state is not CommandState.RUNNING
    ]


def block_under(bench: Bench, height_m: float) -> Placed:
    """A post that is bolted down under the door."""
    physics = bench.machine.site.physics
    assert physics is not None
    x, y, z = physics.world.data.body(f"{CELL}/machine/door").xpos.tolist()
    shape = slab("post", (0.0, 0.0), (0.05, 0.05), (0.0, height_m), palette.STEEL)
    post = Mechanism("post", (Body("post", geometries=(shape,)),))
    return Placed("post", Role.STRUCTURE, post, Pose3D(x, y, z - bench.machine.door_slide.at_m))


@pytest.mark.parametrize(
    ("before", "command", "stands_m"),
    [
        ((), "close_door", (0.0, 0.0)),
        (("close_door",), "open_door", (DOOR_OPEN_M, 0.0)),
        ((), "clamp", (DOOR_OPEN_M, CLAMP_STROKE_M)),
        (("clamp",), "unclamp", (DOOR_OPEN_M, 0.0)),
    ],
)
def test_door_and_clamp_come_to_their_ends_in_their_time(
    before: tuple[str, ...], command: str, stands_m: tuple[float, float]
) -> None:
    bench = Bench()
    if "clamp" in (*before, command):
        bench.load()
    for item in before:
        assert bench.do(item).state is CommandState.SUCCEEDED
    began_s = bench.equipment.now_s
    assert bench.do(command).state is CommandState.SUCCEEDED
    assert bench.equipment.now_s - began_s == pytest.approx(DURATIONS_S[command], abs=0.2)
    assert (bench.machine.door_slide.at_m, bench.machine.clamp_slide.at_m) == pytest.approx(stands_m, abs=0.002)
    began_s = bench.equipment.now_s
    assert bench.do(command).state is CommandState.SUCCEEDED
    assert bench.equipment.now_s == began_s


def test_a_door_stops_at_what_is_in_its_way_and_closes_when_that_is_gone() -> None:
    bench = Bench()
    bench.put_under_the_door(block_under(bench, 0.15))
    end = bench.do("close_door")
    assert (end.state, end.error_code) == (CommandState.FAILED, "machine.door_blocked")
    assert bench.machine.door_slide.at_m == pytest.approx(0.15, abs=0.005)
    assert bench.machine.door is Door.BETWEEN
    bench.put_under_the_door(None)
    assert bench.do("close_door").state is CommandState.SUCCEEDED
    assert bench.machine.door is Door.CLOSED


def test_a_machine_with_its_door_between_runs_no_cycle_and_takes_nothing_in() -> None:
    bench = Bench()
    bench.do("receive", "station", serial=SERIAL, product=TRAY)
    closing = bench.begin("close_door")
    bench.equipment.advance(bench.equipment.now_s + 1.0)
    bench.equipment.cancel(CELL, "machine", closing, bench.equipment.now_s)
    assert 0.1 < bench.machine.door_slide.at_m < DOOR_OPEN_M - 0.1
    assert bench.do("load", serial=SERIAL).error_code == "machine.interlock"
    assert bench.do("open_door").state is CommandState.SUCCEEDED
    assert bench.do("load", serial=SERIAL).state is CommandState.SUCCEEDED


def test_a_clamp_holds_the_tray_that_is_inside() -> None:
    bench = Bench()
    bench.load()
    assert bench.do("clamp").state is CommandState.SUCCEEDED
    assert bench.machine.clamped is Clamp.CLOSED
    physics = bench.machine.site.physics
    assert physics is not None
    assert [item.name for item in physics.scene.placed if item.role is Role.PRODUCT] == [f"{SERIAL}/tray"]
    tray = physics.world.data.body(f"{SERIAL}/tray/tray").xpos.tolist()
    assert tray == pytest.approx(physics.plan.tray_in_line.position_m, abs=0.002)
    assert bench.do("close_door").state is CommandState.SUCCEEDED
    assert bench.do("unclamp").error_code == "machine.interlock"
