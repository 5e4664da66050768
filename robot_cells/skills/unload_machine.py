"""Takes the product out of a machine."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.machine_cycle import CLAMP_S, DOOR_S, LOAD_S, open_up
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class UnloadMachineParameters:
    """Parameters of `unload_machine`."""

    machine: str = parameter("which machine: its id", default="machine")


class UnloadMachine(Skill[UnloadMachineParameters]):
    """Opens door and clamp, and takes the product out."""

    name = "unload_machine"
    needs = ("machine",)
    parameters_type = UnloadMachineParameters
    nominal_s = LOAD_S + DOOR_S + CLAMP_S

    def run(self) -> Execution:
        """Open, unload."""
        yield from open_up(self.parameters.machine)
        yield Command(self.parameters.machine, "unload", {"serial": self.workpiece.serial}, expected_s=LOAD_S)
        return {}
