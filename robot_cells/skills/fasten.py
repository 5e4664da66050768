"""Drives a screw, and judges its torque-angle curve."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from robot_cells.orders.part_sizes import SCREW_HEAD_M
from robot_cells.orders.rest_heights import nominal_rest_heights, screw_seat_m
from robot_cells.robots.screwdriver import REACH_M
from robot_cells.skills.arm_motion import ArmMotion
from robot_cells.skills.command import Command, Execution
from robot_cells.skills.curve import kept, measurement, samples
from robot_cells.skills.layout_search import layout_of, part_of
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import CommandFailedError, SkillError
from robot_cells.skills.station_place import tray_place
from robot_cells.skills.torque_angle import Joint, JointLimits, Signature, judge, signature
from robot_cells.skills.ways import MOVE_CODES

CLEARANCE_M = 0.02
"""The tool travels so far above the height at which it drives, with the bit drawn back."""
SNUG, FINAL, BOTH = "snug", "final", "both"
_VERDICTS: Mapping[Joint, tuple[str, str, str]] = {
    Joint.CROSS_THREADED: (
        "fasten.cross_thread",
        "the torque rose long before the head could be down",
        "Take the screw out, look at both threads, drive a new one.",
    ),
    Joint.STRIPPED: (
        "fasten.strip",
        "the torque fell before the target: the thread has given way",
        "Repair the thread, or scrap the part.",
    ),
    Joint.NOT_SEATED: (
        "fasten.no_seat",
        "the torque was not reached within the angle allowed",
        "See that the part lies over its hole and a screw is in it.",
    ),
}


@dataclass(frozen=True, slots=True)
class FastenParameters:
    """Parameters of `fasten`."""

    screw: str = parameter("id of the screw in the layout")
    stage: str = parameter(
        "one stage of a tightening pattern, or both at once", default=BOTH, choices=(SNUG, FINAL, BOTH)
    )
    snug_torque_nm: float = parameter("torque of the first stage", unit="N.m", default=0.25, minimum=0.01, maximum=50.0)
    target_torque_nm: float = parameter("torque of the last", unit="N.m", default=0.6, minimum=0.01, maximum=100.0)
    torque_tolerance: float = parameter("share of the torque that may lack", default=0.05, minimum=0.0, maximum=0.5)
    run_down_limit_rad: float = parameter("greatest angle of the first stage", unit="rad", default=45.0, minimum=0.1)
    final_limit_rad: float = parameter("greatest angle of the last stage", unit="rad", default=3.0, minimum=0.1)
    least_run_down_rad: float = parameter("a screw cannot be down sooner", unit="rad", default=14.0, minimum=0.0)
    least_rate_nm_rad: float = parameter("a softer joint is none", unit="N.m/rad", default=0.3, minimum=0.0)
    arm: str = parameter("which arm: its id", default="arm")
    screwdriver: str = parameter("which screwdriver: its id", default="screwdriver")


class Fasten(Skill[FastenParameters]):
    """Two-stage tightening by torque and angle: down to snug, then to the target. Each stage's curve is judged."""

    name = "fasten"
    needs = ("arm", "screwdriver", "station")
    parameters_type = FastenParameters
    nominal_s = 2.5
    codes = ("fasten.cross_thread", "fasten.strip", "fasten.no_seat", "fasten.no_screw", *MOVE_CODES)
    results = ("measurements", "defects")

    def predicted_s(self) -> float:
        """Way and turning, by stage."""
        return {SNUG: 2.2, FINAL: 1.4, BOTH: 2.9}[self.parameters.stage]

    def subject(self) -> str:
        """The screw, and the stage where it is one of two."""
        stage = "" if self.parameters.stage == BOTH else self.parameters.stage
        return f"{self.parameters.screw} {stage}".strip()

    def run(self) -> Execution:
        """Over the screw, down, turn; measurements of all stages, also of those before a failed one."""
        given = self.parameters
        layout = layout_of(self.workpiece)
        screw = part_of(layout.screws, given.screw, "screw")
        # The bit stands out beyond the tool, and comes down onto the head.
        height_m = screw_seat_m(layout, screw, nominal_rest_heights(layout)) + SCREW_HEAD_M + REACH_M
        place = tray_place(self.workplace, self.workpiece, screw.x_m, screw.y_m, height_m=height_m)
        yield from ArmMotion(self.workplace, self.workpiece, given.arm).to(place, clearance_m=CLEARANCE_M)
        measurements: list[dict[str, object]] = []
        for stage in (SNUG, FINAL) if given.stage == BOTH else (given.stage,):
            yield from self._drive(stage, measurements)
        return {"measurements": measurements}

    def _drive(
        self, stage: str, measurements: list[dict[str, object]]
    ) -> Generator[Command, Mapping[str, object], None]:
        """One stage; raises `SkillError` unless the screw is seated."""
        given = self.parameters
        limit_rad = given.run_down_limit_rad if stage == SNUG else given.final_limit_rad
        order = {
            "screw": given.screw,
            "stage": stage,
            "snug_torque_nm": given.snug_torque_nm,
            "target_torque_nm": given.target_torque_nm,
            "max_angle_rad": limit_rad,
        }
        try:
            answer = yield Command(given.screwdriver, "fasten", order, expected_s=2.0)
        except CommandFailedError as failure:
            if failure.failure_code != "screwdriver.no_screw":
                raise
            remedy = "Fill the feeder, see that screws come through."
            raise self._failed("fasten.no_screw", failure.what, remedy, measurements) from failure
        angle, torque = samples(answer, "angle_rad", "torque_nm")
        found = signature(angle, torque, has_run_down=stage == SNUG)
        joint = judge(found, self._limits(stage))
        measurements += self._measured(stage, found, joint)
        measurements[-1]["curve"] = kept(angle_rad=angle, torque_nm=torque)
        if joint in _VERDICTS:
            code, reason, remedy = _VERDICTS[joint]
            end = f"{found.final_torque_nm:.3f} N.m after {found.final_angle_rad:.2f} rad"
            what = f"{reason} ({stage}: {end}, at most {found.peak_torque_nm:.3f} N.m)"
            raise self._failed(code, what, remedy, measurements)

    def _limits(self, stage: str) -> JointLimits:
        given = self.parameters
        return JointLimits(
            target_torque_nm=given.snug_torque_nm if stage == SNUG else given.target_torque_nm,
            torque_tolerance=given.torque_tolerance,
            least_run_down_rad=given.least_run_down_rad,
            # Snug is reached while head and parts still align: the slope says something in the last stage only.
            least_rate_nm_rad=0.0 if stage == SNUG else given.least_rate_nm_rad,
            has_run_down=stage == SNUG,
        )

    def _measured(self, stage: str, found: Signature, joint: Joint) -> list[dict[str, object]]:
        screw, limits = self.parameters.screw, self._limits(stage)
        least_nm = limits.target_torque_nm * (1.0 - limits.torque_tolerance)
        torque = measurement(f"{screw}.{stage}.torque", found.final_torque_nm, "N.m", (least_nm, None))
        torque |= {
            "joint": joint.value,
            "angle_rad": found.final_angle_rad,
            "prevailing_nm": found.prevailing_nm,
            "torque_rate_nm_rad": found.torque_rate_nm_rad,
            "snug_angle_rad": found.snug_angle_rad,
            "clamp_angle_rad": found.clamp_angle_rad,
        }
        if joint in _VERDICTS:
            torque["verdict"] = "fail"
        return [torque]

    def _failed(self, code: str, what: str, remedy: str, measurements: list[dict[str, object]]) -> SkillError:
        defect = {"code": code, "subject": self.parameters.screw, "score": 1.0}
        result = {"measurements": measurements, "defects": [defect]}
        return SkillError(code, f"screw {self.parameters.screw}: {what}", remedy=remedy, result=result)
