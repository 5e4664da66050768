"""What a policy is worth: the decision core carries it out in a few futures, the same ones for every policy."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from statistics import fmean, stdev

from robot_cells.horizons.future import Future
from robot_cells.horizons.policy import Policy
from robot_cells.horizons.rollout import Base, rolled_out
from robot_cells.schedules.schedule import Objective

Worth = tuple[Objective, ...]
"""What a policy comes to in each of the futures."""


Stopped = Callable[[], bool]
"""Whether nothing more is to be tried."""


class LookAhead:
    """From where the line stands (`base`) into all `futures`; where it has `stopped`, into those looked at first."""

    def __init__(self, base: Base, futures: Sequence[Future], stopped: Stopped = lambda: False) -> None:
        self._base = base
        self._futures = futures
        self._stopped = stopped

    def worth(self, policy: Policy | None, best: Worth | None = None) -> Worth | None:
        """What it comes to, None for going on as things are; None where the orders come to no end.

        Also None as soon as it is behind the `best` in the futures looked at so far, or does the same as that in the
        first of them: most candidates are rejected after one future (racing, O. Maron and A. W. Moore, Artificial
        Intelligence Review 11, 1997).
        """
        found: list[Objective] = []
        lead_s = 0.0
        for place, future in enumerate(self._futures):
            if best is None:
                course = rolled_out(self._base, future, policy)
            else:
                lead_s += best[place].weighted_tardiness_s + _SAME_S
                course = rolled_out(self._base, future, policy, lead_s)
            if course is None:
                return None
            lead_s -= course.weighted_tardiness_s
            found.append(Objective(course.weighted_tardiness_s, course.end_s))
            if best is None and self._stopped():
                self._futures = self._futures[: place + 1]
                break
            if best is not None and (lead_s < 0.0 or (place == 0 and _is_same(found[0], best[0]))):
                return None
        return tuple(found)


_SAME_S = 1e-6
"""Sums of seconds in another order differ by so much."""


def is_certain(kept: Worth, promised: Worth) -> bool:
    """Whether the weighted tardiness that is taken away exceeds its standard error, both in the same futures.

    What is better in one future and worse in the next is luck. One future, or no difference at all, says nothing of it.
    """
    gains_s = [one.weighted_tardiness_s - other.weighted_tardiness_s for one, other in zip(kept, promised, strict=True)]
    if len(gains_s) < 2:
        return True
    return fmean(gains_s) >= stdev(gains_s) / math.sqrt(len(gains_s))


def _is_same(one: Objective, other: Objective) -> bool:
    late_s = abs(one.weighted_tardiness_s - other.weighted_tardiness_s)
    return late_s <= 2.0 * _SAME_S and abs(one.makespan_s - other.makespan_s) <= _SAME_S


def mean_of(worth: Worth) -> Objective:
    """The mean over the futures."""
    return Objective(
        round(fmean(item.weighted_tardiness_s for item in worth), 6), round(fmean(item.makespan_s for item in worth), 6)
    )
