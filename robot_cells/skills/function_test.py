"""Tests the finished product in a fixture, and judges what it measured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.errors import ProcessError
from robot_cells.skills.command import Execution
from robot_cells.skills.curve import measurement
from robot_cells.skills.machine_cycle import CLAMP_S, DOOR_S, cycle
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import SkillError

PROGRAM = "function_test"
SECONDS_PER_TEST = 3.0


@dataclass(frozen=True, slots=True)
class FunctionTestParameters:
    """Parameters of `function_test`."""

    tests: Sequence[Mapping[str, object]] = parameter("what is measured: list of {name, unit, low, high}")
    machine: str = parameter("which machine: its id", default="machine")


class FunctionTest(Skill[FunctionTestParameters]):
    """Runs the program with the machine's handshake; every value must be there and lie within its own limits."""

    name = "function_test"
    needs = ("machine",)
    parameters_type = FunctionTestParameters
    nominal_s = 30.0
    codes = ("function_test.out_of_limits", "function_test.not_measured")
    results = ("measurements", "defects", "verdict")

    def predicted_s(self) -> float:
        """The measurements, and door and clamp twice."""
        return SECONDS_PER_TEST * len(self.parameters.tests) + 2 * (DOOR_S + CLAMP_S)

    def run(self) -> Execution:
        """Cycle, then judge against the limits that were asked for, whatever limits the machine sends back."""
        given = self.parameters
        tests = [_checked(test) for test in given.tests]
        values = {"tests": tests}
        answer = yield from cycle(given.machine, PROGRAM, values, SECONDS_PER_TEST * len(tests))
        measured = _by_name(answer["measurements"])
        judged = [
            measurement(str(test["name"]), measured.get(str(test["name"])), str(test["unit"]), _limits(test))
            for test in tests
        ]
        failed = [item for item in judged if item["verdict"] == "fail"]
        if not failed:
            return {"measurements": judged, "verdict": "pass"}
        missing = [item for item in failed if item["value"] is None]
        code = "function_test.not_measured" if missing else "function_test.out_of_limits"
        texts = [f"{item['name']} {item['value']} {item['unit']} ({item['low']} to {item['high']})" for item in failed]
        defects = [{"code": code, "subject": str(item["name"]), "score": 1.0} for item in failed]
        raise SkillError(
            code,
            "; ".join(texts),
            remedy="See what the values have in common; then repair or scrap.",
            result={"measurements": judged, "verdict": "fail", "defects": defects},
        )


def _checked(test: Mapping[str, object]) -> dict[str, object]:
    """One test with both limits as numbers; raises `ProcessError` for one that cannot be judged."""
    low, high = _limits(test) if isinstance(test, Mapping) else (None, None)
    if low is None or high is None or low > high or not test.get("name"):
        remedy = "Give name, unit, low and high."
        raise ProcessError(f"{test!r:.80} is no test that can be judged.", where="tests", remedy=remedy)
    return {"name": str(test["name"]), "unit": str(test.get("unit", "")), "low": low, "high": high}


def _limits(test: Mapping[str, object]) -> tuple[float | None, float | None]:
    low, high = (_number(test.get(key)) for key in ("low", "high"))
    return low, high


def _by_name(measurements: object) -> dict[str, float | None]:
    if not isinstance(measurements, Sequence):
        raise ValueError("the measurements are no list")
    return {str(item["name"]): _number(item.get("value")) for item in measurements if isinstance(item, Mapping)}


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
