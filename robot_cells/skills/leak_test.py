"""Tests the liquid loop for leaks by pressure decay, and judges the curve."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Execution
from robot_cells.skills.curve import kept, measurement, samples
from robot_cells.skills.machine_cycle import CLAMP_S, DOOR_S, cycle
from robot_cells.skills.parameter import parameter
from robot_cells.skills.pressure_decay import DecayPhases, decay
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import SkillError

PROGRAM = "leak_test"


@dataclass(frozen=True, slots=True)
class LeakTestParameters:
    """Parameters of `leak_test`."""

    limit_pa_m3_s: float = parameter("greatest leak rate", unit="Pa.m3/s", default=5e-4, minimum=0.0)
    fill_pressure_pa: float = parameter("test pressure (gauge)", unit="Pa", default=200_000.0, minimum=1000.0)
    least_pressure_share: float = parameter("share of it that must be reached", default=0.95, minimum=0.1, maximum=1.0)
    fill_s: float = parameter("filling", unit="s", default=5.0, minimum=0.5)
    stabilise_s: float = parameter("settling of the temperature", unit="s", default=15.0, minimum=0.0)
    measure_s: float = parameter("measuring", unit="s", default=12.0, minimum=1.0)
    vent_s: float = parameter("venting", unit="s", default=2.0, minimum=0.0)
    volume_m3: float = parameter("volume of the loop and the lines", unit="m3", default=5e-4, minimum=1e-7)
    machine: str = parameter("which machine: its id", default="machine")

    @property
    def program_s(self) -> float:
        """All four phases, in seconds."""
        return self.fill_s + self.stabilise_s + self.measure_s + self.vent_s


class LeakTest(Skill[LeakTestParameters]):
    """Runs the program with the machine's handshake; the leak rate is the volume times the fall of the pressure."""

    name = "leak_test"
    needs = ("machine",)
    parameters_type = LeakTestParameters
    nominal_s = 42.0
    codes = ("leak_test.leak", "leak_test.no_pressure")
    results = ("measurements", "defects", "verdict")

    def predicted_s(self) -> float:
        """The program, and door and clamp twice."""
        return self.parameters.program_s + 2 * (DOOR_S + CLAMP_S)

    def run(self) -> Execution:
        """Cycle, then judge."""
        given = self.parameters
        values = {
            "fill_pressure_pa": given.fill_pressure_pa,
            "fill_s": given.fill_s,
            "stabilise_s": given.stabilise_s,
            "measure_s": given.measure_s,
            "vent_s": given.vent_s,
            "volume_m3": given.volume_m3,
        }
        answer = yield from cycle(given.machine, PROGRAM, values, given.program_s)
        time, pressure = samples(answer, "time_s", "pressure_pa")
        found = decay(time, pressure, DecayPhases(given.fill_s, given.stabilise_s, given.measure_s), given.volume_m3)
        least_pa = given.fill_pressure_pa * given.least_pressure_share
        filled = measurement("filled_pressure", found.filled_pa, "Pa", (least_pa, None))
        leak = measurement("leak_rate", found.leak_pa_m3_s, "Pa.m3/s", (None, given.limit_pa_m3_s))
        leak["curve"] = kept(time_s=time, pressure_pa=pressure)
        if filled["verdict"] == "fail":
            what = f"the loop came to {found.filled_pa:.0f} Pa, not to {least_pa:.0f} Pa: it is open"
            raise _failed("leak_test.no_pressure", what, "See which coupling is not mated.", [filled, leak])
        if leak["verdict"] == "fail":
            what = f"it leaks {found.leak_pa_m3_s:.2e} Pa.m3/s, allowed are {given.limit_pa_m3_s:.2e}"
            raise _failed("leak_test.leak", what, "Mate the couplings anew; look for wet places.", [filled, leak])
        return {"measurements": [filled, leak], "verdict": "pass"}


def _failed(code: str, what: str, remedy: str, measurements: list[dict[str, object]]) -> SkillError:
    defect = {"code": code, "subject": "", "score": 1.0}
    result = {"measurements": measurements, "verdict": "fail", "defects": [defect]}
    return SkillError(code, what, remedy=remedy, result=result)
