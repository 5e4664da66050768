"""A tray with all that truly is on it, and the parts that wait for it in the feeders, as mechanisms at their places."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.ids import CellId, SerialNumber
from robot_cells.orders.layout import Layout
from robot_cells.orders.part_sizes import CABLE, COUPLING, SCREW
from robot_cells.orders.rest_heights import ModulePlace, rest_heights, screw_seat_m
from robot_cells.orders.stacking import stacked
from robot_cells.scenes.module_bodies import TOP, module_mechanism
from robot_cells.scenes.scene import Placed, Role
from robot_cells.scenes.small_parts import cable_mechanism, cable_place, coupling_mechanism, screw_mechanism
from robot_cells.scenes.tray_body import tray_mechanism


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
    for module in stacked(layout):
        place = state.modules.get(module.id)
        if place is not None:
            pose = Pose3D(place.x_m, place.y_m, heights[module.id], yaw_rad=place.rotation_rad)
            part(module.id, module_mechanism(module), at @ pose)
    for screw in layout.screws:
        if screw.id in state.screws:
            height = screw_seat_m(layout, screw, heights)
            part(screw.id, screw_mechanism(screw), at @ Pose3D(screw.x_m, screw.y_m, height))
    for coupling in layout.couplings:
        if coupling.id in state.couplings:
            part(coupling.id, coupling_mechanism(coupling), at @ Pose3D(coupling.x_m, coupling.y_m))
    for cable in layout.cables:
        if cable.id in state.cables:
            part(cable.id, cable_mechanism(cable), at @ cable_place(cable))
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
