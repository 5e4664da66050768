"""The true state of one simulated product: what is really on the tray, whatever anybody believes."""

from __future__ import annotations

from dataclasses import dataclass, field

from robot_cells.ids import ProductId, SerialNumber


@dataclass(frozen=True, slots=True)
class PlacedModule:
    """Where a module really stands, in the frame `tray` (metres, radians)."""

    x_m: float
    y_m: float
    rotation_rad: float = 0.0


@dataclass(slots=True)
class Tray:
    """One tray.

    `modules` by layout id; `screws` with the torque in N.m each is tightened to; `leak_pa_m3_s` is the leak rate of the
    loop once every coupling is mated.
    """

    serial: SerialNumber
    product: ProductId
    parts: list[str] = field(default_factory=list)
    modules: dict[str, PlacedModule] = field(default_factory=dict)
    screws: dict[str, float] = field(default_factory=dict)
    couplings: set[str] = field(default_factory=set)
    cables: set[str] = field(default_factory=set)
    leak_pa_m3_s: float = 0.0
