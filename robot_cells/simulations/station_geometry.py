"""Where trays stand and parts lie at a cell, as the line document says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.errors import DeviceError
from robot_cells.simulations.tray_pose import TrayPose


@dataclass(frozen=True, slots=True)
class Feeder:
    """Where the next part of one type is picked, in the frame `base` (metres); the part lies along the base's x."""

    x_m: float
    y_m: float
    z_m: float


@dataclass(frozen=True, slots=True)
class StationGeometry:
    """The nominal pose of the tray, and the feeders by part type."""

    tray: TrayPose = field(default_factory=TrayPose)
    feeders: Mapping[str, Feeder] = field(default_factory=dict)

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, object], where: str) -> StationGeometry:
        """From the parameters of a station; raises `DeviceError` that names `where`."""
        tray = _mapping(parameters.get("tray", {}), f"{where}: tray")
        feeders = _mapping(parameters.get("feeders", {}), f"{where}: feeders")
        return cls(
            TrayPose(*(_number(tray, key, f"{where}: tray") for key in ("x_m", "y_m", "z_m", "yaw_rad"))),
            {part: _feeder(value, f"{where}: feeders: {part}") for part, value in feeders.items()},
        )


def _feeder(value: object, where: str) -> Feeder:
    place = _mapping(value, where)
    return Feeder(*(_number(place, key, where) for key in ("x_m", "y_m", "z_m")))


def _mapping(value: object, where: str) -> Mapping[str, object]:
    if not isinstance(value, Mapping):
        raise DeviceError(f"This is {type(value).__name__}.", where=where, remedy="Give names with values.")
    return value


def _number(values: Mapping[str, object], key: str, where: str) -> float:
    value = values.get(key, 0.0)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise DeviceError(f"{key} is {value!r}.", where=where, remedy="Give a number, in metres or radians.")
    return float(value)
