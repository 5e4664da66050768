"""What an arm can carry."""

from __future__ import annotations

import math
from collections.abc import Mapping

from robot_cells.bodies.mechanism import Mechanism
from robot_cells.devices.six_axis_arm import UR10E
from robot_cells.errors import SceneError
from robot_cells.robots.link_dynamics import DYNAMICS
from robot_cells.robots.tool import mass_kg


def check_payload(model: str, tool: Mechanism | None, part_kg: float = 0.0, part: str = "") -> float:
    """How much more the arm of that model could carry, in kg; raises `SceneError` where tool and part are too heavy.

    The rated payload of the data sheet counts, which holds for a centre of mass near the flange.
    """
    if model not in DYNAMICS:
        raise SceneError(f"No arm model is called '{model}'.", remedy=f"Use one of: {', '.join(sorted(DYNAMICS))}.")
    tool_kg = 0.0 if tool is None else mass_kg(tool)
    return _left(model, DYNAMICS[model].payload_kg, tool_kg, part_kg, part)


def arm_payload(
    parameters: Mapping[str, object], tool: Mechanism | None, part_kg: float = 0.0, part: str = ""
) -> float:
    """The same of the arm that a line document describes: one of the user's own carries its `payload_kg`, else all."""
    if parameters.get("urdf") is None:
        return check_payload(str(parameters.get("model", UR10E.name)), tool, part_kg, part)
    stated = parameters.get("payload_kg")
    payload_kg = float(str(stated)) if stated is not None else math.inf
    return _left("arm", payload_kg, 0.0 if tool is None else mass_kg(tool), part_kg, part)


def _left(model: str, payload_kg: float, tool_kg: float, part_kg: float, part: str) -> float:
    left_kg = payload_kg - tool_kg - part_kg
    if left_kg < 0.0:
        what = f"The tool of {tool_kg:.2f} kg" + (f" and {part or 'a part'} of {part_kg:.2f} kg" if part_kg else "")
        raise SceneError(
            f"{what}: {tool_kg + part_kg:.2f} kg in all, and the {model} carries {payload_kg:g} kg.",
            remedy="Take a stronger arm, a lighter tool, or smaller parts.",
        )
    return left_kg
