"""What can be chosen when an anomaly model is trained."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from robot_cells.errors import InspectionError

KNOWN = ("false_call_rate", "undecided_rate", "confidence", "positions", "longest_px")


class Positions(Enum):
    """Whether a place in the picture always shows the same."""

    AUTO = "auto"
    """Fixed where pictures can be registered, unless far more pasted defects are found without."""
    FIXED = "fixed"
    """Yes: pictures are registered, and each place is compared with itself."""
    FREE = "free"
    """No, as on a texture: each place is compared with all places of the good pictures."""


@dataclass(frozen=True, slots=True)
class AnomalySettings:
    """`false_call_rate` is the share of good pictures that may be failed, `undecided_rate` what may be doubted more.

    With a `confidence` above 0 the rate is kept with at least that probability over trainings (a tolerance limit);
    at 0 it is kept on average over trainings (a conformal limit). Pictures are worked on with at most `longest_px`
    pixels on their longer side.
    """

    false_call_rate: float = 0.02
    undecided_rate: float = 0.02
    confidence: float = 0.0
    positions: Positions = Positions.AUTO
    longest_px: int = 512


def anomaly_settings(settings: Mapping[str, Any], where: str) -> AnomalySettings:
    """Checks what a person has chosen; raises `InspectionError` naming the setting that is wrong."""
    for name in settings:
        if name not in KNOWN:
            remedy = f"There are {', '.join(KNOWN)}."
            raise InspectionError(f"There is no setting {name!r}.", where=where, remedy=remedy)
    default = AnomalySettings()
    rate = _number(settings, "false_call_rate", default.false_call_rate, 1e-4, 0.5, where)
    doubt = _number(settings, "undecided_rate", default.undecided_rate, 0.0, 0.5, where)
    confidence = _number(settings, "confidence", default.confidence, 0.0, 0.999, where)
    longest = _number(settings, "longest_px", default.longest_px, 64, 2048, where)
    try:
        positions = Positions(settings.get("positions", default.positions.value))
    except ValueError:
        raise InspectionError(
            f"`positions` is {settings['positions']!r}.", where=where, remedy="It is `auto`, `fixed` or `free`."
        ) from None
    return AnomalySettings(rate, doubt, confidence, positions, round(longest))


def _number(settings: Mapping[str, Any], name: str, default: float, least: float, most: float, where: str) -> float:
    value = settings.get(name, default)
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)
    if not is_number or not least <= value <= most:
        raise InspectionError(f"`{name}` is {value!r}.", where=where, remedy=f"It is a number from {least} to {most}.")
    return float(value)
