"""All simulated equipment of a line: takes commands, steps through time, tells what changed."""

from __future__ import annotations

import heapq
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

from robot_cells.devices.device_client import CommandState
from robot_cells.errors import DeviceError
from robot_cells.ids import CellId, DeviceId, ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product
from robot_cells.simulations.change import Change, DeviceChange, JointChange
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.equipment_kinds import KINEMATIC, EquipmentKinds
from robot_cells.simulations.fault_plan import FaultSpec
from robot_cells.simulations.floor import Floor
from robot_cells.simulations.golden_pictures import GOLDEN_SERIAL, perfect_tray
from robot_cells.simulations.ground_truth import GroundTruth
from robot_cells.simulations.pending_faults import PendingFaults
from robot_cells.simulations.plant import Plant
from robot_cells.simulations.random_streams import RandomStreams
from robot_cells.simulations.simulated_arm import SimulatedArm
from robot_cells.simulations.simulated_camera import SimulatedCamera
from robot_cells.simulations.simulated_device import SimulatedDevice
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.site import Site
from robot_cells.simulations.station_geometry import StationGeometry

DRIVER = "simulated"
"""The driver of the devices that are simulated; others are left to real equipment."""
VEHICLE = DeviceId("vehicle")
"""The one device of a vehicle, which is a logistics cell under the vehicle's id."""


