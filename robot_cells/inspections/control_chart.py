"""Whether the values of a process still vary as they did: Shewhart's chart of individuals, and an EWMA beside it."""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import pairwise

from robot_cells.errors import InspectionError

MOVING_RANGE_D2 = 1.128
"""Mean range of two normal values in standard deviations (Shewhart, Economic Control of Quality, 1931; table of d2)."""
BASELINE = 50
"""Values that limits are taken from by default. With few of them limits are rough and false signals more frequent
(Quesenberry, J. Quality Technology 25, 1993)."""
OUTSIDE_SHARE_MAX = 0.1
EWMA_WEIGHT, EWMA_WIDTH = 0.2, 2.962
"""One false signal in about 500 values, a shift by one sigma is seen after about 10 (Lucas and Saccucci,
Technometrics 32, 1990, table 3)."""
FARTHEST = 1e6
"""So many sigma count as infinitely far."""
KEPT = 500
"""Points that are kept for the picture."""


class Rule(Enum):
    """When a chart signals: tests 1 to 4 of the Western Electric Statistical Quality Control Handbook (1956), EWMA."""

    BEYOND_3_SIGMA = "1 beyond 3 sigma"
    TWO_OF_THREE_BEYOND_2_SIGMA = "2 of 3 beyond 2 sigma"
    FOUR_OF_FIVE_BEYOND_1_SIGMA = "4 of 5 beyond 1 sigma"
    EIGHT_ON_ONE_SIDE = "8 on one side"
    EWMA = "moving average out"
    """The exponentially weighted moving average lies beyond its limits: a small shift that stays."""


WESTERN_ELECTRIC = {
    Rule.BEYOND_3_SIGMA: (1, 1, 3.0),
    Rule.TWO_OF_THREE_BEYOND_2_SIGMA: (2, 3, 2.0),
    Rule.FOUR_OF_FIVE_BEYOND_1_SIGMA: (4, 5, 1.0),
    Rule.EIGHT_ON_ONE_SIDE: (8, 8, 0.0),
}
"""So many of so many successive values beyond so many sigma, on the same side. Together: one false signal in about
91.75 normal values (Champ and Woodall, Technometrics 29, 1987)."""


class Phase(Enum):
    """What the chart does with a value."""

    BASELINE = "baseline"
    """Limits are being found; nothing is signalled."""
    WATCHING = "watching"
    """Values are held against the limits."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Centre and standard deviation of the process while nothing was wrong, in the unit of the values."""

    centre: float
    sigma: float

    def at(self, sigmas: float) -> float:
        """The value that lies so many standard deviations above the centre."""
        return self.centre + sigmas * self.sigma


@dataclass(frozen=True, slots=True)
class ChartPoint:
    """One value on the chart. `number` counts from 1 over the life of the chart; `ewma` is None in the baseline.

    `at_s` is the time that came with the value. `rules` are those that it broke, none in the baseline; `limits` are
    those that it was held against.
    """

    number: int
    at_s: float
    value: float
    phase: Phase
    ewma: float | None = None
    rules: tuple[Rule, ...] = ()
    limits: Limits | None = None

    @property
    def is_signal(self) -> bool:
        """Whether the process is not what it was."""
        return bool(self.rules)


@dataclass(frozen=True, slots=True)
class ChartMemory:
    """All that what follows depends on: a chart made from it goes on as if nothing had been.

    `number` values there were, `last` is the latest; `collected` is the baseline so far; of the values since are kept
    the `latest` (in sigma from the centre), their moving average `ewma` (in sigma) and how many they are.
    """

    number: int = 0
    limits: Limits | None = None
    collected: tuple[float, ...] = ()
    latest: tuple[float, ...] = ()
    ewma: float = 0.0
    watching: int = 0
    last: ChartPoint | None = None


def limits_of(values: Sequence[float], least_sigma: float = 0.0) -> Limits:
    """Limits from a baseline: mean, and sigma by the mean moving range of successive values.

    Values beyond 3 sigma are left out and the limits taken again, until none is (Western Electric, phase I). Raises
    `InspectionError` for fewer than two values, or when more than a tenth had to be left out: no stable baseline.
    """
    kept = list(values)
    if len(kept) < 2 or not all(map(math.isfinite, kept)):
        raise InspectionError("Limits need at least two finite values.", remedy="Collect a longer baseline.")
    while True:
        centre = math.fsum(kept) / len(kept)
        ranges = [abs(second - first) for first, second in pairwise(kept)]
        sigma = max(math.fsum(ranges) / len(ranges) / MOVING_RANGE_D2, least_sigma)
        inside = [value for value in kept if abs(value - centre) <= 3 * sigma + 1e-12 * abs(centre)]
        if len(inside) < (1 - OUTSIDE_SHARE_MAX) * len(values) or len(inside) < 2:
            raise InspectionError(
                f"The baseline of {len(values)} values is not stable: {len(values) - len(inside)} lie beyond 3 sigma.",
                remedy="Find out what changes the process, then take the baseline again.",
            )
        if len(inside) == len(kept):
            return Limits(centre, sigma)
        kept = inside


