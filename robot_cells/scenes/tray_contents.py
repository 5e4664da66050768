"""A tray with all that truly is on it, and the parts that wait for it in the feeders, as mechanisms at their places."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.ids import CellId, SerialNumber
from robot_cells.orders.layout import Layout, Module
from robot_cells.orders.stacking import stacked
from robot_cells.scenes.module_bodies import TOP, module_mechanism
from robot_cells.scenes.part_sizes import size_of
from robot_cells.scenes.scene import Placed, Role
from robot_cells.scenes.small_parts import cable_mechanism, cable_middle, coupling_mechanism, screw_mechanism
from robot_cells.scenes.tray_body import tray_mechanism

OVERLAP_M = 0.001
"""Modules that share less than this along an axis stand beside each other."""
COUPLING, CABLE, SCREW = "coupling", "cable", "screw"
"""The part types that are no modules, as feeders name them."""


class ModulePlace(Protocol):
    """Where a module stands, in the frame `tray` (metres, radians)."""

    @property
    def x_m(self) -> float: ...  # noqa: D102
    @property
    def y_m(self) -> float: ...  # noqa: D102
    @property
    def rotation_rad(self) -> float: ...  # noqa: D102


class TrayState(Protocol):
    """What is truly on a tray: `robot_cells.simulations.tray.Tray` is one."""

    @property
    def serial(self) -> SerialNumber: ...  # noqa: D102
    @property
    def parts(self) -> Sequence[str]: ...  # noqa: D102
    @property
    def modules(self) -> Mapping[str, ModulePlace]: ...  # noqa: D102
    @property
    def screws(self) -> Mapping[str, float]: ...  # noqa: D102
    @property
    def couplings(self) -> Collection[str]: ...  # noqa: D102
    @property
    def cables(self) -> Collection[str]: ...  # noqa: D102


def rest_heights(layout: Layout, places: Mapping[str, ModulePlace]) -> dict[str, float]:
    """How high above the tray's bottom the underside of each placed module lies: on those that it lies on."""
    heights: dict[str, float] = {}
    below: list[tuple[tuple[float, float, float, float], float]] = []
    for module in stacked(layout):
        place = places.get(module.id)
        if place is None:
            continue
        rectangle = _rectangle(module, place)
        heights[module.id] = max((top for other, top in below if _overlap(rectangle, other)), default=0.0)
        below.append((rectangle, heights[module.id] + size_of(module).height_m))
    return heights


def tray_mechanisms(
    layout: Layout,
    state: TrayState,
    at: Pose3D,
    cell: CellId | None = None,
    feeders: Mapping[str, Pose3D] | None = None,
) -> tuple[Placed, ...]:
    """The tray at `at` (its frame `tray` in the frame `line`), all that is on it, and the next of each type of its kit.

    Names are `<serial>/tray` and `<serial>/<id of the part in the layout>`, the same wherever the part is. Parts of
    the kit lie at the `feeders` (by part type, in the frame `line`), one of a type; the others, and those without a
    feeder, wait in the kit box and are no bodies yet.
    """
    serial = state.serial
    found = [Placed(f"{serial}/tray", Role.PRODUCT, tray_mechanism(layout), at, is_fixed=False, cell=cell)]

    def part(name: str, mechanism: Mechanism, pose: Pose3D) -> None:
        found.append(Placed(f"{serial}/{name}", Role.PART, mechanism, pose, is_fixed=False, cell=cell))

    heights = rest_heights(layout, state.modules)
    modules = {module.id: module for module in layout.modules}
    for module in stacked(layout):
        place = state.modules.get(module.id)
        if place is not None:
            pose = Pose3D(place.x_m, place.y_m, heights[module.id], yaw_rad=place.rotation_rad)
            part(module.id, module_mechanism(module), at @ pose)
    for screw in layout.screws:
        if screw.id in state.screws:
            held = modules[screw.holds]
            height = heights.get(held.id, 0.0) + (size_of(held).height_m if held.id in heights else 0.0)
            part(screw.id, screw_mechanism(screw), at @ Pose3D(screw.x_m, screw.y_m, height))
    for coupling in layout.couplings:
        if coupling.id in state.couplings:
            part(coupling.id, coupling_mechanism(coupling), at @ Pose3D(coupling.x_m, coupling.y_m))
    for cable in layout.cables:
        if cable.id in state.cables:
            part(cable.id, cable_mechanism(cable), at @ cable_middle(cable))
    for part_type, name, mechanism in _next_parts(layout, state):
        pose_at = (feeders or {}).get(part_type)
        if pose_at is not None:
            part(name, mechanism, pose_at)
    return tuple(found)


def top_of(placed: Placed) -> Pose3D:
    """The middle of a part's upper side, in the frame `line`."""
    return placed.pose @ placed.mechanism.frames[TOP].pose


def _next_parts(layout: Layout, state: TrayState) -> list[tuple[str, str, Mechanism]]:
    """Of every type in the kit the first that is not on the tray: its type, its id in the layout, its body."""
    missing: list[tuple[str, str, Mechanism]] = []
    missing += [(m.type, m.id, module_mechanism(m)) for m in layout.modules if m.id not in state.modules]
    missing += [(COUPLING, c.id, coupling_mechanism(c)) for c in layout.couplings if c.id not in state.couplings]
    missing += [(CABLE, c.id, cable_mechanism(c)) for c in layout.cables if c.id not in state.cables]
    # Screws come in by the thousand and are in no kit.
    missing += [(SCREW, s.id, screw_mechanism(s)) for s in layout.screws if s.id not in state.screws]
    found: dict[str, tuple[str, str, Mechanism]] = {}
    for item in missing:
        if item[0] == SCREW or item[0] in state.parts:
            found.setdefault(item[0], item)
    return list(found.values())


def _rectangle(module: Module, place: ModulePlace) -> tuple[float, float, float, float]:
    """From and to along x and y of the least upright rectangle round a placed module."""
    c, s = abs(math.cos(place.rotation_rad)), abs(math.sin(place.rotation_rad))
    half_x = (module.width_m * c + module.depth_m * s) / 2
    half_y = (module.width_m * s + module.depth_m * c) / 2
    return place.x_m - half_x, place.x_m + half_x, place.y_m - half_y, place.y_m + half_y


def _overlap(a: tuple[float, float, float, float], b: tuple[float, float, float, float]) -> bool:
    return min(a[1], b[1]) - max(a[0], b[0]) > OVERLAP_M and min(a[3], b[3]) - max(a[2], b[2]) > OVERLAP_M
