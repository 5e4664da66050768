"""Which bodies of a mechanism are joined so that they never move against each other."""

from __future__ import annotations

from robot_cells.bodies.joint import JointKind
from robot_cells.bodies.mechanism import Mechanism


def rigid_groups(mechanism: Mechanism) -> dict[str, str]:
    """By body the first body of its group: of those that are joined by fixed joints alone.

    Bodies that stand on the mechanism's own frame are one group, whose name is empty.
    """
    group: dict[str, str] = {}
    for body in mechanism.bodies:
        is_joined = body.joint.kind is JointKind.FIXED
        group[body.name] = (group[body.parent] if body.parent else "") if is_joined else body.name
    return group


def neighbours(mechanism: Mechanism) -> list[tuple[str, str]]:
    """Pairs of bodies on either side of one joint: they may overlap there, and are not to collide."""
    group = rigid_groups(mechanism)
    members: dict[str, list[str]] = {}
    for body in mechanism.bodies:
        members.setdefault(group[body.name], []).append(body.name)
    found = []
    for body in mechanism.bodies:
        if body.joint.kind in (JointKind.FIXED, JointKind.FREE):
            continue
        carrier = group[body.parent] if body.parent else ""
        found += [(near, far) for near in members.get(carrier, []) for far in members[group[body.name]]]
    return found
