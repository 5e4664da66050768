"""Something that a cell can do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.lines.zone import Lock


@dataclass(frozen=True, slots=True)
class Capability:
    """What a cell offers: the name recipes ask for, the nominal duration in seconds, the process that carries it out.

    `parameters` are the cell's own values for the process (taught positions and the like, SI units); those that the
    recipe's operation gives win over them. `repeatable` is what the process declares of itself: it may be done again
    when nobody knows how far it came. `locks` are the zones that an attempt needs from its dispatch to its end, at most
    one on each, in the order of their names. `gives_verdict` is so where its worth is that it judges the piece, which
    nobody's word can do in its place.
    """

    name: str
    duration_s: float
    process: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    repeatable: bool = False
    locks: tuple[Lock, ...] = ()
    gives_verdict: bool = False
