"""All worlds of a plant, stepped together: what happens in one is known before another goes beyond that time."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable, Sequence

from robot_cells.ids import CellId
from robot_cells.lines.device import DeviceKind
from robot_cells.simulations.physics.cell_physics import CellPhysics
from robot_cells.simulations.physics.floor_physics import FloorPhysics
from robot_cells.simulations.physics.live_world import LiveWorld
from robot_cells.simulations.physics.physics_world import STEP_S, Controller, tick_at
from robot_cells.simulations.plant import Plant
from robot_cells.simulations.simulated_device import SimulatedDevice
from robot_cells.simulations.site import Site

LOOK_TICKS = 2
"""While something moves, who waits for wall time looks again after so many steps."""
MOVING = (DeviceKind.ARM, DeviceKind.MACHINE)
"""Cells with one of these have a world of their own."""


class PhysicsWorlds:
    """One world for each cell in which bodies move, and one for the vehicles.

    All step at the same times: cells in the order of the line document, then the floor. That makes the state after the
    same commands at the same times the same, in however many pieces time is advanced: a step is taken as soon as its
    end is not after the time that is asked for, and what ends with it is told before any world takes the next one.
    """

    def __init__(self, plant: Plant) -> None:
        self.plant = plant
        self.tick = 0
        """The latest step that was asked for."""
        self.steps = 0
        """See `Worlds`."""
        self._live: list[LiveWorld] = []
        self._cells: dict[CellId, CellPhysics] = {}
        self._ended: list[SimulatedDevice] = []

    def settle_in(self, sites: Sequence[Site]) -> None:
        """See `Worlds`: `Site.physics` is set where the cell has a world, `Site.driving` of vehicles."""
        cells = {cell.id: cell for cell in self.plant.line.cells}
        for site in sites:
            cell = cells.get(site.cell)
            if cell is not None and any(device.kind in MOVING for device in cell.devices):
                site.physics = self._cells[cell.id] = CellPhysics(cell, site, self)
        if self.plant.line.vehicles:
            floor = FloorPhysics(self)
            for site in sites:
                site.driving = floor if site.cell in floor.vehicles else None

    def add(self, live: LiveWorld) -> LiveWorld:
        """Step one more world from now on."""
        self._live.append(live)
        return live

    def drive(
        self,
        live: LiveWorld,
        device: SimulatedDevice,
        controller: Controller,
        ended: Callable[[float], None] | None = None,
    ) -> None:
        """Have a controller of a device act on a world from now on.

        At its end `ended` is called with the time: it tells the device when its work or motion ends
        (`SimulatedDevice.ends`, which is called where none is given).
        """

        def end(at_s: float) -> None:
            """It has come to its end."""
            (ended or device.ends)(at_s)
            self._ended.append(device)

        live.wake(self.tick)
        live.world.add(controller, end)

    @property
    def next_look_s(self) -> float:
        """See `Worlds`."""
        if any(live.is_awake for live in self._live):
            return (self.tick + LOOK_TICKS) * STEP_S
        return math.inf

    def advance(self, to_s: float) -> Sequence[SimulatedDevice]:
        """See `Worlds`."""
        moving = [live for live in self._live if live.is_awake]
        last = tick_at(to_s) if math.isfinite(to_s) or not moving else None
        while moving and (last is None or self.tick < last):
            for live in moving:
                live.step()
            self.tick += 1
            self.steps += len(moving)
            if self._ended:
                ended, self._ended = self._ended, []
                return ended
            moving = [live for live in moving if live.is_awake]
        if last is not None:
            self.tick = max(self.tick, last)
        return ()

    def digest(self) -> str:
        """See `Worlds`."""
        return hashlib.sha256("".join(live.world.digest() for live in self._live).encode()).hexdigest()