class ControlChart:
    """A chart of individuals with the Western Electric rules, and an EWMA.

    The first `baseline` values give the limits; while these are no stable baseline the oldest tenth of them makes room.
    With `limits` it watches from the first value on. `least_sigma` is the smallest standard deviation that means
    anything, in the unit of the values: without it equal values in the baseline make every later one a signal.
    """

    def __init__(
        self, *, baseline: int = BASELINE, limits: Limits | None = None, least_sigma: float = 0.0, kept: int = KEPT
    ) -> None:
        if baseline < 2 or least_sigma < 0 or (limits is not None and limits.sigma < 0):
            raise InspectionError("A control chart needs a baseline of at least 2 values and no negative sigma.")
        self._size = baseline
        self._least_sigma = least_sigma
        self._points: deque[ChartPoint] = deque(maxlen=kept)
        self._number = 0
        self._baselines: deque[tuple[int, str]] = deque(maxlen=kept)
        self._begin(limits)

    @classmethod
    def remembered(cls, memory: ChartMemory, *, baseline: int = BASELINE, least_sigma: float = 0.0) -> ControlChart:
        """The chart that goes on where another has stopped; of its points only the last is there."""
        chart = cls(baseline=baseline, limits=memory.limits, least_sigma=least_sigma)
        chart._number, chart._collected = memory.number, list(memory.collected)
        chart._latest.extend(memory.latest)
        chart._ewma, chart._watching = memory.ewma, memory.watching
        if memory.last is not None:
            chart._points.append(memory.last)
        return chart

    @property
    def memory(self) -> ChartMemory:
        """What to keep over a restart."""
        last = self._points[-1] if self._points else None
        latest = tuple(max(-FARTHEST, min(FARTHEST, item)) for item in self._latest)
        return ChartMemory(self._number, self._limits, tuple(self._collected), latest, self._ewma, self._watching, last)

    @property
    def limits(self) -> Limits | None:
        """The limits; None while the baseline is taken."""
        return self._limits

    @property
    def phase(self) -> Phase:
        """What becomes of the next value."""
        return Phase.BASELINE if self._limits is None else Phase.WATCHING

    @property
    def points(self) -> tuple[ChartPoint, ...]:
        """The latest points, the oldest first."""
        return tuple(self._points)

    @property
    def baselines(self) -> tuple[tuple[int, str], ...]:
        """Where baselines began anew: number of the first point, and why."""
        return tuple(self._baselines)

    @property
    def is_out(self) -> bool:
        """Whether the latest value broke a rule."""
        return bool(self._points) and self._points[-1].is_signal

    def begin_baseline(self, reason: str, limits: Limits | None = None) -> None:
        """Forget the limits: another model, lamp or camera has other values. Points that are there stay visible."""
        self._baselines.append((self._number + 1, reason))
        self._begin(limits)

    def add(self, value: float, at_s: float = 0.0) -> ChartPoint:
        """One more value, in its order; raises `InspectionError` for one that is not finite."""
        if not math.isfinite(value):
            raise InspectionError(f"A control chart cannot take the value {value}.")
        self._number += 1
        if self._limits is None:
            point = ChartPoint(self._number, at_s, value, Phase.BASELINE)
            self._collect(value)
        else:
            point = self._watched(self._limits, value, at_s)
        self._points.append(point)
        return point

    def _begin(self, limits: Limits | None) -> None:
        self._limits = limits
        self._collected: list[float] = []
        self._latest: deque[float] = deque(maxlen=max(of for _, of, _ in WESTERN_ELECTRIC.values()))
        self._ewma = 0.0
        self._watching = 0

    def _collect(self, value: float) -> None:
        self._collected.append(value)
        if len(self._collected) < self._size:
            return
        try:
            limits = limits_of(self._collected, self._least_sigma)
        except InspectionError:
            del self._collected[: max(1, self._size // 10)]
        else:
            self._begin(limits)

    def _watched(self, limits: Limits, value: float, at_s: float) -> ChartPoint:
        distance = value - limits.centre
        # With a sigma of 0 whatever differs lies infinitely far out.
        z = distance / limits.sigma if limits.sigma > 0 else math.copysign(math.inf, distance) if distance else 0.0
        self._latest.append(z)
        self._watching += 1
        bounded = max(-FARTHEST, min(FARTHEST, z))
        self._ewma += EWMA_WEIGHT * (bounded - self._ewma)
        rules = [rule for rule, (count, of, beyond) in WESTERN_ELECTRIC.items() if self._breaks(z, count, of, beyond)]
        fading = (1 - EWMA_WEIGHT) ** (2 * self._watching)
        if abs(self._ewma) > EWMA_WIDTH * math.sqrt(EWMA_WEIGHT / (2 - EWMA_WEIGHT) * (1 - fading)):
            rules.append(Rule.EWMA)
        ewma = limits.centre + self._ewma * limits.sigma
        return ChartPoint(self._number, at_s, value, Phase.WATCHING, ewma, tuple(rules), limits)

    def _breaks(self, z: float, count: int, of: int, beyond: float) -> bool:
        """Whether the newest value completes a rule: it must itself lie there, so that a run is not told twice."""
        if abs(z) <= beyond:
            return False
        side = math.copysign(1.0, z)
        recent = list(self._latest)[-of:]
        return sum(side * item > beyond for item in recent) >= count


def log_odds(score: float, least: float = 1e-4) -> float:
    """A score from 0 to 1 as log(s / (1 - s)): what crowds at the ends of the scale is spread, more like a normal."""
    bounded = min(1 - least, max(least, score))
    return math.log(bounded / (1 - bounded))
