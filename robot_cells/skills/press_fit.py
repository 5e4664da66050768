"""Presses a held part into its socket, and judges the force over the travel."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass

from robot_cells.skills.arm_motion import ArmMotion
from robot_cells.skills.command import Command
from robot_cells.skills.curve import kept, measurement, samples
from robot_cells.skills.force_travel import Insertion, insertion
from robot_cells.skills.skill_error import CommandFailedError, SkillError
from robot_cells.skills.station_place import BasePlace

HOVER_M = 0.012
"""From so far above its place the part is pressed down."""
OVERTRAVEL_M = 0.006


@dataclass(frozen=True, slots=True)
class PressFit:
    """How a part is pressed in.

    `prefix` begins its codes; `subject` is its id in the layout; forces in newton, the least depth in metres.
    """

    prefix: str
    subject: str
    contact_force_n: float
    force_limit_n: float
    least_depth_m: float

    def press(
        self, motion: ArmMotion, place: BasePlace, label: str
    ) -> Generator[Command, Mapping[str, object], dict[str, object]]:
        """Over the socket, down, judged: the measurement; raises `SkillError` unless the part has latched.

        `place` is the tool's when the part is home.
        """
        yield from motion.to(place.above(HOVER_M))
        try:
            answer = yield from motion.press(
                place,
                travel_m=HOVER_M + OVERTRAVEL_M,
                contact_force_n=self.contact_force_n,
                force_limit_n=self.force_limit_n,
            )
        except CommandFailedError as failure:
            raise self._refused(failure, label) from failure
        travel, force = samples(answer, "travel_m", "force_n")
        found = insertion(travel, force)
        measured = measurement(f"{label}.insertion_depth", found.depth_m, "m", (self.least_depth_m, None))
        measured |= {
            "peak_force_n": found.peak_before_latch_n,
            "latch_drop": found.latch_drop,
            "curve": kept(travel_m=travel, force_n=force),
        }
        if not found.has_latched or found.depth_m < self.least_depth_m:
            measured["verdict"] = "fail"
            raise self._not_latched(found, label, measured)
        return measured

    def _not_latched(self, found: Insertion, label: str, measured: dict[str, object]) -> SkillError:
        what = f"{label} has not latched ({found.depth_m * 1000:.1f} mm deep, force fell by {found.latch_drop:.0%})"
        return self._failure("no_latch", what, "See that the part is straight over its socket.", [measured])

    def _refused(self, failure: CommandFailedError, label: str) -> Exception:
        if failure.failure_code == "arm.force_limit":
            return self._failure("jammed", f"{label} is jammed ({failure.what})", "See what is in the socket.", [])
        if failure.failure_code == "arm.no_contact":
            remedy = "See whether the gripper holds the part."
            return self._failure("no_contact", f"{label} met nothing ({failure.what})", remedy, [])
        return failure

    def _failure(self, code: str, what: str, remedy: str, measurements: list[dict[str, object]]) -> SkillError:
        full = f"{self.prefix}.{code}"
        defect = {"code": full, "subject": self.subject, "score": 1.0}
        return SkillError(full, what, remedy=remedy, result={"measurements": measurements, "defects": [defect]})
