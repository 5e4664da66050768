"""The rules of a plain golden sample, as its card has them."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from robot_cells.errors import InspectionError

Rectangle = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class PlainSettings:
    """What a difference must be to be a defect.

    At least `area_px` pixels of the reference that differ by at least `contrast` grey levels from all that the
    reference shows within one pixel; not in the rectangles `ignore` (x1, y1, x2, y2 in pixels of the reference). More
    than `unseen_share` of the picture in glare, darkness or beyond its edge is a doubt.
    """

    contrast: float = 40.0
    area_px: float = 30.0
    unseen_share: float = 0.02
    ignore: tuple[Rectangle, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """As it stands on the card."""
        return {**asdict(self), "ignore": [list(item) for item in self.ignore]}


NUMBERS = ("contrast", "area_px", "unseen_share")


def plain_settings(values: Mapping[str, Any], where: str) -> PlainSettings:
    """Settings from a card or a command; raises `InspectionError` for what is unknown or out of range."""
    known = {item.name for item in fields(PlainSettings)}
    for name in values:
        if name not in known:
            raise InspectionError(f"There is no setting {name!r}.", where=where, remedy=f"There are: {sorted(known)}.")
    numbers = {name: _number(values[name], f"{where}.{name}") for name in NUMBERS if name in values}
    ignore = values.get("ignore", ())
    if isinstance(ignore, str) or not isinstance(ignore, Sequence):
        raise InspectionError("`ignore` is no list.", where=where, remedy="Give rectangles [x1, y1, x2, y2] in pixels.")
    return PlainSettings(**numbers, ignore=tuple(_rectangle(item, f"{where}.ignore") for item in ignore))


def _number(value: object, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or value < 0:
        raise InspectionError(f"{value!r} is no setting.", where=where, remedy="Give a finite number >= 0.")
    return float(value)


def _rectangle(value: object, where: str) -> Rectangle:
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 4:
        x1, y1, x2, y2 = (_number(item, where) for item in value)
        if x1 < x2 and y1 < y2:
            return x1, y1, x2, y2
    raise InspectionError(
        f"{value!r} is no rectangle.", where=where, remedy="Give [x1, y1, x2, y2] with x1 < x2, y1 < y2."
    )
