"""The true state of one simulated product: what is really on the tray, whatever anybody believes."""

from __future__ import annotations

from dataclasses import dataclass, field

from robot_cells.ids import ProductId, SerialNumber


@dataclass(frozen=True, slots=True)
class PlacedModule:
    """Where a module really stands, in the frame `tray` (metres, radians).

    `type` is what it really is, where that is not what the layout asks for.
    """

    x_m: float
    y_m: float
    rotation_rad: float = 0.0
    type: str = ""


@dataclass(frozen=True, slots=True)
class LooseCable:
    """What is wrong with a cable that is in: its plug at `end` (0 or 1) is out by `pulled_m`, or it hangs out.

    `sag` is how far and to which side it hangs, where a good cable hangs by -1 to 1; None: as a good one.
    """

    end: int = 0
    pulled_m: float = 0.0
    sag: float | None = None


@dataclass(slots=True)
class Tray:
    """One tray.

    `modules` by layout id; `screws` with the torque in N.m each is tightened to; `loose_cables` are those of `cables`
    that are not as they should be; `leak_pa_m3_s` is the leak rate of the loop once every coupling is mated.
    """

    serial: SerialNumber
    product: ProductId
    parts: list[str] = field(default_factory=list)
    modules: dict[str, PlacedModule] = field(default_factory=dict)
    screws: dict[str, float] = field(default_factory=dict)
    couplings: set[str] = field(default_factory=set)
    cables: set[str] = field(default_factory=set)
    loose_cables: dict[str, LooseCable] = field(default_factory=dict)
    leak_pa_m3_s: float = 0.0
