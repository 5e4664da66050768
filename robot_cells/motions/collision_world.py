"""Whether an arm, its tool and what it holds touch the rest of a scene or each other, and what touches what.

Checked by coal through pinocchio, with a tree of bounding boxes as broad phase.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from robot_cells.bodies.pose3d import Matrix, Pose3D
from robot_cells.errors import MotionError
from robot_cells.motions.contact import Contact, MayTouch
from robot_cells.motions.kinematics import Chain, Vector
from robot_cells.motions.scene_hash import scene_hash
from robot_cells.motions.world_model import WorldModel, world_model
from robot_cells.scenes.scene import Placed, Role, Scene

MARGIN_M = 0.01
"""What is nearer counts as touching: ten times what tables and trays are off by, and the play between two checks."""
_SAMPLES = 32
_MOST_CHECKS = 100_000


class CollisionWorld:
    """One arm in a scene. Joint positions are those of its `chain`, in its order. Not for two threads at once.

    Two bodies touch where less than `margin_m` is between them. Bodies of the arm that one joint joins are never
    compared, nor those that touch in every one of 32 sampled configurations: shapes overlap around their joints.
    """

    def __init__(
        self,
        scene: Scene,
        arm: str,
        *,
        positions: Mapping[str, Mapping[str, float]] | None = None,
        held: Mapping[str, Pose3D] | None = None,
        may_touch: Sequence[MayTouch] = (),
        margin_m: float = MARGIN_M,
        play_m: float = 0.0,
    ) -> None:
        """`arm` names what moves in the scene; its frame `tool` ends the chain.

        `positions` says by name of the thing where joints beside the chain stand (an open door, closed fingers) when
        not as the scene has them; `held` names things of the scene that are in the hand, at that pose in `tool`.
        A way that is free stays so where it is followed no farther off than `play_m`, which is less than the margin.
        Raises `MotionError`.
        """
        self.scene = scene
        self.arm = _placed(scene, arm)
        positions, held = positions or {}, held or {}
        for name in (*positions, *held):
            _placed(scene, name)
        stances = {item.name: {**item.joint_positions, **positions.get(item.name, {})} for item in scene.placed}
        self.chain = Chain(self.arm.mechanism, positions=stances[arm])
        for joint in self.chain.joints:
            stances[arm].pop(joint, None)
        self.may_touch = tuple(may_touch)
        self.margin_m = margin_m
        self.play_m = play_m
        states = tuple(sorted((name, tuple(sorted(joints.items()))) for name, joints in stances.items()))
        self._content = scene_hash(scene, arm, states, tuple(sorted(held.items())))
        self._world = world_model(scene, self.arm, self.chain, stances, held)
        self._always = _always_touching(self._world, self.chain, arm, margin_m)
        self._prepare()

    def _prepare(self) -> None:
        import pinocchio

        world = self._world
        self._pinocchio = pinocchio
        self._data = world.model.createData()
        self._pairs = pinocchio.GeometryData(world.geometry)
        for index, pair in enumerate(world.geometry.collisionPairs):
            first, second = world.owners[pair.first], world.owners[pair.second]
            if index in self._always or any(allowed.covers(first, second) for allowed in self.may_touch):
                self._pairs.deactivateCollisionPair(index)
            self._pairs.collisionRequests[index].security_margin = self.margin_m
        # The tree takes the margins when it is made.
        self._tree = pinocchio.BroadPhaseManager_DynamicAABBTreeCollisionManager(
            world.model, world.geometry, self._pairs
        )

    def allowing(self, *may_touch: MayTouch, margin_m: float | None = None) -> CollisionWorld:
        """The same world in which these may touch as well, and with that margin: for the last way to a part."""
        other = object.__new__(CollisionWorld)
        other.scene, other.arm, other.chain = self.scene, self.arm, self.chain
        other._content, other._world, other._always = self._content, self._world, self._always
        other.may_touch = (*self.may_touch, *may_touch)
        other.margin_m = self.margin_m if margin_m is None else margin_m
        other.play_m = self.play_m if margin_m is None else 0.0
        other._prepare()
        return other

    @property
    def hash(self) -> str:
        """Of all that collisions follow from (SHA-256, hexadecimal)."""
        return scene_hash(Scene(self.scene.line, ()), self._content, self.may_touch, self.margin_m, self.play_m)

    @property
    def base(self) -> Matrix:
        """The frame `base` of the arm in the frame `line` (4x4)."""
        return self._world.base.copy()

    @property
    def reach_m(self) -> Vector:
        """How far one radian (or one metre) of each joint moves any point of the arm, in metres, at most."""
        return self._world.reach_m.copy()

    def is_free(self, positions: Sequence[float] | Vector) -> bool:
        """Whether nothing touches."""
        q = np.asarray(positions, dtype=float)
        return not self._pinocchio.computeCollisions(self._world.model, self._data, self._tree, q, True)

    def nearest(self, positions: Sequence[float] | Vector) -> Contact:
        """The two that are nearest to each other, whether they touch or not; ties go to the first in the scene."""
        q = np.asarray(positions, dtype=float)
        self._pinocchio.computeDistances(self._world.model, self._data, self._world.geometry, self._pairs, q)
        least, found = math.inf, -1
        for index, (is_on, result) in enumerate(
            zip(self._pairs.activeCollisionPairs, self._pairs.distanceResults, strict=True)
        ):
            if is_on and result.min_distance < least:
                least, found = result.min_distance, index
        if found < 0:
            raise MotionError("Everything may touch everything.", where=self.arm.name, remedy="Allow less.")
        pair = self._world.geometry.collisionPairs[found]
        return Contact(self._world.owners[pair.first], self._world.owners[pair.second], float(least))

    def contact(self, positions: Sequence[float] | Vector) -> Contact | None:
        """What touches: of several the two that are deepest in each other. None: nothing does."""
        return None if self.is_free(positions) else self.nearest(positions)

    def boxes(self, positions: Sequence[float] | Vector) -> list[tuple[Vector, Vector]]:
        """Lowest and highest corners of the boxes along the axes of `line` about each shape that the joints move."""
        q = np.asarray(positions, dtype=float)
        self._pinocchio.updateGeometryPlacements(self._world.model, self._data, self._world.geometry, self._pairs, q)
        found: list[tuple[Vector, Vector]] = []
        for index, (joint, half, centre) in enumerate(
            zip(self._world.joints, self._world.halves_m, self._world.centres_m, strict=True)
        ):
            if joint:
                place = self._pairs.oMg[index]
                middle = place.rotation @ centre + place.translation
                spread = np.abs(place.rotation) @ half
                found.append((middle - spread, middle + spread))
        return found

    def way_m(self, start: Sequence[float] | Vector, end: Sequence[float] | Vector) -> float:
        """How far a straight joint move from `start` to `end` moves any point of the arm, in metres, at most."""
        return float(np.abs(np.asarray(end, dtype=float) - np.asarray(start, dtype=float)) @ self._world.reach_m)

    def blocked_at(self, start: Sequence[float] | Vector, end: Sequence[float] | Vector) -> Vector | None:
        """Joint positions on the straight joint move at which something touches; None: nothing does, ends included.

        Checked so densely that nothing comes nearer than the play between two checks that were free with the margin: no
        point is ever further than the margin, less the play, from where it was checked. Middles come before their
        surroundings, as what touches is found soonest so.
        """
        first, last = np.asarray(start, dtype=float), np.asarray(end, dtype=float)
        for end_point in (last, first):
            if not self.is_free(end_point):
                return end_point
        step_m = 2.0 * max(self.margin_m - self.play_m, 0.0005)
        count = math.ceil(self.way_m(first, last) / step_m)
        if count > _MOST_CHECKS:
            raise MotionError(
                f"A move of {self.way_m(first, last):.1f} m is too far to check every {step_m * 1000.0:.1f} mm.",
                where=self.arm.name,
                remedy="Give a margin, or a nearer goal.",
            )
        stride = 1 << max(0, count - 1).bit_length()
        while stride > 1:
            for index in range(stride // 2, count, stride):
                q: Vector = first + (last - first) * (index / count)
                if not self.is_free(q):
                    return q
            stride //= 2
        return None

    def is_way_free(self, start: Sequence[float] | Vector, end: Sequence[float] | Vector) -> bool:
        """Whether the straight joint move touches nothing."""
        return self.blocked_at(start, end) is None


def _placed(scene: Scene, name: str) -> Placed:
    for item in scene.placed:
        if item.name == name:
            return item
    arms = ", ".join(item.name for item in scene.of(role=Role.ARM))
    raise MotionError(f"Nothing in it is called {name}.", where=f"scene of {scene.line}", remedy=f"Its arms: {arms}.")


def _always_touching(world: WorldModel, chain: Chain, arm: str, margin_m: float) -> frozenset[int]:
    """Pairs of the arm's own geometries that touch in every sampled configuration."""
    import pinocchio

    data, pairs = world.model.createData(), pinocchio.GeometryData(world.geometry)
    own = [
        index
        for index, pair in enumerate(world.geometry.collisionPairs)
        if all(world.owners[k].startswith(arm + "/") for k in (pair.first, pair.second))
    ]
    random = np.random.default_rng(0)
    for _ in range(_SAMPLES):
        q = random.uniform(chain.lower, chain.upper)
        pinocchio.updateGeometryPlacements(world.model, data, world.geometry, pairs, q)
        own = [
            index for index in own if pinocchio.computeDistance(world.geometry, pairs, index).min_distance <= margin_m
        ]
    return frozenset(own)
