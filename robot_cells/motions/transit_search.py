"""Finds ways between places in a scene: over obstacles, in one branch where possible, with corners cut where free."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from robot_cells.devices.six_axis_arm import Joints, SixAxisArm
from robot_cells.motions.branch import branch_of
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.corner_cutting import cut_corners
from robot_cells.motions.goal import JointGoal, unreachable
from robot_cells.motions.held_part import HeldPart
from robot_cells.motions.inverse import InverseKinematics
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.payload import Payload, loaded_limits
from robot_cells.motions.plan import NoPlan, Positions, Reason
from robot_cells.motions.planner import Planner
from robot_cells.motions.spot import JointSpot, PlaceSpot, Spot
from robot_cells.motions.tool_line import tool_line
from robot_cells.motions.transit import Transit
from robot_cells.motions.transit_moves import WholeMove, raised, whole_move
from robot_cells.scenes.scene import Placed, Role, Scene

LIFTS_M = (0.06, 0.10, 0.16, 0.25)
"""So high above both places the way is tried, where the clearance that is asked for is not free."""
MARGIN_M = 0.015
PLAY_M = 0.009
"""A tray stands within 2 mm and 8 mrad of its nominal pose: at 0.85 m from its corner that is 9 mm."""
NEAR_M = 0.002
"""On the last centimetres hand and part may touch station, tray and parts; from all else they keep so far."""
_LOOKS = 5
_BRANCHES = 2
_TOUCHED = (Role.STATION, Role.PRODUCT, Role.PART)


@dataclass(frozen=True, slots=True)
class _Hand:
    """The worlds of one state of the hand: the whole one, and that without what the hand works on."""

    planner: Planner
    bare: CollisionWorld
    part: HeldPart | None


class TransitSearch:
    """For one arm (`arm` in the scene). Not for two threads at once."""

    def __init__(
        self, scene: Scene, arm: str, kinematics: SixAxisArm, home: Joints, parts: Mapping[str, HeldPart]
    ) -> None:
        self._scene, self._arm, self._home, self._parts = scene, arm, home, parts
        self._kinematics = kinematics
        self._hands: dict[str, _Hand] = {}
        self._over: dict[tuple[Spot, float, str], tuple[Positions, ...] | NoPlan] = {}

    def find(self, start: Spot, end: Spot, clearance_m: float, held: str) -> Transit | NoPlan:
        """The first free way: straight across at the lowest height of those tried, else round obstacles."""
        hand = self._hand(held)
        lifts = (clearance_m, *(lift for lift in LIFTS_M if lift > clearance_m))
        refused: NoPlan | None = None
        possible: list[tuple[float, Positions, tuple[Positions, ...]]] = []
        for lift_m in lifts:
            z_m = max((spot.z_m for spot in (start, end) if isinstance(spot, PlaceSpot)), default=0.0) + lift_m
            begins, ends = self._candidates(start, z_m, held), self._candidates(end, z_m, held)
            # What the way up or down meets at the least height says most.
            if isinstance(begins, NoPlan):
                refused = refused or begins
                continue
            if isinstance(ends, NoPlan):
                refused = refused or ends
                continue
            possible.append((z_m, begins[0], ends))
            for goal in ends[:_BRANCHES]:
                if hand.planner.world.is_way_free(begins[0], goal):
                    return self._finished(hand, start, end, z_m, (begins[0], goal))
        for z_m, begin, ends in possible[:1]:
            found = hand.planner.plan(begin, [JointGoal(goal) for goal in ends])
            if not isinstance(found, NoPlan):
                return self._finished(hand, start, end, z_m, found.corners)
            refused = found
        assert refused is not None
        return refused

    def _finished(
        self, hand: _Hand, start: Spot, end: Spot, z_m: float, corners: tuple[Positions, ...]
    ) -> Transit | NoPlan:
        """With what the payload leaves of the accelerations, and the corners that may be cut."""
        limits = MotionLimits.of(hand.planner.world.chain)
        share = 1.0
        if hand.part is not None:
            payload = Payload(hand.part.mass_kg, hand.part.in_tool.position_m)
            left = loaded_limits(hand.planner.world.chain, limits, payload, corners)
            share = left.acceleration[0] / limits.acceleration[0]
        transit = Transit(
            corners,
            z_m if isinstance(start, PlaceSpot) else None,
            z_m if isinstance(end, PlaceSpot) else None,
            share=share,
        )
        move = self._nominal(transit, start, end)
        if move is None:
            return NoPlan(Reason.JUMP, "On the line up or down a joint would have to jump.")
        loaded = limits.with_share(share)
        return replace(transit, overlaps=cut_corners(hand.planner.world, self._kinematics, move, loaded))

    def _nominal(self, transit: Transit, start: Spot, end: Spot) -> WholeMove | None:
        """The move between the places exactly as the documents have them."""
        first = transit.corners[0]
        begin: Joints = (first[0], first[1], first[2], first[3], first[4], first[5])
        start_pose = None
        if isinstance(start, PlaceSpot):
            start_pose = start.pose(start.z_m)
            down = tool_line(self._kinematics, begin, start_pose)
            if down is None:
                return None
            begin = down.end
        end_pose = end.pose(end.z_m) if isinstance(end, PlaceSpot) else None
        return whole_move(self._kinematics, transit, begin, start_pose, end_pose)

    def _candidates(self, spot: Spot, z_m: float, held: str) -> tuple[Positions, ...] | NoPlan:
        """Joint positions over the spot at that height, those in the branch of home first, or why none is free."""
        key = (spot, z_m if isinstance(spot, PlaceSpot) else 0.0, held)
        found = self._over.get(key)
        if found is None:
            hand = self._hand(held)
            found = self._at_joints(spot, hand) if isinstance(spot, JointSpot) else self._over_place(spot, z_m, hand)
            self._over[key] = found
        return found

    @staticmethod
    def _at_joints(spot: JointSpot, hand: _Hand) -> tuple[Positions, ...] | NoPlan:
        world = hand.planner.world
        outside = world.chain.outside(spot.positions)
        if outside:
            return NoPlan(Reason.LIMIT, f"{', '.join(outside)} would be out of range.")
        contact = world.contact(spot.positions)
        return (spot.positions,) if contact is None else NoPlan(Reason.COLLISION, f"These touch: {contact}.", contact)

    def _over_place(self, spot: PlaceSpot, z_m: float, hand: _Hand) -> tuple[Positions, ...] | NoPlan:
        inverse: InverseKinematics = hand.planner.inverse
        above, near = spot.pose(z_m), np.array(self._home)
        wanted = branch_of(self._kinematics.model, self._home)
        found = sorted(inverse.all(above, near), key=lambda q: branch_of(self._kinematics.model, q.tolist()) != wanted)
        if not found:
            return unreachable(above, inverse, near)
        refused: list[NoPlan] = []
        free: list[Positions] = []
        for q in found:
            problem = self._problem(spot, q, hand)
            if problem is None:
                free.append(tuple(float(value) for value in q))
            else:
                refused.append(problem)
        return tuple(free) if free else refused[0]

    def _problem(self, spot: PlaceSpot, q: np.ndarray, hand: _Hand) -> NoPlan | None:
        """Why the arm cannot be there, or not go down to the place from there."""
        contact = hand.planner.world.contact(q)
        if contact is not None:
            return NoPlan(Reason.COLLISION, f"Over the place these touch: {contact}.", contact)
        a, b, c, d, e, f = (float(value) for value in q)
        line = tool_line(self._kinematics, (a, b, c, d, e, f), raised(spot.pose(spot.z_m), spot.z_m))
        if line is None:
            pose = spot.pose(spot.z_m)
            if hand.planner.inverse.nearest(pose, q) is None:
                return unreachable(pose, hand.planner.inverse, q)
            return NoPlan(Reason.JUMP, "On the line down to the place a joint would have to jump.")
        for corner in line.corners(_LOOKS):
            contact = hand.bare.contact(corner)
            if contact is not None:
                return NoPlan(Reason.COLLISION, f"On the line down to the place these touch: {contact}.", contact)
        return None

    def world(self, held: str) -> CollisionWorld:
        """All that is there, with that part type in the hand."""
        return self._hand(held).planner.world

    def _hand(self, held: str) -> _Hand:
        known = self._hands.get(held)
        if known is None:
            part = self._parts.get(held)
            more = () if part is None else (part.placed(),)
            poses = {} if part is None else {part.name: part.in_tool}
            scene = replace(self._scene, placed=(*self._scene.placed, *more))
            bare = replace(self._scene, placed=(*self._not_touched(), *more))
            known = self._hands[held] = _Hand(
                Planner(CollisionWorld(scene, self._arm, held=poses, margin_m=MARGIN_M, play_m=PLAY_M)),
                CollisionWorld(bare, self._arm, held=poses, margin_m=NEAR_M),
                part,
            )
        return known

    def _not_touched(self) -> Iterator[Placed]:
        return (item for item in self._scene.placed if item.role not in _TOUCHED)
