"""Which gripper a line document describes."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from robot_cells.bodies.mechanism import Mechanism
from robot_cells.errors import SceneError
from robot_cells.robots import suction_gripper as suction
from robot_cells.robots import two_finger_gripper as fingers

TWO_FINGER, SUCTION = "two_finger", "suction"
GRIPPERS = (TWO_FINGER, SUCTION)
"""The models of gripper that a line document may name."""

MOST_OPENING_M = 0.3
MOST_FORCE_N = 500.0
_FORCE_N: Mapping[str, float] = {TWO_FINGER: fingers.FORCE_N, SUCTION: suction.FORCE_N}


@dataclass(frozen=True, slots=True)
class GripperOptions:
    """Of one gripper: `opening_m` between its pads (0: it has none), greatest grasping or holding force."""

    model: str = TWO_FINGER
    opening_m: float = fingers.OPENING_M
    force_n: float = fingers.FORCE_N

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, object]) -> GripperOptions:
        """The gripper that a device of the line document describes (`model`, `opening_m`, `force_n`).

        What is missing or null has its usual value; raises `SceneError` with the key at fault.
        """
        parameters = {key: value for key, value in parameters.items() if value is not None}
        model = parameters.get("model", TWO_FINGER)
        if model not in GRIPPERS:
            remedy = f"Use one of: {', '.join(GRIPPERS)}."
            raise SceneError(f"No gripper model is called {model!r}.", where="model", remedy=remedy)
        if model == SUCTION and "opening_m" in parameters:
            raise SceneError("A suction gripper does not open.", where="opening_m", remedy="Leave it out.")
        force_n = _number(parameters, "force_n", _FORCE_N[str(model)], MOST_FORCE_N)
        if model == SUCTION:
            return cls(SUCTION, 0.0, force_n)
        return cls(TWO_FINGER, _number(parameters, "opening_m", fingers.OPENING_M, MOST_OPENING_M), force_n)

    def mechanism(self) -> Mechanism:
        """The gripper itself."""
        if self.model == SUCTION:
            return suction.suction_gripper(self.force_n)
        return fingers.two_finger_gripper(self.opening_m, self.force_n)


def _number(parameters: Mapping[str, object], key: str, usual: float, most: float) -> float:
    value = parameters.get(key, usual)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not 0.0 < float(str(value)) <= most:
        unit = key.rpartition("_")[2].replace("n", "N")
        raise SceneError(
            f"{key} is {value!r}.", where=key, remedy=f"Give a number above 0 and not above {most:g} {unit}."
        )
    return float(str(value))
