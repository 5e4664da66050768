"""How far a part may stand from its place, and how a cable may lie: what the product says, or the goal."""

from __future__ import annotations

from dataclasses import dataclass, replace

from robot_cells.inspections.golden_sample.tolerances import DEFAULTS, Tolerances
from robot_cells.orders.layout import Layout, Module

OFFSET_M, ROTATION_RAD = 0.0004, 0.012
"""What applies where neither goal nor product says otherwise.

Five times the standard deviation of how an arm places parts (0.08 mm), and 0.1 mm less than a part that is off by half
a millimetre: between the two lies five times the uncertainty of the measurement (0.02 mm).
"""


@dataclass(frozen=True, slots=True)
class CableLimits:
    """Limits for cables: plug out of its connector and aside of it in metres, sag as a share of the span."""

    out_m: float = 0.0008
    aside_m: float = 0.0015
    sag_share: float = 0.05


CABLE_LIMITS = CableLimits()


def tolerances_of(module: Module, layout: Layout, given: Tolerances) -> Tolerances:
    """The tolerances for one part: those given with the goal, else the part's own, else the product's, else ours.

    A value that is given as it is by default counts as not given.
    """
    offsets_m = (module.tolerance.offset_m, layout.tolerance.offset_m, OFFSET_M)
    turns_rad = (module.tolerance.rotation_rad, layout.tolerance.rotation_rad, ROTATION_RAD)
    offset_m = next(value for value in offsets_m if value is not None)
    rotation_rad = next(value for value in turns_rad if value is not None)
    return replace(
        given,
        offset_m=offset_m if given.offset_m == DEFAULTS.offset_m else given.offset_m,
        rotation_rad=rotation_rad if given.rotation_rad == DEFAULTS.rotation_rad else given.rotation_rad,
    )
