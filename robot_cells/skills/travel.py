"""Drives a vehicle to a cell."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.skills.command import Command, Execution
from robot_cells.skills.parameter import parameter
from robot_cells.skills.skill import Skill

CAUTIOUS_MPS = 0.5
"""For predictions where nobody says how fast the vehicle is."""


@dataclass(frozen=True, slots=True)
class TravelParameters:
    """Parameters of `travel`."""

    to: str = parameter("cell")
    distance_m: float = parameter("driving distance, for the prediction", unit="m", default=0.0, minimum=0.0)
    speed_mps: float = parameter("speed, for the prediction", unit="m/s", default=CAUTIOUS_MPS, minimum=0.01)


class Travel(Skill[TravelParameters]):
    """The vehicle finds its way itself; the distance says how long that may take."""

    name = "travel"
    needs = ("vehicle",)
    parameters_type = TravelParameters
    nominal_s = 10.0

    def predicted_s(self) -> float:
        """Distance by speed."""
        return self.parameters.distance_m / self.parameters.speed_mps

    def subject(self) -> str:
        """The cell."""
        return f"to {self.parameters.to}"

    def run(self) -> Execution:
        """One command to the vehicle."""
        way = {"to": self.parameters.to, "distance_m": self.parameters.distance_m}
        yield Command("vehicle", "travel", way, expected_s=max(10.0, self.predicted_s()))
        return {}
