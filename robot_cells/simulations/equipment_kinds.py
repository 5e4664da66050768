"""Which simulation stands behind the devices of a line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from robot_cells.lines.device import Device, DeviceKind
from robot_cells.lines.vehicle import Vehicle
from robot_cells.simulations.plant import Plant
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
from robot_cells.simulations.worlds import NoWorlds, Worlds

DeviceMaker: TypeAlias = Callable[[Site, Device], SimulatedDevice]
VehicleMaker: TypeAlias = Callable[[Site, Device, Vehicle], SimulatedVehicle]


@dataclass(frozen=True, slots=True)
class EquipmentKinds:
    """What stands in for each kind of device in a cell, and for a vehicle; `worlds` is what they move in."""

    devices: Mapping[DeviceKind, DeviceMaker]
    vehicle: VehicleMaker
    worlds: Callable[[Plant], Worlds]


KINEMATIC = EquipmentKinds(
    {
        DeviceKind.ARM: SimulatedArm,
        DeviceKind.GRIPPER: SimulatedGripper,
        DeviceKind.SCREWDRIVER: SimulatedScrewdriver,
        DeviceKind.SCANNER: SimulatedScanner,
        DeviceKind.CAMERA: SimulatedCamera,
        DeviceKind.MACHINE: SimulatedMachine,
        DeviceKind.STATION: SimulatedStation,
    },
    SimulatedVehicle,
    lambda _: NoWorlds(),
)
"""Paths and times, without bodies: any speed."""
