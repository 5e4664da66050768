"""A cell of the simulated plant, as its devices see it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeVar

from robot_cells.ids import CellId, DeviceId
from robot_cells.lines.device import Device
from robot_cells.simulations.plant import Plant
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.station_geometry import StationGeometry

if TYPE_CHECKING:
    from robot_cells.simulations.physics.cell_physics import CellPhysics
    from robot_cells.simulations.physics.floor_physics import FloorPhysics
    from robot_cells.simulations.simulated_arm import SimulatedArm
    from robot_cells.simulations.simulated_device import SimulatedDevice

D = TypeVar("D", bound="SimulatedDevice")


@dataclass(slots=True)
class Site:
    """One cell or vehicle: the plant around it, the geometry of its station, its devices by id.

    `physics` is the world in which its bodies move, `driving` the one in which a vehicle drives; None where paths and
    times stand for it.
    """

    cell: CellId
    plant: Plant
    geometry: StationGeometry = field(default_factory=StationGeometry)
    devices: dict[DeviceId, SimulatedDevice] = field(default_factory=dict)
    arms: list[SimulatedArm] = field(default_factory=list)
    physics: CellPhysics | None = None
    driving: FloorPhysics | None = None

    @property
    def tray(self) -> SimulatedTray | None:
        """The product at the working place."""
        return self.plant.floor.at_place(self.cell)

    def arm_of(self, device: Device) -> SimulatedArm | None:
        """The arm that carries a tool: the one its parameter `arm` names, else the first of the cell."""
        name = device.parameters.get("arm")
        return next((arm for arm in self.arms if name in (None, arm.device.id)), None)

    def of_type(self, kind: type[D]) -> list[D]:
        """The devices of the cell that are of a class."""
        return [device for device in self.devices.values() if isinstance(device, kind)]
