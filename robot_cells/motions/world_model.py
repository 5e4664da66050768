"""A scene with one arm that moves, as pinocchio and coal compute it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from robot_cells.bodies.body import Body
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.bodies.pose3d import Matrix, Pose3D
from robot_cells.errors import MotionError
from robot_cells.motions.articulation import Articulation, Carried, Native, articulated
from robot_cells.motions.coal_shapes import coal_shape, radius_of
from robot_cells.motions.kinematics import TOOL, Chain, Vector
from robot_cells.motions.reach import reaches_m
from robot_cells.scenes.scene import Placed, Scene


@dataclass(slots=True)
class WorldModel:
    """`owners` holds the `<placed>/<body>` of each geometry, `joints` the number of the joint that carries it.

    `centres_m` and `halves_m` are the middle and half the edges of each geometry's own bounding box, in its frame.
    `reach_m` bounds how far one radian (or one metre) of each joint moves any point of the arm, in metres.
    """

    model: Native
    geometry: Native
    base: Matrix
    owners: list[str] = field(default_factory=list)
    joints: list[int] = field(default_factory=list)
    places: list[Vector] = field(default_factory=list)
    radii_m: list[float] = field(default_factory=list)
    centres_m: list[Vector] = field(default_factory=list)
    halves_m: list[Vector] = field(default_factory=list)
    reach_m: Vector = field(default_factory=lambda: np.zeros(0))


def world_model(
    scene: Scene,
    arm: Placed,
    chain: Chain,
    positions: Mapping[str, Mapping[str, float]],
    held: Mapping[str, Pose3D],
) -> WorldModel:
    """The model of `scene` in which the joints of `chain` move; see `CollisionWorld` for the arguments."""
    import pinocchio

    root = arm.pose.matrix()
    articulation = articulated(arm.mechanism, chain.joints, positions.get(arm.name, {}), root)
    world = WorldModel(articulation.model, pinocchio.GeometryModel(), _base_of(articulation, arm, root))
    _add_all(world, arm.name, arm.mechanism, articulation.bodies)
    tool = arm.mechanism.frames[TOOL]
    carrier = articulation.bodies[tool.body]
    for item in scene.placed:
        if item.name == arm.name:
            continue
        in_hand = held.get(item.name)
        if in_hand is not None:
            place = carrier.pose @ tool.pose.matrix() @ in_hand.matrix()
            joint = carrier.joint
        else:
            place, joint = item.pose.matrix(), 0
        standing = articulated(item.mechanism, (), positions.get(item.name, {}), place).bodies
        on_joint = {name: Carried(joint, body.pose) for name, body in standing.items()}
        _add_all(world, item.name, item.mechanism, on_joint)
    _add_pairs(world, arm.name)
    world.reach_m = reaches_m(world.model, chain, zip(world.joints, world.places, world.radii_m, strict=True))
    return world


def _base_of(articulation: Articulation, arm: Placed, root: Matrix) -> Matrix:
    """The frame `base` of the arm in the frame `line`."""
    frame = arm.mechanism.frames.get("base")
    return root if frame is None else articulation.bodies[frame.body].pose @ frame.pose.matrix()


def _add_all(world: WorldModel, name: str, mechanism: Mechanism, carried: Mapping[str, Carried]) -> None:
    for body in mechanism.bodies:
        _add_body(world, f"{name}/{body.name}", body, carried[body.name])


def _add_body(world: WorldModel, owner: str, body: Body, carried: Carried) -> None:
    import pinocchio

    for geometry in body.geometries:
        if not geometry.is_felt:
            continue
        place = carried.pose @ geometry.pose.matrix()
        name = f"{len(world.owners)}:{owner}/{geometry.name}"
        at = pinocchio.SE3(place[:3, :3], place[:3, 3])
        shape = coal_shape(geometry.shape)
        world.geometry.addGeometryObject(pinocchio.GeometryObject(name, carried.joint, at, shape))
        world.owners.append(owner)
        world.joints.append(carried.joint)
        world.places.append(place[:3, 3])
        world.radii_m.append(radius_of(geometry.shape))
        shape.computeLocalAABB()
        low, high = np.array(shape.aabb_local.min_), np.array(shape.aabb_local.max_)
        world.centres_m.append((low + high) / 2.0)
        world.halves_m.append((high - low) / 2.0)


def _add_pairs(world: WorldModel, arm: str) -> None:
    """Everything that can move against each other, but neighbours on the arm: those are joined where they touch."""
    import pinocchio

    parents = list(world.model.parents)
    count = len(world.owners)
    for i in range(count):
        for j in range(i + 1, count):
            first, second = world.joints[i], world.joints[j]
            if first == second:
                continue
            both_arm = all(world.owners[k].startswith(arm + "/") for k in (i, j))
            if both_arm and (parents[first] == second or parents[second] == first):
                continue
            moving, other = (i, j) if first >= second else (j, i)
            world.geometry.addCollisionPair(pinocchio.CollisionPair(moving, other))
    if not len(world.geometry.collisionPairs):
        raise MotionError(
            "Nothing of it can touch anything.", where=arm, remedy="Give its bodies shapes that are felt."
        )
