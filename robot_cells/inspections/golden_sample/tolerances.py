"""How much may differ before it is a defect."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields

from robot_cells.errors import InspectionError


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Limits of the judgement: lengths in metres, angles in radians, shares 0 to 1, light in grey levels of 255.

    The first six are the product's: how far a module may stand from its place (`offset_m`) and be turned
    (`rotation_rad`); what is too small (`foreign_area_m2`) or too faint (`foreign_contrast`) to be a foreign object;
    how alike a module or part must be. The others are the picture's: outside of them nothing is judged.
    """

    offset_m: float = 0.0015
    rotation_rad: float = 0.035
    foreign_area_m2: float = 1.2e-5
    foreign_contrast: float = 30.0
    module_similarity: float = 0.55
    part_similarity: float = 0.5
    darkest: float = 35.0
    saturated_share: float = 0.08
    unseen_share: float = 0.005
    sharpness: float = 0.5
    inlier_share: float = 0.5
    pose_shift_m: float = 0.015
    pose_rotation_rad: float = 0.09
    pose_scale: float = 0.03

    def with_parameters(self, parameters: Mapping[str, object]) -> Tolerances:
        """These tolerances with some of them replaced; raises `InspectionError` for an unknown name or a bad value."""
        known = {item.name: float(getattr(self, item.name)) for item in fields(self)}
        for name, value in parameters.items():
            if name not in known:
                raise InspectionError(
                    f"There is no tolerance {name!r}.",
                    where="parameters",
                    remedy="Use one of " + ", ".join(known) + ".",
                )
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
                raise InspectionError(
                    f"{value!r} is not a tolerance.", where=f"parameters.{name}", remedy="Give a finite number >= 0."
                )
            known[name] = float(value)
        return Tolerances(**known)


DEFAULTS = Tolerances()
"""What is applied where neither product nor operation says otherwise."""
