"""What lets bodies move beside the queue of events: physics, or nothing at all."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from robot_cells.simulations.simulated_device import SimulatedDevice
    from robot_cells.simulations.site import Site


class Worlds(Protocol):
    """The physics of a plant; time is handed in (simulated seconds, never backwards)."""

    @property
    def next_look_s(self) -> float:
        """When to look again while something moves; infinity when everything is at rest."""

    @property
    def steps(self) -> int:
        """How many steps have been taken in all worlds together: what it costs to come to this state."""

    def settle_in(self, sites: Sequence[Site]) -> None:
        """Give every site what its devices drive; called once for all sites, before they have devices."""

    def advance(self, to_s: float) -> Sequence[SimulatedDevice]:
        """Let time run to `to_s`, but no farther than to where something comes to its end: the devices of that.

        Each has its new `end_s` or `motion_end_s` then. A time that is past changes nothing.
        """

    def digest(self) -> str:
        """SHA-256 of the state of everything: the same for the same course of things on the same machine."""


class NoWorlds:
    """Nothing has a weight: whatever moves has a path and a known end."""

    next_look_s = math.inf
    steps = 0

    def settle_in(self, sites: Sequence[Site]) -> None:
        """See `Worlds`."""

    def advance(self, to_s: float) -> Sequence[SimulatedDevice]:
        """See `Worlds`."""
        return ()

    def digest(self) -> str:
        """See `Worlds`."""
        return ""
