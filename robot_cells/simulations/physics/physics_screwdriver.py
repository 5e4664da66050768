"""A screwdriver whose bit must stand on the screw's head."""

from __future__ import annotations

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.lines.device import Device
from robot_cells.orders.layout import Screw
from robot_cells.orders.rest_heights import rest_heights, screw_seat_m
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.physics.bit_in_world import BitInWorld
from robot_cells.simulations.physics.cell_physics import CellPhysics
from robot_cells.simulations.physics.parts_in_cell import PartsInCell
from robot_cells.simulations.physics.screw_drive import DrawBack, ScrewDrive, height_m
from robot_cells.simulations.screw_joint import CROSS_THREAD_SHARE, RUN_DOWN_RAD, ScrewJoint, Thread, Tightening
from robot_cells.simulations.simulated_device import Effect, Work
from robot_cells.simulations.simulated_screwdriver import (
    ENGAGE_M,
    FEED_S,
    FastenOrder,
    SimulatedScrewdriver,
    result_of,
)
from robot_cells.simulations.simulated_tray import SEATED_NM, SimulatedTray
from robot_cells.simulations.site import Site

SLOW_RAD = 0.5
"""So much before a screw is down the tool turns slowly."""


class PhysicsScrewdriver(SimulatedScrewdriver):
    """As `SimulatedScrewdriver`, in the world of its cell; in a cell without one, or without an arm, just like it."""

    def __init__(self, site: Site, device: Device) -> None:
        super().__init__(site, device)
        self._back: DrawBack | None = None

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        physics, arm = self.site.physics, self.site.arm_of(self.device)
        if physics is None or physics.parts is None or arm is None or physics.parts.tray is None:
            return super().begin(command, parameters, at_s)
        order, tray = self.ordered(command, parameters)
        physics.parts.read_modules()
        screw, _ = self._screw(tray, order.screw, at_s)
        subject = screw.id if screw else order.screw
        self.feed(tray, subject)
        bit = BitInWorld(physics.world, physics.scene.find(f"{self.site.cell}/{arm.device.id}"))
        drive = _Driving(self, physics, bit, tray, screw, order)
        if self._back is not None:
            physics.release(self._back)
            self._back = None
        physics.drive(self, drive.controller)

        def finish(_: float) -> Effect:
            """The screw is as it was left, and the bit goes back."""
            self._draw_back(physics, bit)
            return Effect(drive.finish(), subject)

        def abort(_: float) -> None:
            """It stays where it is; the bit goes back."""
            physics.release(drive.controller)
            drive.give_up()
            self._draw_back(physics, bit)

        return Work(None, finish, tray.serial, f"{subject}:{order.stage}", abort=abort)

    def leave(
        self, tray: SimulatedTray, screw: Screw, joint: ScrewJoint, course: Tightening, order: FastenOrder
    ) -> None:
        """The screw is as it was left."""
        self._leave(tray, screw, joint, course, order.stage)

    def _draw_back(self, physics: CellPhysics, bit: BitInWorld) -> None:
        self._back = DrawBack(bit)
        physics.drive(self, self._back, lambda _: None)


class _Driving:
    """One command: what the bit meets decides about the joint, and the joint about how it goes on."""

    def __init__(
        self,
        device: PhysicsScrewdriver,
        physics: CellPhysics,
        bit: BitInWorld,
        tray: SimulatedTray,
        screw: Screw | None,
        order: FastenOrder,
    ) -> None:
        assert physics.parts is not None
        self._device, self._parts, self._bit = device, physics.parts, bit
        self._tray, self._screw, self._order = tray, screw, order
        self._joint: ScrewJoint | None = None
        self._course: Tightening | None = None
        self._lift_rad = RUN_DOWN_RAD
        if screw is not None and tray.tray.screws.get(screw.id, 0.0) >= SEATED_NM:
            self._lift_rad = 0.0
        self._set(0.0)
        self.controller = ScrewDrive(bit, FEED_S, self._touched, self._set)

    def finish(self) -> dict[str, object]:
        """What was measured; the screw is in, or lies on its hole."""
        assert self._joint is not None and self._course is not None
        if self._screw is not None:
            self._device.leave(self._tray, self._screw, self._joint, self._course, self._order)
            _put_screw(self._parts, self._tray, self._screw, 0.0)
            self._parts.keep_fastened()
        return {**result_of(self._course), "axial_force_n": round(self.controller.axial_n, 2)}

    def give_up(self) -> None:
        """A screw that had not been in before falls off."""
        if self._screw is not None and self._screw.id not in self._tray.tray.screws:
            self._parts.set_screw(self._screw.id, None)

    def _touched(self, stands: bool) -> tuple[float, float]:
        """The bit has come out: how far the screw is run down fast, and turned in all."""
        screw = self._screw if stands and self._is_on_head() else None
        subject = self._screw.id if self._screw is not None else self._order.screw
        self._joint, self._course = self._device.driven(self._tray, screw, subject, self._order)
        angle = float(self._course.angle_rad[-1])
        if self._joint.thread is Thread.NONE:
            self._lift_rad = 0.0 if self._screw is None else self._lift_rad
        return min(angle, max(0.0, self._joint.run_down_rad - SLOW_RAD)), angle

    def _is_on_head(self) -> bool:
        point = self._parts.at.inverse() @ Pose3D.from_matrix(self._bit.point())
        return self._tray.screw_at(point.x_m, point.y_m, ENGAGE_M) is self._screw

    def _set(self, turned_rad: float) -> None:
        """The screw comes down as it is turned; one that takes no hold, or jams, stays up."""
        if self._screw is None:
            return
        if self._joint is not None and self._joint.thread is Thread.NONE:
            return
        if self._joint is not None and self._joint.thread is Thread.CROSSED:
            turned_rad = min(turned_rad, RUN_DOWN_RAD * CROSS_THREAD_SHARE)
        _put_screw(self._parts, self._tray, self._screw, height_m(turned_rad, self._lift_rad))


def _put_screw(parts: PartsInCell, tray: SimulatedTray, screw: Screw, above_m: float) -> None:
    seat_m = screw_seat_m(tray.layout, screw, rest_heights(tray.layout, tray.tray.modules))
    parts.set_screw(screw.id, Pose3D(screw.x_m, screw.y_m, seat_m + above_m))
