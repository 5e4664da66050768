"""What the force over the travel says about a part that is pressed into its place."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from robot_cells.skills.curve import Samples

TOUCH_N = 2.0
"""Above the noise of the force measurement: contact."""
LATCH_DROP = 0.25
"""A latch that snaps lets the force fall by this share at least."""


@dataclass(frozen=True, slots=True)
class Insertion:
    """The figures of one press: travels in metres, forces in newton.

    `depth_m` is from the first touch to the end; `latch_drop` is the greatest fall of the force after a peak, as a
    share of that peak.
    """

    depth_m: float
    peak_before_latch_n: float
    latch_drop: float
    final_force_n: float

    @property
    def has_latched(self) -> bool:
        """Whether the force fell as it does when a latch snaps."""
        return self.latch_drop >= LATCH_DROP


def insertion(travel_m: Samples, force_n: Samples) -> Insertion:
    """The figures of a curve; both arrays are of one length and not empty."""
    touching = np.flatnonzero(force_n >= TOUCH_N)
    if touching.size == 0:
        return Insertion(0.0, 0.0, 0.0, float(force_n[-1]))
    first = int(touching[0])
    highest = np.maximum.accumulate(force_n[first:])
    drops = (highest - force_n[first:]) / highest
    # A fall from a peak that is hardly more than the touch itself is noise.
    drops[highest < 2.0 * TOUCH_N] = 0.0
    deepest = int(np.argmax(drops))
    return Insertion(
        depth_m=float(travel_m[-1] - travel_m[first]),
        peak_before_latch_n=float(highest[deepest]),
        latch_drop=float(drops[deepest]),
        final_force_n=float(force_n[-1]),
    )
