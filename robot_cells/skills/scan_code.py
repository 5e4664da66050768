"""Reads the code of the product, and compares it with the product that is expected."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import CommandFailedError, SkillError


@dataclass(frozen=True, slots=True)
class ScanCodeParameters:
    """Parameters of `scan_code`."""

    expected: str = parameter("text that the code should hold; empty is the serial number", default="")
    scanner: str = parameter("which scanner: its id", default="scanner")


class ScanCode(Skill[ScanCodeParameters]):
    """Reads once; another text than the expected is a failure, for then another product stands here."""

    name = "scan_code"
    needs = ("scanner",)
    parameters_type = ScanCodeParameters
    nominal_s = 0.5
    codes = ("scan.no_read", "scan.wrong_code")
    results = ("code",)

    def run(self) -> Execution:
        """Read and compare."""
        try:
            answer = yield Command(self.parameters.scanner, "scan", expected_s=0.5)
        except CommandFailedError as failure:
            if failure.failure_code != "scanner.no_read":
                raise
            remedy = "Clean the code and the scanner's window; see that the tray stands straight."
            raise SkillError("scan.no_read", f"no code was read ({failure.what})", remedy=remedy) from failure
        text = str(answer["text"])
        expected = self.parameters.expected or self.workpiece.serial
        if text != expected:
            raise SkillError(
                "scan.wrong_code",
                f"the code reads {text!r}, expected was {expected!r}",
                remedy="See which product stands here, and bring the right one.",
                result={"code": text},
            )
        return {"code": text}
