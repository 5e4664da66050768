"""The tray at a cell's working place with all its parts in the world, and what is true of it because of them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.orders.part_sizes import CABLE, COUPLING, SCREW
from robot_cells.scenes.scene import Placed
from robot_cells.simulations.physics.bond import Bond
from robot_cells.simulations.physics.holds import FIRST_END, SECOND_END
from robot_cells.simulations.physics.loose_body import LooseBody
from robot_cells.simulations.physics.parking import is_parking_place, parking_place
from robot_cells.simulations.physics.tray_bodies import TrayPart, Where, second_plug_at, tray_parts, tray_placed
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.tray import PlacedModule

if TYPE_CHECKING:
    from robot_cells.simulations.physics.cell_physics import CellPhysics

LIES_M = 0.060
"""What lies no higher than this above the tray's bottom, within its walls, lies on the tray."""
UPRIGHT = 0.9
"""Cosine of the tilt up to which a part still lies, and does not stand on an edge."""


class PartsInCell:
    """Fills the world of a cell with the tray at its working place, whenever that is made anew.

    `SimulatedTray` says what is true; what the bodies have come to is written there.
    """

    def __init__(self, physics: CellPhysics) -> None:
        self._physics = physics
        self._tray: SimulatedTray | None = None
        self._parts: dict[str, TrayPart] = {}
        self._bodies: dict[str, LooseBody] = {}
        self._to_tray = np.eye(4)
        self._hanging: list[TrayPart] = []
        physics.contents = self.contents
        physics.rebuilt.append(self._bind)

    @property
    def tray(self) -> SimulatedTray | None:
        """The tray that the world has, while it is at the working place."""
        return self._tray if self._tray is self._physics.site.tray else None

    @property
    def at(self) -> Pose3D:
        """Its frame `tray` in the frame `line`."""
        assert self._tray is not None
        return self._physics.tray_in_line(self._tray.pose)

    @property
    def loose(self) -> tuple[Placed, ...]:
        """What hands can take, as it is in the scene."""
        return tuple(part.placed for part in self._parts.values() if not part.placed.is_fixed)

    def contents(self) -> tuple[Placed, ...]:
        """What is in the cell now, for `CellPhysics.rebuild`; what a hand holds of the same tray stays in it."""
        tray, before = self._physics.site.tray, self._tray
        held = {
            part.name: Pose3D.from_matrix(self._bodies[part.name].pose())
            for part in self._parts.values()
            if part.where is Where.HAND and tray is before
        }
        self._tray, self._parts = tray, {}
        if tray is None:
            return ()
        cell, at = self._physics.site.cell, self._physics.tray_in_line(tray.pose)
        parts = tray_parts(tray, at, cell, self._physics.plan.feeders_in_line, held)
        self._parts = {part.name: part for part in parts}
        return (tray_placed(tray, at, cell), *(part.placed for part in parts))

    def part(self, name: str) -> TrayPart | None:
        """What a body is; None for one that is not of this tray."""
        return self._parts.get(name)

    def body(self, part: TrayPart) -> LooseBody:
        """Its body; screws have none that is loose."""
        return self._bodies[part.name]

    def of(self, part_type: str, subject: str = "", where: Where | None = None) -> list[TrayPart]:
        """All of a type, in the order of the layout; of these what is that in the layout, and where it is."""
        return [
            part
            for part in self._parts.values()
            if part.type == part_type and subject in ("", part.subject) and where in (None, part.where)
        ]

    def seat(self, part: TrayPart) -> Bond:
        """What keeps it on the tray."""
        assert self._tray is not None
        return Bond(self._physics.world, f"{self._tray.serial}/tray", self._bodies[part.name])

    def strand(self, part: TrayPart) -> Bond | None:
        """What joins the first plug of a cable to its second, for either of them; None for what is no cable."""
        name = part.name.removesuffix(FIRST_END).removesuffix(SECOND_END)
        if part.type != CABLE:
            return None
        return Bond(self._physics.world, name + FIRST_END, self._bodies[name + SECOND_END])

    def other_plug(self, part: TrayPart) -> TrayPart:
        """The other end of the same cable."""
        is_first = part.name.endswith(FIRST_END)
        old, new = (FIRST_END, SECOND_END) if is_first else (SECOND_END, FIRST_END)
        return self._parts[part.name.removesuffix(old) + new]

    def in_tray(self, part: TrayPart) -> Pose3D:
        """Where a part is in the frame `tray`."""
        return Pose3D.from_matrix(self._to_tray @ self._bodies[part.name].pose())

    def height_m(self, part: TrayPart) -> float:
        """How high a part's underside is above the tray's bottom."""
        return float(self._to_tray[2] @ self._bodies[part.name].pose()[:, 3])

    @property
    def hanging(self) -> Sequence[TrayPart]:
        """Plugs that stand over their sockets."""
        return self._hanging

    def put(self, part: TrayPart, pose: Pose3D) -> None:
        """By hand, at rest, at a pose in the frame `tray`."""
        self._bodies[part.name].put(self.at @ pose)
        self._changed()

    def lies_on_tray(self, pose: Pose3D) -> bool:
        """Whether what is there, in the frame `tray`, lies on the tray."""
        assert self._tray is not None
        layout = self._tray.layout
        inside = 0.0 <= pose.x_m <= layout.width_m and 0.0 <= pose.y_m <= layout.depth_m
        return inside and -0.01 <= pose.z_m <= LIES_M and float(pose.matrix()[2, 2]) >= UPRIGHT

    def lay(self, part: TrayPart, true_type: str = "") -> None:
        """A module lies on the tray now, where its body is; `true_type` where it is of another type than it should."""
        tray = self.tray
        if tray is not None:
            pose = self.in_tray(part)
            tray.place_module(part.subject, PlacedModule(pose.x_m, pose.y_m, pose.yaw_rad, true_type))

    def carry_other_plug(self, part: TrayPart) -> None:
        """A cable is held by one plug: the other follows straight behind, and gives way to whatever it meets."""
        assert self._tray is not None
        other, body = self.other_plug(part), self._bodies[part.name]
        length = next(item for item in self._tray.layout.cables if item.id == part.subject).length_m
        along = length if part.name.endswith(FIRST_END) else -length
        self.seat(other).open()
        other.where = Where.HAND
        self._bodies[other.name].put(Pose3D.from_matrix(body.pose()) @ Pose3D(along))
        self._bodies[other.name].touch(is_felt=False)
        self._changed()
        strand = self.strand(part)
        if strand is not None:
            strand.close()

    def hang_other_plug(self, part: TrayPart, above_m: float) -> None:
        """One plug of a cable is home: the other stands over its own socket, so far above its seat."""
        assert self._tray is not None
        other = self.other_plug(part)
        cable = next(item for item in self._tray.layout.cables if item.id == part.subject)
        other.subject, other.end = cable.id, 1 - part.end
        x_m, y_m = (cable.x1_m, cable.y1_m) if other.end == 0 else (cable.x2_m, cable.y2_m)
        strand = self.strand(part)
        if strand is not None:
            strand.open()
        other.where = Where.HANGING
        self._bodies[other.name].put(self.at @ Pose3D(x_m, y_m, above_m, yaw_rad=cable.direction_rad))
        self._bodies[other.name].touch(is_felt=True)
        self._changed()
        self.seat(other).close()

    def read_modules(self) -> None:
        """Where the modules on the tray have truly come to lie."""
        tray = self.tray
        if tray is None:
            return
        for part in self._parts.values():
            placed = tray.tray.modules.get(part.subject)
            if part.where is Where.LYING and placed is not None:
                pose = self.in_tray(part)
                tray.place_module(part.subject, PlacedModule(pose.x_m, pose.y_m, pose.yaw_rad, placed.type))

    def seat_in_socket(self, part: TrayPart) -> None:
        """A coupling or plug is in: the socket has guided it to its middle, and keeps it."""
        tray = self.tray
        if tray is None:
            return
        places = {(item.id, 0): (item.x_m, item.y_m) for item in tray.layout.couplings if part.type == COUPLING}
        for cable in tray.layout.cables if part.type == CABLE else ():
            places |= {(cable.id, 0): (cable.x1_m, cable.y1_m), (cable.id, 1): (cable.x2_m, cable.y2_m)}
        x_m, y_m = places[part.subject, part.end]
        part.where = Where.SEATED
        self.put(part, Pose3D(x_m, y_m, yaw_rad=self.in_tray(part).yaw_rad))
        self.seat(part).close()

    def is_home(self, part: TrayPart) -> None:
        """A plug that stood over its socket is in."""
        part.where = Where.SEATED
        self._hanging.remove(part)

    def stands_for(self, part: TrayPart, subject: str, end: int = 0) -> None:
        """A part has become another one of its type in the layout; what that was is what this one was."""
        for other in self._parts.values():
            if other.type == part.type and (other.subject, other.end) == (subject, end):
                other.subject, other.end = part.subject, part.end
        part.subject, part.end = subject, end

    def put_away(self, part: TrayPart) -> None:
        """It falls into the kit box, a cable with both plugs: it may come to its feeder again."""
        both = [part, self.other_plug(part)] if part.type == CABLE else [part]
        for item in both:
            item.where = Where.KIT
            self.seat(item).open()
            self._bodies[item.name].park(parking_place(list(self._parts).index(item.name)))
            self._bodies[item.name].touch(is_felt=True)
        strand = self.strand(part)
        if strand is not None:
            strand.open()
        self._changed()

    def feed(self) -> None:
        """Bring the next of each type that the kit has to its feeder, where none lies there."""
        tray = self.tray
        if tray is None:
            return
        waiting: dict[str, TrayPart] = {}
        for part in self._parts.values():
            if part.where is Where.KIT and not part.name.endswith(SECOND_END):
                waiting.setdefault(part.type, part)
        for part_type, pose in self._physics.plan.feeders_in_line.items():
            if part_type not in waiting or part_type not in tray.tray.parts or self.of(part_type, where=Where.FEEDER):
                continue
            part = waiting[part_type]
            part.where = Where.FEEDER
            self._bodies[part.name].put(pose)
            if part_type == CABLE:
                second = self.other_plug(part)
                cable = next(item for item in tray.layout.cables if item.id == part.subject)
                second.where = Where.FEEDER
                self._bodies[second.name].put(second_plug_at(pose, cable))
            self._changed()

    def keep_fastened(self) -> None:
        """Screws that are tight keep their module where it lies, others do not."""
        tray = self.tray
        for part in self._parts.values() if tray is not None else ():
            if part.where not in (Where.LYING, Where.SEATED) or part.type in (COUPLING, CABLE, SCREW):
                continue
            is_held = bool(tray is not None and tray.screws_holding(part.subject))
            if is_held is not (part.where is Where.SEATED):
                part.where = Where.SEATED if is_held else Where.LYING
                (self.seat(part).close if is_held else self.seat(part).open)()
                self._changed()

    def set_screw(self, screw: str, pose: Pose3D | None) -> None:
        """The head of a screw is there, in the frame `tray`; None: it is nowhere."""
        for part in self.of(SCREW, screw):
            part.where = Where.KIT if pose is None else Where.SEATED
            target = parking_place(list(self._parts).index(part.name)) if pose is None else self.at @ pose
            model, data = self._physics.world.model, self._physics.world.data
            mocap = int(model.body_mocapid[model.body(part.name).id])
            data.mocap_pos[mocap], data.mocap_quat[mocap] = target.position_m, target.quaternion

    def drop_lost_screws(self) -> None:
        """Screws that are no more on the tray, because they fell out, are no more in the world."""
        tray = self.tray
        for part in self.of(SCREW, where=Where.SEATED):
            if tray is not None and part.subject not in tray.tray.screws:
                self.set_screw(part.subject, None)

    def _bind(self) -> None:
        """There is a new world: its bodies, where they belong, and what keeps them."""
        self._bodies = {placed.name: LooseBody(self._physics.world, placed.name) for placed in self.loose}
        loose = [part for part in self._parts.values() if not part.placed.is_fixed and part.where is not Where.HAND]
        for part in loose:
            is_parked = is_parking_place(part.placed.pose)
            body = self._bodies[part.name]
            (body.park if is_parked else body.put)(part.placed.pose)
        if self._tray is not None:
            self._to_tray = self.at.inverse().matrix()
        self._changed()
        for part in loose:
            bond = self.seat(part)
            (bond.close if part.where in (Where.SEATED, Where.HANGING) else bond.open)()

    def _changed(self) -> None:
        """Something was set by hand: it counts from now on."""
        self._hanging = [part for part in self._parts.values() if part.where is Where.HANGING]
        self._physics.wake()
        self._physics.world.settle()
