"""From one world to the one that takes its place: what is in both goes on as it was."""

from __future__ import annotations

import numpy as np

from robot_cells.simulations.physics.physics_world import PhysicsWorld


def carry_over(before: PhysicsWorld, now: PhysicsWorld) -> PhysicsWorld:
    """Bring joints, servos and what holds bodies together, by their names, into the state that they had before.

    `now` is given back. What is new there stands as its document says.
    """
    old, new = before.model, now.model
    for index in range(new.njnt):
        name = new.joint(index).name
        other = _id_of(old, "joint", name)
        if other is None or old.jnt_type[other] != new.jnt_type[index]:
            continue
        for values, was, addresses, lengths in (
            (now.data.qpos, before.data.qpos, "jnt_qposadr", _POSITIONS),
            (now.data.qvel, before.data.qvel, "jnt_dofadr", _SPEEDS),
        ):
            at, since = int(getattr(new, addresses)[index]), int(getattr(old, addresses)[other])
            length = lengths[int(new.jnt_type[index])]
            values[at : at + length] = was[since : since + length]
    for index in range(new.nu):
        other = _id_of(old, "actuator", new.actuator(index).name)
        if other is not None:
            now.data.ctrl[index] = before.data.ctrl[other]
    for index in range(new.neq):
        other = _id_of(old, "equality", new.equality(index).name)
        if other is not None:
            now.data.eq_active[index] = before.data.eq_active[other]
            new.eq_data[index] = np.asarray(old.eq_data[other])
    now.settle()
    return now


_POSITIONS = (7, 4, 1, 1)
_SPEEDS = (6, 3, 1, 1)
"""How many numbers a joint has, by MuJoCo's `mjtJoint`: free, ball, slide, hinge."""


def _id_of(model: object, kind: str, name: str) -> int | None:
    """The number of what has that name; None where there is none."""
    if not name:
        return None
    try:
        return int(getattr(model, kind)(name).id)
    except KeyError:
        return None
