"""What the worlds of a line looked like, moment by moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from robot_cells.ids import CellId
from robot_cells.scenes.cell_plan import plan_cell
from robot_cells.scenes.scene import Placed, Scene
from robot_cells.scenes.scene_builder import build_scene, layouts_of
from robot_cells.scenes.tray_contents import tray_mechanisms
from robot_cells.simulations.physics.physics_machine import PhysicsMachine
from robot_cells.simulations.physics.physics_screwdriver import PhysicsScrewdriver
from robot_cells.simulations.physics.physics_world import STEP_S, Model, PhysicsWorld
from robot_cells.simulations.physics.physics_worlds import PhysicsWorlds
from robot_cells.simulations.plant import Plant
from robot_cells.simulations.simulated_device import SimulatedDevice
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.site import Site

EVERY_TICKS = 50
"""Ten moments a simulated second."""
ARM_MOVES_RAD_S, DOOR_MOVES_MPS, DRIVES_MPS = 0.1, 0.05, 0.3


@dataclass(frozen=True, slots=True)
class Stance:
    """Where the joints of a world are."""

    model: Model
    positions: np.ndarray


@dataclass(frozen=True, slots=True)
class Moment:
    """`placed` stands beside what the line's own scene has; `doing` says who moves: `arm assembly_1`, `drive amr_1`."""

    at_s: float
    placed: tuple[Placed, ...]
    stances: tuple[Stance, ...]
    doing: frozenset[str]


class RecordingWorlds(PhysicsWorlds):
    """Keeps every moment while anything moves."""

    def __init__(self, plant: Plant) -> None:
        super().__init__(plant)
        self.moments: list[Moment] = []
        self.scene: Scene = build_scene(plant.line, plant.products)
        self._sites: tuple[Site, ...] = ()
        self._next_tick = 0
        self._standing = {placed.name for placed in self.scene.placed}

    def settle_in(self, sites: Sequence[Site]) -> None:
        """See `Worlds`."""
        super().settle_in(sites)
        self._sites = tuple(sites)

    def advance(self, to_s: float) -> Sequence[SimulatedDevice]:
        """See `Worlds`."""
        while self._next_tick * STEP_S < to_s:
            ended = super().advance(self._next_tick * STEP_S)
            if ended:
                return ended
            if self.tick >= self._next_tick:
                if any(live.is_awake for live in self._live):
                    self.moments.append(self._moment())
                self._next_tick = (self.tick // EVERY_TICKS + 1) * EVERY_TICKS
            if not any(live.is_awake for live in self._live):
                break
        return super().advance(to_s)

    def _moment(self) -> Moment:
        placed: dict[str, Placed] = {}
        stances = []
        for site in self._sites:
            if site.physics is not None:
                stances.append(_stance(site.physics.world))
                for item in site.physics.scene.placed:
                    if item.name not in self._standing:
                        placed.setdefault(item.name, item)
        driving = next((site.driving for site in self._sites if site.driving is not None), None)
        if driving is not None:
            stances.append(_stance(driving.world))
        for item in self._trays_elsewhere():
            placed.setdefault(item.name, item)
        return Moment(self.tick * STEP_S, tuple(placed.values()), tuple(stances), frozenset(self._doing()))

    def _doing(self) -> list[str]:
        found = []
        for site in self._sites:
            if site.physics is not None:
                for arm in site.physics.arms.values():
                    if np.abs(arm.speeds_rad_s).max() > ARM_MOVES_RAD_S:
                        found.append(f"arm {site.cell}")
            for device in site.devices.values():
                if isinstance(device, PhysicsScrewdriver) and device.running_id is not None:
                    found.append(f"screw {site.cell}")
                if isinstance(device, PhysicsMachine) and abs(device.door_slide.speed_mps) > DOOR_MOVES_MPS:
                    found.append(f"door {site.cell}")
            if site.driving is not None and abs(site.driving.vehicles[site.cell].body.speed_mps) > DRIVES_MPS:
                loaded = any(self.plant.floor.where(tray.serial) == site.cell for tray in self.plant.floor.trays)
                found.append(f"{'carry' if loaded else 'drive'} {site.cell}")
        return found

    def _trays_elsewhere(self) -> list[Placed]:
        """Trays that are in no world: on vehicles, on shelves, and at the working places of cells without a world."""
        found: list[Placed] = []
        waiting: dict[CellId, int] = {}
        for tray in self.plant.floor.trays:
            cell = self.plant.floor.where(tray.serial)
            site = next((item for item in self._sites if item.cell == cell), None)
            if cell is None or site is None:
                continue
            if site.driving is not None:
                pose = site.driving.vehicles[cell].body.load_pose
                found += tray_mechanisms(tray.layout, tray.tray, pose, cell, {})
            elif self.plant.floor.at_place(cell) is tray or self.plant.floor.inside(tray.serial) is not None:
                if site.physics is None:
                    plan = plan_cell(self.plant.line.cell(cell), layouts_of(self.plant.products))
                    found += tray_mechanisms(tray.layout, tray.tray, plan.tray_in_line, cell, {})
            else:
                waiting[cell] = waiting.get(cell, 0) + 1
                found += self._on_a_shelf(tray, cell, waiting[cell])
        return found

    def _on_a_shelf(self, tray: SimulatedTray, cell: CellId, number: int) -> list[Placed]:
        places = [
            item.pose @ frame.pose
            for item in self.scene.of(cell=cell)
            if item.name.endswith("_buffer")
            for name, frame in item.mechanism.frames.items()
            if name.startswith("place_")
        ]
        if number > len(places):
            return []
        return tray_mechanisms(tray.layout, tray.tray, places[number - 1], cell, {})


def _stance(world: PhysicsWorld) -> Stance:
    return Stance(world.model, world.data.qpos.copy())
