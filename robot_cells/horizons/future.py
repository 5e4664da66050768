"""How things may go from now on: what is looked ahead at is judged by more than the one course that is expected.

A schedule that is good only where nothing happens is worth little on a line where something does. So candidates are
carried out in the same few seeded futures (common random numbers, A. M. Law, Simulation Modeling and Analysis, 5th ed.,
section 11.2), and their means are compared (sample average approximation, A. J. Kleywegt, A. Shapiro and T.
Homem-de-Mello, SIAM Journal on Optimization 12, 2002).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b

from robot_cells.lines.scheduling import Scheduling

SPREAD = 0.02
"""Durations lie within this share around what is expected."""
_SCALE = 1.0 / 2.0**32


@dataclass(frozen=True, slots=True)
class Future:
    """One course of things. What is drawn belongs to a name, whatever happens before it; times in seconds.

    A share `delay_share` of all attempts takes longer, by `delay_s` in the mean; a cell that stands does so for
    `repair_s` in the mean. The future without `seed` is the expected one: nothing is late, and a repair takes its mean.
    """

    seed: str = ""
    delay_share: float = 0.0
    delay_s: float = 0.0
    repair_s: float = 0.0

    def duration_s(self, name: str, expected_s: float) -> float:
        """How long the attempt of that name takes."""
        if not self.seed:
            return expected_s
        spread, is_late, late = self._uniforms(name)
        duration_s = expected_s * (1.0 + SPREAD * (2.0 * spread - 1.0))
        return duration_s + _exponential(late, self.delay_s) if is_late < self.delay_share else duration_s

    def back_after_s(self) -> float:
        """How long cells that stand now will stand still."""
        return self.repair_s if not self.seed else _exponential(self._uniforms("repair")[0], self.repair_s)

    def _uniforms(self, name: str) -> tuple[float, float, float]:
        """Three independent numbers, 0 inclusive to 1 exclusive; the same on every machine."""
        digest = blake2b(f"{self.seed}\n{name}".encode(), digest_size=12).digest()
        first, second, third = (int.from_bytes(digest[at : at + 4], "big") * _SCALE for at in (0, 4, 8))
        return first, second, third


def expected_future(settings: Scheduling) -> Future:
    """Nothing is late."""
    return Future(repair_s=settings.repair_s)


def futures_of(settings: Scheduling, seed: str) -> Sequence[Future]:
    """As many as the line document says, each another one; the expected one alone where it says one."""
    if settings.futures <= 1:
        return (expected_future(settings),)
    return tuple(
        Future(f"{seed}:{number}", settings.delay_share, settings.delay_s, settings.repair_s)
        for number in range(settings.futures)
    )


def _exponential(uniform: float, mean: float) -> float:
    return -mean * math.log1p(-uniform)
