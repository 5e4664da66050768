"""Where things stand and lie at a station, in the frame `base` of its arm."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

from robot_cells.errors import ProcessError
from robot_cells.motions.spot import PlaceSpot
from robot_cells.skills.workplace import TrayLocation, Workpiece, Workplace


@dataclass(frozen=True, slots=True)
class BasePlace:
    """A place for the tool, which points straight down: metres, and the turn of its x axis in radians.

    `tray` is where the tray stands that it was derived from: it moves with it.
    """

    x_m: float
    y_m: float
    z_m: float
    yaw_rad: float = 0.0
    tray: TrayLocation | None = None

    def at_height(self, z_m: float) -> BasePlace:
        """The same, lower or higher."""
        return replace(self, z_m=z_m)

    def above(self, height_m: float) -> BasePlace:
        """The same, so much higher."""
        return self.at_height(self.z_m + height_m)

    def turned(self, turn_rad: float) -> BasePlace:
        """The same, turned so much farther."""
        return replace(self, yaw_rad=self.yaw_rad + turn_rad)


def tray_place(
    workplace: Workplace,
    workpiece: Workpiece,
    x_m: float,
    y_m: float,
    rotation_rad: float = 0.0,
    height_m: float = 0.0,
) -> BasePlace:
    """A point `height_m` above the placing plane of the tray, given in the frame `tray`, in the frame `base`.

    Raises `ProcessError` before `take_in` has located the tray, or when the station does not say how high it stands.
    """
    tray = workpiece.tray
    if tray is None:
        raise ProcessError("Nobody knows where the tray stands.", remedy="Begin the process with the skill `take_in`.")
    c, s = math.cos(tray.yaw_rad), math.sin(tray.yaw_rad)
    nominal = _mapping(workplace.device("station").parameters.get("tray"), "tray", workplace)
    return BasePlace(
        x_m=tray.x_m + c * x_m - s * y_m,
        y_m=tray.y_m + s * x_m + c * y_m,
        z_m=_number(nominal, "z_m", "tray", workplace) + height_m,
        yaw_rad=tray.yaw_rad + rotation_rad,
        tray=tray,
    )


def nominal_spot(workplace: Workplace, place: BasePlace) -> PlaceSpot:
    """The place as it were, did the tray stand exactly where the station's parameters have it."""
    tray = place.tray
    if tray is None:
        return PlaceSpot.rounded(place.x_m, place.y_m, place.z_m, place.yaw_rad)
    stated = _mapping(workplace.device("station").parameters.get("tray"), "tray", workplace)
    x_m, y_m = (_number(stated, key, "tray", workplace) for key in ("x_m", "y_m"))
    yaw_rad = _number(stated, "yaw_rad", "tray", workplace) if "yaw_rad" in stated else 0.0
    turn_rad = yaw_rad - tray.yaw_rad
    c, s = math.cos(turn_rad), math.sin(turn_rad)
    u, v = place.x_m - tray.x_m, place.y_m - tray.y_m
    return PlaceSpot.rounded(x_m + c * u - s * v, y_m + s * u + c * v, place.z_m, place.yaw_rad + turn_rad)


def feeder_place(workplace: Workplace, part: str) -> BasePlace:
    """Where the next part of a type lies, `z_m` its underside; raises `ProcessError` when there is no feeder for it."""
    feeders = _mapping(workplace.device("station").parameters.get("feeders"), "feeders", workplace)
    if part not in feeders:
        raise ProcessError(
            f"There is no feeder for `{part}`; there is one for {', '.join(map(str, feeders)) or 'nothing'}.",
            where=f"cell {workplace.cell}: station",
            remedy="Add it to the parameter `feeders` of the station in the line document.",
        )
    where = f"feeders: {part}"
    place = _mapping(feeders[part], where, workplace)
    x_m, y_m, z_m = (_number(place, key, where, workplace) for key in ("x_m", "y_m", "z_m"))
    return BasePlace(x_m, y_m, z_m)


def _mapping(value: object, name: str, workplace: Workplace) -> Mapping[str, object]:
    if isinstance(value, Mapping):
        return value
    where = f"cell {workplace.cell}: station: {name}"
    raise ProcessError("This is not given.", where=where, remedy="See docs/devices.md for the station's parameters.")


def _number(values: Mapping[str, object], key: str, name: str, workplace: Workplace) -> float:
    value = values.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return float(value)
    where = f"cell {workplace.cell}: station: {name}: {key}"
    raise ProcessError(f"This is {value!r}, no number.", where=where, remedy="Give it in metres.")
