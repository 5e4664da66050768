"""What planning a move came to: a way, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import pairwise
from typing import TypeAlias

from robot_cells.motions.contact import Contact

Positions: TypeAlias = tuple[float, ...]
"""Of the joints of a chain, in its order, in rad or m."""


class Way(Enum):
    """How a plan was found."""

    STRAIGHT = "straight"
    """One straight move of the joints."""
    LIFTED = "lifted"
    """Up, across, down."""
    DETOUR = "detour"
    """Round obstacles, by sampling."""
    LINEAR = "linear"
    """The tool goes along a straight line; corners are so close that joint moves between them follow it."""


class Reason(Enum):
    """Why there is no plan."""

    LIMIT = "limit"
    """The place is reached only beyond the range of a joint."""
    COLLISION = "collision"
    """Start, goal or the line between them touches something: the contact says what."""
    NO_SOLUTION = "no_solution"
    """No joint positions reach the place."""
    JUMP = "jump"
    """On the line the joints would have to flip to another branch, or turn too fast near a singular pose."""
    TIME_OUT = "time_out"
    """No way was found within the number of checks, or before it was stopped."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Joint positions to go through in straight joint moves; the first is the start."""

    corners: tuple[Positions, ...]
    way: Way

    @property
    def start(self) -> Positions:
        """Where it begins."""
        return self.corners[0]

    @property
    def end(self) -> Positions:
        """Where it ends."""
        return self.corners[-1]

    @property
    def length(self) -> float:
        """The sum over its moves of the farthest that any joint goes, in rad or m."""
        return sum(max(abs(b - a) for a, b in zip(p, q, strict=True)) for p, q in pairwise(self.corners))


@dataclass(frozen=True, slots=True)
class NoPlan:
    """`detail` is a sentence for people; `contact` is what is in the way, where something is."""

    reason: Reason
    detail: str
    contact: Contact | None = None
