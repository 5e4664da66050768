"""Runs any program of a machine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from robot_cells.skills.command import Execution
from robot_cells.skills.machine_cycle import CLAMP_S, DOOR_S, cycle
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class RunCycleParameters:
    """Parameters of `run_cycle`."""

    program: str = parameter("name of the program")
    values: Mapping[str, object] = parameter("the program's own parameters, SI units", default=MappingProxyType({}))
    duration_s: float = parameter("how long the program takes", unit="s", default=60.0, minimum=0.0)
    machine: str = parameter("which machine: its id", default="machine")


class RunCycle(Skill[RunCycleParameters]):
    """The whole handshake; the program's result as it is, judged by nobody."""

    name = "run_cycle"
    needs = ("machine",)
    parameters_type = RunCycleParameters
    nominal_s = 60.0
    results = ("cycle",)

    def predicted_s(self) -> float:
        """The program, and door and clamp twice."""
        return self.parameters.duration_s + 2 * (DOOR_S + CLAMP_S)

    def subject(self) -> str:
        """The program."""
        return self.parameters.program

    def run(self) -> Execution:
        """Clamp, close, run, open."""
        given = self.parameters
        return {"cycle": (yield from cycle(given.machine, given.program, given.values, given.duration_s))}
