"""One tray of the simulated plant: its true state, and what nobody can see of it."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field

from robot_cells.ids import SerialNumber
from robot_cells.orders.layout import Cable, Layout, Screw
from robot_cells.orders.part_sizes import CABLE, COUPLING, PLUG_M
from robot_cells.orders.rest_heights import rest_heights, top_below_m
from robot_cells.simulations.tray import LooseCable, PlacedModule, Tray
from robot_cells.simulations.tray_pose import TrayPose

SEATED_NM = 0.05
"""A screw with less torque (N.m) than this holds nothing."""
CABLE_ENDS = 2
TABLE_MARGIN_M = 0.05
"""The surface that carries the tray reaches so far beyond it."""


@dataclass(slots=True)
class SimulatedTray:
    """A tray with what is hidden in it.

    `pose` is where the tray stands now. `loose_screws` fall out when it is next handled. `leaks` (Pa.m3/s) is by
    coupling, `plugged` the ends (0, 1) of each cable that are home.
    """

    tray: Tray
    layout: Layout
    tight_leak_pa_m3_s: float = 0.0
    pose: TrayPose = field(default_factory=TrayPose)
    loose_screws: set[str] = field(default_factory=set)
    leaks: dict[str, float] = field(default_factory=dict)
    plugged: dict[str, set[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sum_leaks()

    @property
    def serial(self) -> SerialNumber:
        """The serial number printed on it."""
        return self.tray.serial

    def handled(self) -> None:
        """The tray was moved or knocked: what is loose falls out."""
        for screw in self.loose_screws:
            self.tray.screws.pop(screw, None)
        self.loose_screws.clear()

    def missing_parts(self) -> list[str]:
        """Part types that are neither on the tray nor in its kit, in the order of the layout."""
        there = Counter(self.tray.parts)
        there.update(module.type for module in self.layout.modules if module.id in self.tray.modules)
        there.update({COUPLING: len(self.tray.couplings), CABLE: len(self.tray.cables)})
        wanted = [module.type for module in self.layout.modules]
        wanted += [COUPLING] * len(self.layout.couplings) + [CABLE] * len(self.layout.cables)
        missing = []
        for part in wanted:
            if there[part] > 0:
                there[part] -= 1
            else:
                missing.append(part)
        return missing

    @property
    def is_complete(self) -> bool:
        """Whether every module, coupling and cable is in; such a tray can be switched on."""
        return (
            all(module.id in self.tray.modules for module in self.layout.modules)
            and all(coupling.id in self.tray.couplings for coupling in self.layout.couplings)
            and all(cable.id in self.tray.cables for cable in self.layout.cables)
        )

    def free_module(self, part: str, x_m: float, y_m: float) -> str | None:
        """The module of a type that is not on the tray and whose place is nearest to a point of the frame `tray`."""
        free = [item for item in self.layout.modules if item.type == part and item.id not in self.tray.modules]
        nearest = min(free, key=lambda item: math.hypot(item.x_m - x_m, item.y_m - y_m), default=None)
        return nearest.id if nearest else None

    def module_at(self, part: str, x_m: float, y_m: float, within_m: float) -> str | None:
        """The module of a type whose true centre is nearest to a point of the frame `tray`, if within `within_m`."""
        types = {item.id: item.type for item in self.layout.modules}
        near = {
            module: math.hypot(placed.x_m - x_m, placed.y_m - y_m)
            for module, placed in self.tray.modules.items()
            if types.get(module) == part
        }
        nearest = min(near, key=lambda module: near[module], default=None)
        return nearest if nearest is not None and near[nearest] <= within_m else None

    def rest_heights(self) -> dict[str, float]:
        """How high above the placing plane the underside of each module on the tray truly lies, metres."""
        return rest_heights(self.layout, self.tray.modules)

    def seat_m(self, part: str, placed: PlacedModule) -> float:
        """How high above the placing plane a module of a type comes to lie when it is let down there.

        On those under it that are truly there; where every place for its type is taken, on what is under its middle.
        """
        module = self.free_module(part, placed.x_m, placed.y_m)
        if module is None:
            return top_below_m(self.layout, self.tray.modules, placed.x_m, placed.y_m)
        return rest_heights(self.layout, {**self.tray.modules, module: placed})[module]

    def reaches(self, x_m: float, y_m: float, margin_m: float) -> bool:
        """Whether a point of the frame `tray` is over the tray, or no farther beside it than that."""
        is_inside_x = -margin_m <= x_m <= self.layout.width_m + margin_m
        return is_inside_x and -margin_m <= y_m <= self.layout.depth_m + margin_m

    def size_of(self, part: str) -> tuple[float, float]:
        """Width and depth (metres) of where a part of that type is gripped: a module, a coupling, a cable's plug."""
        if part == CABLE:
            return PLUG_M[0], PLUG_M[1]
        if part == COUPLING:
            return (max((item.diameter_m for item in self.layout.couplings), default=0.0),) * 2
        sizes = [(item.width_m, item.depth_m) for item in self.layout.modules if item.type == part]
        return sizes[0] if sizes else (0.0, 0.0)

    def place_module(self, module: str, placed: PlacedModule) -> None:
        """The module lies there now."""
        self.tray.modules[module] = placed

    def screws_holding(self, module: str) -> list[str]:
        """The tightened screws that keep a module from being lifted."""
        return [
            screw.id
            for screw in self.layout.screws
            if screw.holds == module and self.tray.screws.get(screw.id, 0.0) >= SEATED_NM
        ]

    def screw_at(self, x_m: float, y_m: float, within_m: float) -> Screw | None:
        """The screw whose place is nearest to a point of the frame `tray`, if within `within_m`."""
        distance = {item.id: math.hypot(item.x_m - x_m, item.y_m - y_m) for item in self.layout.screws}
        nearest = min(self.layout.screws, key=lambda item: distance[item.id], default=None)
        return nearest if nearest is not None and distance[nearest.id] <= within_m else None

    def misalignment_m(self, module: str) -> float:
        """How far the true centre of a module is from its place, metres; infinite when it is not on the tray."""
        placed = self.tray.modules.get(module)
        nominal = next((item for item in self.layout.modules if item.id == module), None)
        if placed is None or nominal is None:
            return math.inf
        return math.hypot(placed.x_m - nominal.x_m, placed.y_m - nominal.y_m)

    def coupling_at(self, x_m: float, y_m: float, within_m: float) -> str | None:
        """The coupling whose place is nearest to a point of the frame `tray`, if within `within_m`."""
        distance = {item.id: math.hypot(item.x_m - x_m, item.y_m - y_m) for item in self.layout.couplings}
        nearest = min(distance, key=lambda item: distance[item], default=None)
        return nearest if nearest is not None and distance[nearest] <= within_m else None

    def cable_end_at(self, x_m: float, y_m: float, within_m: float) -> tuple[str, int] | None:
        """The cable and which of its ends (0 or 1) is nearest to a point of the frame `tray`, if within `within_m`."""
        distance = {
            (cable.id, end): math.hypot(place[0] - x_m, place[1] - y_m)
            for cable in self.layout.cables
            for end, place in enumerate(_ends(cable))
        }
        nearest = min(distance, key=lambda item: distance[item], default=None)
        return nearest if nearest is not None and distance[nearest] <= within_m else None

    def mate(self, coupling: str, leak_pa_m3_s: float = 0.0) -> None:
        """The coupling is pushed home; what it leaked before is over, `leak_pa_m3_s` begins."""
        self.tray.couplings.add(coupling)
        self.leaks[coupling] = leak_pa_m3_s
        self._sum_leaks()

    def unmate(self, coupling: str) -> bool:
        """The coupling is taken out; False when it was not in."""
        if coupling not in self.tray.couplings:
            return False
        self.tray.couplings.discard(coupling)
        self.leaks.pop(coupling, None)
        self._sum_leaks()
        return True

    def plug(self, cable: str, end: int) -> bool:
        """One end of a cable is pushed home; with both ends home the cable is in. Whether it is, by this end."""
        ends = self.plugged.setdefault(cable, set())
        ends.add(end)
        if len(ends) < CABLE_ENDS or cable in self.tray.cables:
            return False
        self.tray.cables.add(cable)
        return True

    def hangs_at(self, cable: str, end: int) -> bool:
        """Whether that end of a cable hangs over its place, for the other end alone is home."""
        ends = self.plugged.get(cable, set())
        return bool(ends) and end not in ends

    def loosen(self, cable: str, loose: LooseCable) -> None:
        """A cable that is in is not as it should be, until it is taken out."""
        self.tray.loose_cables[cable] = loose

    def take_cable(self, cable: str) -> bool:
        """A cable that is in is taken out; one that hangs on one end stays there and its free end is taken.

        False when no end of it is home.
        """
        if cable in self.tray.cables:
            self.tray.cables.discard(cable)
            self.tray.loose_cables.pop(cable, None)
            del self.plugged[cable]
            return True
        return bool(self.plugged.get(cable))

    def _sum_leaks(self) -> None:
        self.tray.leak_pa_m3_s = self.tight_leak_pa_m3_s + sum(self.leaks.values())


def _ends(cable: Cable) -> tuple[tuple[float, float], tuple[float, float]]:
    return (cable.x1_m, cable.y1_m), (cable.x2_m, cable.y2_m)
