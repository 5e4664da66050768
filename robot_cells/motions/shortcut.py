"""Ways with fewer and shorter moves.

Random shortcuts: R. Geraerts and M. H. Overmars, "Creating High-quality Paths for Motion Planning", International
Journal of Robotics Research 26(8), 2007.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.kinematics import Vector

_WORTH = 0.99
"""A shortcut that saves less than a hundredth is none."""


def duration_s(velocity: Vector, corners: Sequence[Vector]) -> float:
    """How long the straight joint moves would take at full speed throughout: what makes a way short."""
    return sum(float((np.abs(b - a) / velocity).max()) for a, b in pairwise(corners))


def shortened(world: CollisionWorld, corners: Sequence[Vector], *, tries: int, seed: int) -> list[Vector]:
    """A free way through fewer or nearer corners, between the same ends; `corners` must be free ways."""
    kept = _skipped(world, list(corners))
    chance = random.Random(seed)
    velocity = world.chain.velocity
    for _ in range(tries):
        if len(kept) < 3:
            break
        first, second = sorted((chance.random() * (len(kept) - 1), chance.random() * (len(kept) - 1)))
        i, j = int(first), int(second)
        if i == j:
            continue
        a, b = _between(kept, first), _between(kept, second)
        shorter = [*kept[: i + 1], a, b, *kept[j + 1 :]]
        if duration_s(velocity, shorter) < _WORTH * duration_s(velocity, kept) and world.is_way_free(a, b):
            kept = _skipped(world, shorter)
    return kept


def _between(corners: Sequence[Vector], at: float) -> Vector:
    index = min(int(at), len(corners) - 2)
    between: Vector = corners[index] + (corners[index + 1] - corners[index]) * (at - index)
    return between


def _skipped(world: CollisionWorld, corners: list[Vector]) -> list[Vector]:
    """From each corner on to the farthest that is reached straight without being slower."""
    velocity = world.chain.velocity
    kept, at = [corners[0]], 0
    while at < len(corners) - 1:
        following = at + 1
        for target in range(len(corners) - 1, at + 1, -1):
            straight = duration_s(velocity, [corners[at], corners[target]])
            if straight <= duration_s(velocity, corners[at : target + 1]) and world.is_way_free(
                corners[at], corners[target]
            ):
                following = target
                break
        kept.append(corners[following])
        at = following
    return kept
