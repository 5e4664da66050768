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
from robot_cells.simulations.simulated_gripper import SimulatedGripper
from robot_cells.simulations.simulated_machine import SimulatedMachine
from robot_cells.simulations.simulated_scanner import SimulatedScanner
from robot_cells.simulations.simulated_screwdriver import SimulatedScrewdriver
from robot_cells.simulations.simulated_station import SimulatedStation
from robot_cells.simulations.simulated_vehicle import SimulatedVehicle
from robot_cells.simulations.site import Site
from robot_cells.simulations.station_geometry import StationGeometry
from robot_cells.simulations.tray_picture import render

DRIVER = "simulated"
"""The driver of the devices that are simulated; others are left to real equipment."""
VEHICLE = DeviceId("vehicle")
"""The one device of a vehicle, which is a logistics cell under the vehicle's id."""

KINDS: Mapping[DeviceKind, type[SimulatedDevice]] = {
    DeviceKind.ARM: SimulatedArm,
    DeviceKind.GRIPPER: SimulatedGripper,
    DeviceKind.SCREWDRIVER: SimulatedScrewdriver,
    DeviceKind.SCANNER: SimulatedScanner,
    DeviceKind.CAMERA: SimulatedCamera,
    DeviceKind.MACHINE: SimulatedMachine,
    DeviceKind.STATION: SimulatedStation,
}
"""What stands in for each kind of device in a cell."""


class SimulatedEquipment:
    """Pure and deterministic: time is handed in (seconds, never backwards), chance comes from `seed`.

    The same commands at the same times give the same changes, in however many steps time is advanced. `truth_folder`
    is where the ground truth is written; None keeps it in memory.
    """

    def __init__(
        self,
        line: Line,
        products: Mapping[ProductId, Product],
        faults: Sequence[FaultSpec] = (),
        seed: int = 0,
        truth_folder: Path | None = None,
    ) -> None:
        self.plant = Plant(
            line, products, Floor(line), RandomStreams(seed), PendingFaults(faults), GroundTruth(truth_folder)
        )
        self.now_s = 0.0
        self._sites: dict[CellId, Site] = {cell.id: _site(cell, self.plant) for cell in line.cells}
        for vehicle in line.vehicles:
            site = Site(vehicle.id, self.plant)
            site.devices[VEHICLE] = SimulatedVehicle(site, Device(VEHICLE, DeviceKind.VEHICLE), vehicle)
            self._sites[vehicle.id] = site
        self._queue: list[tuple[float, int, SimulatedDevice, str]] = []
        self._pushed = 0

    @property
    def sites(self) -> Mapping[CellId, Site]:
        """The cells and vehicles with their devices."""
        return self._sites

    @property
    def next_event_s(self) -> float:
        """When something changes next if no command comes; infinity when nothing is under way."""
        while self._queue and not self._is_due(*self._queue[0]):
            heapq.heappop(self._queue)
        return self._queue[0][0] if self._queue else math.inf

    def warm_up(self) -> None:
        """Draw every product once, where there is a camera: the first picture then takes no longer than the others."""
        if not any(site.of_type(SimulatedCamera) for site in self._sites.values()):
            return
        for product in self.plant.products.values():
            if product.layout is not None:
                render(product.layout, perfect_tray(product.layout, product.id, GOLDEN_SERIAL), seed=0)

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
        if isinstance(target, SimulatedArm):
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
        there is no such arm. A trajectory that the arm refuses fails under an empty command id.
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
        while self.next_event_s <= to_s:
            at_s, _, device, command_id = heapq.heappop(self._queue)
            self.now_s = max(self.now_s, at_s)
            if command_id:
                changes += device.finish()
                self._push(device)
            if isinstance(device, SimulatedArm):
                changes.append(self._at_rest(device, at_s))
        self.now_s = max(self.now_s, to_s)
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
        elif isinstance(device, SimulatedArm) and device.motion_end_s > self.now_s:
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


def _site(cell: Cell, plant: Plant) -> Site:
    station = next((item for item in cell.devices if item.kind is DeviceKind.STATION), None)
    geometry = StationGeometry.from_parameters(station.parameters if station else {}, f"{cell.id}/station")
    site = Site(cell.id, plant, geometry)
    for device in cell.devices:
        kind = KINDS.get(device.kind)
        if device.driver != DRIVER or kind is None:
            continue
        made = kind(site, device)
        site.devices[device.id] = made
        if isinstance(made, SimulatedArm):
            site.arms.append(made)
    return site


__all__ = ["Change", "CommandError", "DeviceChange", "JointChange", "SimulatedEquipment"]
