"""Loads the product into a machine."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.machine_cycle import CLAMP_S, DOOR_S, LOAD_S, open_up
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill


@dataclass(frozen=True, slots=True)
class LoadMachineParameters:
    """Parameters of `load_machine`."""

    machine: str = parameter("which machine: its id", default="machine")


class LoadMachine(Skill[LoadMachineParameters]):
    """Opens door and clamp, and puts the product in."""

    name = "load_machine"
    needs = ("machine",)
    parameters_type = LoadMachineParameters
    nominal_s = LOAD_S + DOOR_S + CLAMP_S

    def run(self) -> Execution:
        """Open, load."""
        yield from open_up(self.parameters.machine)
        yield Command(self.parameters.machine, "load", {"serial": self.workpiece.serial}, expected_s=LOAD_S)
        return {}