class SimulatedEquipment:
    """Pure and deterministic: time is handed in (seconds, never backwards), chance comes from `seed`.

    The same commands at the same times give the same changes, in however many steps time is advanced. `truth_folder`
    is where the ground truth is written; None keeps it in memory. `kinds` says which simulation it is: devices whose
    works have a known end, or such as move in worlds of physics, which tell the end.
    """

    def __init__(
        self,
        line: Line,
        products: Mapping[ProductId, Product],
        faults: Sequence[FaultSpec] = (),
        seed: int = 0,
        truth_folder: Path | None = None,
        kinds: EquipmentKinds = KINEMATIC,
    ) -> None:
        self.plant = Plant(
            line, products, Floor(line), RandomStreams(seed), PendingFaults(faults), GroundTruth(truth_folder)
        )
        self.now_s = 0.0
        self.worlds = kinds.worlds(self.plant)
        self._sites = _sites(self.plant)
        self.worlds.settle_in(tuple(self._sites.values()))
        for cell in line.cells:
            _equip(self._sites[cell.id], cell, kinds)
        for vehicle in line.vehicles:
            site = self._sites[vehicle.id]
            site.devices[VEHICLE] = kinds.vehicle(site, Device(VEHICLE, DeviceKind.VEHICLE), vehicle)
        self._queue: list[tuple[float, int, SimulatedDevice, str]] = []
        self._pushed = 0

    @property
    def sites(self) -> Mapping[CellId, Site]:
        """The cells and vehicles with their devices."""
        return self._sites

    @property
    def next_event_s(self) -> float:
        """When something changes next if no command comes; infinity when nothing is under way.

        While bodies move nobody knows: then it is when to look again.
        """
        return min(self.next_end_s, self.worlds.next_look_s)

    @property
    def next_end_s(self) -> float:
        """When the next command or motion ends whose end is known; infinity when none is under way."""
        while self._queue and not self._is_due(*self._queue[0]):
            heapq.heappop(self._queue)
        return self._queue[0][0] if self._queue else math.inf

    def warm_up(self) -> None:
        """Get the cameras ready for every product: the first picture then takes no longer than the others."""
        for product in self.plant.products.values():
            if product.layout is not None:
                tray = SimulatedTray(perfect_tray(product.layout, product.id, GOLDEN_SERIAL), product.layout)
                for site in self._sites.values():
                    for camera in site.of_type(SimulatedCamera):
                        camera.warm_up(tray)

    @property
    def why_blind(self) -> str:
        """Why cameras can give no pictures at all, in a sentence; empty where all can, or there are none."""
        cameras = [camera for site in self._sites.values() for camera in site.of_type(SimulatedCamera)]
        return next((camera.why_blind for camera in cameras if camera.why_blind), "")

    def command(
        self, cell: str, device: str, command_id: str, name: str, parameters: Mapping[str, object], at_s: float
    ) -> list[Change]:
        """Give a device a command at `at_s`; what changed up to then and by it.

        Raises `DeviceError` when there is no such device.
        """
        target = self._device(cell, device)
        changes = self.advance(at_s)
        changes += target.start(command_id, name, parameters, self.now_s)
        self._push(target)
        return changes

    def cancel(self, cell: str, device: str, command_id: str, at_s: float) -> list[Change]:
        """End a command at `at_s`; what changed up to then and by it."""
        target = self._device(cell, device)
        changes = self.advance(at_s)
        changes += target.cancel(command_id, self.now_s)
        self._push(target)
        if isinstance(target, SimulatedArm) and target.motion_end_s <= self.now_s:
            changes.append(self._at_rest(target, self.now_s))
        return changes

    def trajectory(
        self,
        cell: str,
        arm: str,
        points: Sequence[Mapping[str, object]],
        at_s: float,
        stamp_s: float | None = None,
    ) -> list[Change]:
        """Give an arm a trajectory (`positions_rad`, `time_s`) as on its topic; without points it stops.

        `stamp_s` is when the times of the points count from, `at_s` unless it is earlier. Raises `DeviceError` when
        there is no such arm. A trajectory that the arm refuses, or cannot follow to its end, fails under an empty
        command id.
        """
        target = self._device(cell, arm)
        if not isinstance(target, SimulatedArm):
            raise DeviceError(f"The device {arm} is no arm.", where=cell)
        changes = self.advance(at_s)
        steered = target.steer(points, self.now_s, stamp_s)
        changes += steered
        if steered and steered[-1].state is CommandState.FAILED:
            return changes
        if target.motion_end_s > self.now_s:
            self._push(target)
        else:
            changes.append(self._at_rest(target, self.now_s))
        return changes

    def advance(self, to_s: float) -> list[Change]:
        """Let time run to `to_s`; what changed, in the order of time. A time that is past changes nothing."""
        changes: list[Change] = []
        while (at_s := self._next_moment(to_s)) is not None:
            changes += self._happen(at_s)
        self.now_s = max(self.now_s, to_s)
        return changes

    def advance_to_change(self, to_s: float) -> list[Change]:
        """Let time run to `to_s`, but no farther than to the first change: all that changes at that very time.

        Who reacts to changes loses no time so, though nobody knows beforehand when bodies come to rest.
        """
        changes: list[Change] = []
        while (at_s := self._next_moment(to_s if not changes else changes[0].at_s)) is not None:
            changes += self._happen(at_s)
        self.now_s = max(self.now_s, changes[0].at_s if changes else to_s)
        return changes

    def _next_moment(self, to_s: float) -> float | None:
        """When the next command or motion ends, up to `to_s`; the worlds have come so far then, else to `to_s`."""
        # What ends in a world need not be a command: then the worlds have farther to go, to what ends first.
        while ended := self.worlds.advance(min(to_s, self.next_end_s)):
            for device in ended:
                self._push(device)
        next_s = self.next_end_s
        return next_s if next_s <= to_s else None

    def _happen(self, at_s: float) -> list[Change]:
        """What the first of the queue changes."""
        _, _, device, command_id = heapq.heappop(self._queue)
        self.now_s = max(self.now_s, at_s)
        changes: list[Change] = []
        if command_id:
            changes += device.finish()
            self._push(device)
        if isinstance(device, SimulatedArm) and device.motion_end_s <= self.now_s:
            changes += device.trouble(at_s)
            changes.append(self._at_rest(device, at_s))
        return changes

    def arms(self) -> list[SimulatedArm]:
        """All arms, in the order of the line document."""
        return [arm for site in self._sites.values() for arm in site.arms]

    def close(self) -> None:
        """Write the ground truth; nothing may be commanded after this."""
        self.plant.truth.close(self.plant.floor.trays, self.plant.faults.happened)

    def _device(self, cell: str, device: str) -> SimulatedDevice:
        site = self._sites.get(CellId(cell))
        found = site.devices.get(DeviceId(device)) if site else None
        if found is None:
            raise DeviceError(
                f"No simulated device is called {device!r}.", where=cell, remedy="See `devices` in the line document."
            )
        return found

    def _push(self, device: SimulatedDevice) -> None:
        self._pushed += 1
        if device.end_s is not None:
            heapq.heappush(self._queue, (device.end_s, self._pushed, device, device.running_id or ""))
        elif isinstance(device, SimulatedArm) and self.now_s < device.motion_end_s < math.inf:
            heapq.heappush(self._queue, (device.motion_end_s, self._pushed, device, ""))

    @staticmethod
    def _is_due(at_s: float, _: int, device: SimulatedDevice, command_id: str) -> bool:
        """Whether an entry of the queue still stands: its command runs, or its motion was not replaced."""
        if command_id:
            return device.running_id == command_id
        return isinstance(device, SimulatedArm) and device.running_id is None and device.motion_end_s == at_s

    @staticmethod
    def _at_rest(arm: SimulatedArm, at_s: float) -> JointChange:
        return JointChange(at_s, arm.site.cell, arm.device.id, arm.positions(at_s))


def _sites(plant: Plant) -> dict[CellId, Site]:
    """Cells and vehicles, in the order of the line document, without their devices."""
    found = {}
    for cell in plant.line.cells:
        station = next((item for item in cell.devices if item.kind is DeviceKind.STATION), None)
        geometry = StationGeometry.from_parameters(station.parameters if station else {}, f"{cell.id}/station")
        found[cell.id] = Site(cell.id, plant, geometry)
    return found | {vehicle.id: Site(vehicle.id, plant) for vehicle in plant.line.vehicles}


def _equip(site: Site, cell: Cell, kinds: EquipmentKinds) -> None:
    for device in cell.devices:
        kind = kinds.devices.get(device.kind)
        if device.driver != DRIVER or kind is None:
            continue
        made = kind(site, device)
        site.devices[device.id] = made
        if isinstance(made, SimulatedArm):
            site.arms.append(made)


__all__ = ["Change", "CommandError", "DeviceChange", "JointChange", "SimulatedEquipment"]
