"""A simulated screwdriver with torque and angle transducers, and a feeder that presents the screws."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from robot_cells.orders.layout import Screw
from robot_cells.orders.part_sizes import SCREW_HEAD_M
from robot_cells.orders.rest_heights import screw_seat_m
from robot_cells.robots.screwdriver import REACH_M
from robot_cells.simulations.command_error import BAD_PARAMETER, CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.fault_plan import CrossThread, LostScrew, NoScrew, NoSeat, ScrewFault, Strip
from robot_cells.simulations.screw_joint import (
    PREVAILING_NM,
    RUN_DOWN_RAD,
    SLOPE_NM_PER_RAD,
    ScrewJoint,
    Thread,
    Tightening,
    tighten,
)
from robot_cells.simulations.simulated_device import Effect, SimulatedDevice, Work
from robot_cells.simulations.simulated_tray import SEATED_NM, SimulatedTray

FIND_M = 0.010
"""The bit finds the nearest screw within this distance of the tool."""
ENGAGE_M = 0.0025
"""Farther beside a screw than this the bit slips off its head; a part farther off than this covers the hole."""
SPRING_M = 0.003
"""The bit is pressed on by a spring that has so much way left when it stands out as far as it is to."""
FEED_S = 0.5
RUN_DOWN_RAD_S = 50.0
TIGHTEN_RAD_S = 4.0
"""About 480 turns a minute down to the seat, 38 for tightening."""
RESIDUAL_NM = 0.02
"""What a screw holds that has not taken hold, or whose thread is sheared: less than `SEATED_NM`."""
SNUG, FINAL = "snug", "final"


@dataclass(frozen=True, slots=True)
class FastenOrder:
    """The screw that is named, `snug` or `final`, the torque to stop at, the greatest angle."""

    screw: str
    stage: str
    stop_nm: float
    limit_rad: float


class SimulatedScrewdriver(SimulatedDevice):
    """Command `fasten`. With an arm it drives what is under the tool, whatever is named; without, the screw named."""

    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """See docs/devices.md."""
        order, tray = self.ordered(command, parameters)
        screw, engaged = self._screw(tray, order.screw, at_s)
        subject = screw.id if screw else order.screw
        self.feed(tray, subject)
        joint, course = self.driven(tray, screw if engaged else None, subject, order)

        def finish(_: float) -> Effect:
            """The screw is as it was left."""
            if screw is not None:
                self._leave(tray, screw, joint, course, order.stage)
            return Effect(result_of(course), subject)

        return Work(duration_s(joint, course), finish, tray.serial, f"{subject}:{order.stage}")

    def ordered(self, command: str, parameters: CommandParameters) -> tuple[FastenOrder, SimulatedTray]:
        """What a command asks for, and the tray to do it on; raises `CommandError`."""
        if command != "fasten":
            raise self.unknown(command)
        named, stage = parameters.text("screw"), parameters.text("stage", FINAL)
        if stage not in (SNUG, FINAL):
            raise CommandError(BAD_PARAMETER, f"The stage is {stage!r}: it is {SNUG} or {FINAL}.")
        torque = "snug_torque_nm" if stage == SNUG else "target_torque_nm"
        stop_nm = parameters.number(torque, minimum=0.0)
        limit_rad = parameters.number("max_angle_rad", 100.0, minimum=0.0)
        if self.site.tray is None:
            raise CommandError("screwdriver.no_screw", "No product stands at the station.")
        return FastenOrder(named, stage, stop_nm, limit_rad), self.site.tray

    def feed(self, tray: SimulatedTray, subject: str) -> None:
        """The feeder presents a screw; raises `CommandError` when it gives none."""
        if self._planned(NoScrew, tray, subject):
            raise CommandError("screwdriver.no_screw", f"The feeder gave no screw for {subject}.")

    def driven(
        self, tray: SimulatedTray, screw: Screw | None, subject: str, order: FastenOrder
    ) -> tuple[ScrewJoint, Tightening]:
        """The joint of a screw, or of a bit that turns in the air, and what is measured when it is driven."""
        random = self.site.plant.random.next("fasten", tray.serial, subject, order.stage)
        joint = self._joint(tray, screw, order.stage, random)
        return joint, tighten(joint, order.stop_nm, order.limit_rad, random)

    def _screw(self, tray: SimulatedTray, named: str, at_s: float) -> tuple[Screw | None, bool]:
        """The screw that is driven, and whether the bit is on its head."""
        arm = self.site.arm_of(self.device)
        if arm is None:
            return next((item for item in tray.layout.screws if item.id == named), None), True
        tool = arm.tool(at_s)
        x, y = tray.pose.to_tray(tool[0, 3], tool[1, 3])
        screw, under = tray.screw_at(x, y, FIND_M), tray.screw_at(x, y, ENGAGE_M)
        return screw, under is not None and self._comes_down_to(tray, under, float(tool[2, 3]))

    @staticmethod
    def _comes_down_to(tray: SimulatedTray, screw: Screw, tool_z_m: float) -> bool:
        """Whether the bit, which stands out beyond the tool, comes down to the head of a screw that is seated."""
        head_m = tray.pose.z_m + screw_seat_m(tray.layout, screw, tray.rest_heights()) + SCREW_HEAD_M
        return tool_z_m - REACH_M <= head_m + SPRING_M

    def _joint(self, tray: SimulatedTray, screw: Screw | None, stage: str, random: np.random.Generator) -> ScrewJoint:
        slope = SLOPE_NM_PER_RAD * float(random.uniform(0.93, 1.07))
        prevailing = PREVAILING_NM * float(random.uniform(0.8, 1.2))
        run_down = RUN_DOWN_RAD + float(random.uniform(-0.6, 0.6))
        if screw is None:
            return ScrewJoint(Thread.NONE, run_down, slope, prevailing)
        held_nm = tray.tray.screws.get(screw.id, 0.0)
        thread = self._thread(tray, screw, stage, seated=held_nm >= SEATED_NM)
        if held_nm >= SEATED_NM and thread in (Thread.SOUND, Thread.WEAK):
            return ScrewJoint(thread, 0.0, slope, prevailing, start_nm=held_nm)
        return ScrewJoint(thread, run_down, slope, prevailing)

    def _thread(self, tray: SimulatedTray, screw: Screw, stage: str, *, seated: bool) -> Thread:
        if tray.misalignment_m(screw.holds) > ENGAGE_M:
            return Thread.NONE
        if not seated and self._planned(NoSeat, tray, screw.id):
            return Thread.NONE
        if not seated and self._planned(CrossThread, tray, screw.id):
            return Thread.CROSSED
        if stage == FINAL and self._planned(Strip, tray, screw.id):
            return Thread.WEAK
        return Thread.SOUND

    def _leave(self, tray: SimulatedTray, screw: Screw, joint: ScrewJoint, course: Tightening, stage: str) -> None:
        torque = float(course.torque_nm[-1])
        holds = joint.thread is Thread.SOUND or joint.thread is Thread.CROSSED
        # A screw that is tighter already stays so.
        tray.tray.screws[screw.id] = max(torque, joint.start_nm) if holds else RESIDUAL_NM
        if stage == FINAL and joint.thread is Thread.SOUND and self._planned(LostScrew, tray, screw.id):
            tray.loose_screws.add(screw.id)

    def _planned(self, kind: type[ScrewFault], tray: SimulatedTray, screw: str) -> bool:
        """Whether a fault of the plan happens to this screw now."""
        faults = self.site.plant.faults
        return faults.take(kind, lambda item: item.serial == tray.serial and item.screw == screw) is not None


def duration_s(joint: ScrewJoint, course: Tightening) -> float:
    """How long a command takes that measures this: feeding, run-down, tightening."""
    angle = float(course.angle_rad[-1])
    fast = min(angle, max(0.0, joint.run_down_rad - 0.5))
    return FEED_S + fast / RUN_DOWN_RAD_S + (angle - fast) / TIGHTEN_RAD_S


def result_of(course: Tightening) -> Mapping[str, object]:
    """What the command answers."""
    angle = [round(float(value), 4) for value in course.angle_rad]
    torque = [round(float(value), 4) for value in course.torque_nm]
    return {"torque_nm": torque[-1], "angle_rad": angle[-1], "curve": {"angle_rad": angle, "torque_nm": torque}}
