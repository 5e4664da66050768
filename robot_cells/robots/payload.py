"""What an arm can carry."""

from __future__ import annotations

from robot_cells.bodies.mechanism import Mechanism
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
    left_kg = DYNAMICS[model].payload_kg - tool_kg - part_kg
    if left_kg < 0.0:
        what = f"The tool of {tool_kg:.2f} kg" + (f" and {part or 'a part'} of {part_kg:.2f} kg" if part_kg else "")
        raise SceneError(
            f"{what}: {tool_kg + part_kg:.2f} kg in all, and the {model} carries {DYNAMICS[model].payload_kg:g} kg.",
            remedy="Take a stronger arm, a lighter tool, or smaller parts.",
        )
    return left_kg
