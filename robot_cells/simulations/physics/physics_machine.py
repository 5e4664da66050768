"""A machine whose door and clamp are driven, and stop at what is in their way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from robot_cells.errors import SceneError
from robot_cells.ids import SerialNumber
from robot_cells.lines.device import Device
from robot_cells.scenes.machine import CLAMP_JOINT, CLAMP_STROKE_M, DOOR_JOINT, DOOR_OPEN_M
from robot_cells.scenes.scene import Placed
from robot_cells.scenes.tray_contents import tray_mechanisms
from robot_cells.simulations.command_error import CommandError
from robot_cells.simulations.physics.slide_move import SlideInWorld, SlideMove
from robot_cells.simulations.simulated_device import Effect, Work
from robot_cells.simulations.simulated_machine import DURATIONS_S, Clamp, Door, SimulatedMachine

if TYPE_CHECKING:
    from robot_cells.simulations.physics.cell_physics import CellPhysics
    from robot_cells.simulations.site import Site

DOOR_BLOCKED, CLAMP_BLOCKED = "machine.door_blocked", "machine.clamp_blocked"


class PhysicsMachine(SimulatedMachine):
    """Commands as `SimulatedMachine`; where door and clamp stand is what the world says.

    A door or clamp that is held by something stops there, and the command fails with `machine.door_blocked` or
    `machine.clamp_blocked`. A command that is cancelled leaves them where they are. Raises `SceneError` in a cell
    without a world.
    """

    def __init__(self, site: Site, device: Device) -> None:
        super().__init__(site, device)
        if site.physics is None:
            raise SceneError("The cell has no world.", where=str(site.cell), remedy="Simulate the line with physics.")
        self._physics: CellPhysics = site.physics
        name = f"{site.cell}/{device.id}"
        self.door_slide = SlideInWorld(self._physics.world, f"{name}/{DOOR_JOINT}")
        self.clamp_slide = SlideInWorld(self._physics.world, f"{name}/{CLAMP_JOINT}")
        self._others = self._physics.contents
        self._physics.contents = self._contents
        self._physics.rebuilt.append(self._bind)

    def _move(self, command: str, *, is_needed: bool) -> Work:
        if not is_needed:
            return super()._move(command, is_needed=False)
        is_door = command in ("open_door", "close_door")
        slide = self.door_slide if is_door else self.clamp_slide
        stroke_m = DOOR_OPEN_M if is_door else CLAMP_STROKE_M
        goal_m = stroke_m if command in ("open_door", "clamp") else 0.0
        move = SlideMove(slide, goal_m, stroke_m / DURATIONS_S[command])

        def finish(_: float) -> Effect:
            """It stands at its end, or before something."""
            if move.problem:
                self._stopped(is_door)
                raise CommandError(DOOR_BLOCKED if is_door else CLAMP_BLOCKED, move.problem)
            return self._moved(command)

        def abort(_: float) -> None:
            """It stays where it is."""
            self._physics.release(move)
            self._physics.wake()
            slide.drive(slide.at_m)
            self._stopped(is_door)

        self._physics.drive(self, move)
        return Work(None, finish, self.product.serial if self.product else "", abort=abort)

    def _stopped(self, is_door: bool) -> None:
        if is_door:
            self.door = Door.BETWEEN
        else:
            self.clamped = Clamp.BETWEEN

    def _loaded(self, serial: SerialNumber) -> Effect:
        effect = super()._loaded(serial)
        self._physics.rebuild()
        return effect

    def _unloaded(self, serial: SerialNumber) -> Effect:
        effect = super()._unloaded(serial)
        self._physics.rebuild()
        return effect

    def _contents(self) -> tuple[Placed, ...]:
        """The product inside, where the machine holds it; else what stands in the cell."""
        if self.product is None:
            return self._others()
        plan, tray = self._physics.plan, self.product
        return tuple(tray_mechanisms(tray.layout, tray.tray, plan.tray_in_line, self.site.cell, {}))

    def _bind(self) -> None:
        """There is a new world."""
        self.door_slide.bind(self._physics.world)
        self.clamp_slide.bind(self._physics.world)
