"""How fast the joints of a chain may move, and how soon."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.motions.kinematics import Chain
from robot_cells.motions.plan import Positions

ACCELERATION = 8.0
"""Of every joint, rad/s2 or m/s2: ours, below what arms of this size do, so that a held part does not slip. Makers
publish speeds and torques, but no accelerations; what a payload leaves of it follows from the torques."""
JERK = 80.0
"""Of every joint, rad/s3 or m/s3: ours. The full acceleration is there after a tenth of a second, about a period of the
first oscillation of an arm of this size, which is hardly excited so."""


@dataclass(frozen=True, slots=True)
class MotionLimits:
    """Per joint: speed, acceleration and jerk in rad (or m) per s, s2 and s3, in both directions alike."""

    velocity: Positions
    acceleration: Positions
    jerk: Positions

    @classmethod
    def of(cls, chain: Chain, *, acceleration: float = ACCELERATION, jerk: float = JERK) -> MotionLimits:
        """The chain's own speeds, and for all its joints the same acceleration and jerk."""
        count = len(chain)
        return cls(tuple(chain.velocity.tolist()), (acceleration,) * count, (jerk,) * count)

    def with_share(self, share: float) -> MotionLimits:
        """With a share (above 0, to 1) of the accelerations and jerks: what a payload leaves of them."""
        return MotionLimits(
            self.velocity,
            tuple(value * share for value in self.acceleration),
            tuple(value * share for value in self.jerk),
        )

    def at_speed(self, share: float) -> MotionLimits:
        """With a speed override (above 0, to 1): the same motion in 1 / share of the time.

        Raises `ValueError` outside that range.
        """
        if not 0.0 < share <= 1.0:
            raise ValueError(f"A speed override of {share} is not above 0 and at most 1.")
        return MotionLimits(
            tuple(value * share for value in self.velocity),
            tuple(value * share**2 for value in self.acceleration),
            tuple(value * share**3 for value in self.jerk),
        )
