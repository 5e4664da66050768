"""A tray with its whole kit as bodies: what is on it, what lies at the feeders, and what waits for its turn."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import count

from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Pose3D
from robot_cells.ids import CellId
from robot_cells.orders.layout import Cable
from robot_cells.orders.part_sizes import CABLE, COUPLING, SCREW
from robot_cells.orders.rest_heights import rest_heights, screw_seat_m
from robot_cells.scenes.module_bodies import module_mechanism
from robot_cells.scenes.scene import Placed, Role
from robot_cells.scenes.small_parts import coupling_mechanism, plug_mechanism, screw_mechanism
from robot_cells.scenes.tray_body import tray_mechanism
from robot_cells.simulations.physics.holds import FIRST_END, SECOND_END
from robot_cells.simulations.physics.parking import parking_place
from robot_cells.simulations.simulated_gripper import DEPTH_M
from robot_cells.simulations.simulated_tray import SimulatedTray


class Where(Enum):
    """What has become of a part."""

    KIT = "kit"
    """It waits until it is its turn, or has fallen into the kit box."""
    FEEDER = "feeder"
    """It lies where the next of its type is picked."""
    HAND = "hand"
    LYING = "lying"
    """On the tray, held by nothing."""
    HANGING = "hanging"
    """A plug over its socket, whose other end is home."""
    SEATED = "seated"
    """Kept on the tray by screws or a latch."""


@dataclass(slots=True)
class TrayPart:
    """A part as a body. `subject` is what it is, or would be, in the layout; `end` which end (0, 1) of a cable."""

    placed: Placed
    type: str
    subject: str
    end: int = 0
    where: Where = Where.KIT

    @property
    def name(self) -> str:
        """Of its body: `<serial>/<subject>` at first; plugs have `/end_1` and `/end_2` behind that."""
        return self.placed.name


def tray_placed(tray: SimulatedTray, at: Pose3D, cell: CellId) -> Placed:
    """The tray itself: the working place holds it fast."""
    return Placed(f"{tray.serial}/tray", Role.PRODUCT, tray_mechanism(tray.layout), at, cell=cell)


def tray_parts(
    tray: SimulatedTray, at: Pose3D, cell: CellId, feeders: Mapping[str, Pose3D], held: Mapping[str, Pose3D]
) -> tuple[TrayPart, ...]:
    """Of every part of the layout its body, where it truly is (poses in the frame `line`, `at` is that of the tray).

    `feeders` are by part type; `held` says by name where the parts are that a hand holds.
    """
    made = _Maker(tray, at, cell, feeders, held)
    return (*made.modules(), *made.screws(), *made.couplings(), *made.cables())


def second_plug_at(first: Pose3D, cable: Cable) -> Pose3D:
    """Where the second plug of a cable is that lies straight from its first."""
    return first @ Pose3D(cable.length_m)


class _Maker:
    def __init__(
        self,
        tray: SimulatedTray,
        at: Pose3D,
        cell: CellId,
        feeders: Mapping[str, Pose3D],
        held: Mapping[str, Pose3D],
    ) -> None:
        self._tray, self._at, self._cell, self._feeders, self._held = tray, at, cell, feeders, held
        self._places: Iterator[int] = count()
        self._fed: set[str] = set()

    def modules(self) -> Iterator[TrayPart]:
        """One for each of the layout."""
        state, layout = self._tray.tray, self._tray.layout
        heights = rest_heights(layout, state.modules)
        for module in layout.modules:
            placed = state.modules.get(module.id)
            mechanism = module_mechanism(module)
            if placed is not None:
                pose = self._at @ Pose3D(placed.x_m, placed.y_m, heights[module.id], yaw_rad=placed.rotation_rad)
                where = Where.SEATED if self._tray.screws_holding(module.id) else Where.LYING
                yield self._part(module.id, module.type, mechanism, pose, where)
            else:
                yield self._waiting(module.id, module.type, mechanism)

    def screws(self) -> Iterator[TrayPart]:
        """Bolted down: they are set by hand."""
        layout, state = self._tray.layout, self._tray.tray
        heights = rest_heights(layout, state.modules)
        for screw in layout.screws:
            pose, where = parking_place(next(self._places)), Where.KIT
            if screw.id in state.screws:
                pose = self._at @ Pose3D(screw.x_m, screw.y_m, screw_seat_m(layout, screw, heights))
                where = Where.SEATED
            yield self._part(screw.id, SCREW, screw_mechanism(screw), pose, where, is_fixed=True)

    def couplings(self) -> Iterator[TrayPart]:
        """One for each of the layout."""
        for item in self._tray.layout.couplings:
            mechanism = coupling_mechanism(item)
            if item.id in self._tray.tray.couplings:
                yield self._part(item.id, COUPLING, mechanism, self._at @ Pose3D(item.x_m, item.y_m), Where.SEATED)
            else:
                yield self._waiting(item.id, COUPLING, mechanism)

    def cables(self) -> Iterator[TrayPart]:
        """Two plugs for each of the layout."""
        for cable in self._tray.layout.cables:
            home = self._tray.plugged.get(cable.id, set())
            first: TrayPart | None = None
            for end, (suffix, x_m, y_m) in enumerate(
                ((FIRST_END, cable.x1_m, cable.y1_m), (SECOND_END, cable.x2_m, cable.y2_m))
            ):
                name, mechanism = f"{cable.id}{suffix}", plug_mechanism(cable, end)
                if end in home or cable.id in self._tray.tray.cables:
                    pose = self._at @ Pose3D(x_m, y_m, yaw_rad=cable.direction_rad)
                    part = self._part(name, CABLE, mechanism, pose, Where.SEATED)
                elif first is not None and first.where is Where.FEEDER:
                    part = self._part(name, CABLE, mechanism, second_plug_at(first.placed.pose, cable), Where.FEEDER)
                elif first is not None and first.where is Where.SEATED:
                    pose = self._at @ Pose3D(x_m, y_m, DEPTH_M[CABLE], yaw_rad=cable.direction_rad)
                    part = self._part(name, CABLE, mechanism, pose, Where.HANGING)
                elif first is not None:
                    part = self._part(name, CABLE, mechanism, parking_place(next(self._places)), Where.KIT)
                else:
                    part = self._waiting(name, CABLE, mechanism)
                part.subject, part.end = cable.id, end
                first = first or part
                yield part

    def _waiting(self, name: str, part_type: str, mechanism: Mechanism) -> TrayPart:
        """At its feeder, where it is the first of its type that the kit has; else out of the way."""
        feeder = self._feeders.get(part_type)
        is_held = f"{self._tray.serial}/{name}" in self._held
        if feeder is None or is_held or part_type in self._fed or part_type not in self._tray.tray.parts:
            return self._part(name, part_type, mechanism, parking_place(next(self._places)), Where.KIT)
        self._fed.add(part_type)
        return self._part(name, part_type, mechanism, feeder, Where.FEEDER)

    def _part(
        self, name: str, part_type: str, mechanism: Mechanism, pose: Pose3D, where: Where, *, is_fixed: bool = False
    ) -> TrayPart:
        full = f"{self._tray.serial}/{name}"
        if full in self._held:
            pose, where = self._held[full], Where.HAND
        placed = Placed(full, Role.PART, mechanism, pose, is_fixed=is_fixed, cell=self._cell)
        return TrayPart(placed, part_type, name, where=where)
