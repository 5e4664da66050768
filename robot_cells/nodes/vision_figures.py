"""What the vision node has done so far, for the diagnostics."""

from __future__ import annotations

import time
from collections import Counter, deque

from robot_cells.inspections.verdict import InspectionResult

KEPT = 1000
"""Percentiles are those of so many of the latest requests."""


class VisionFigures:
    """Verdicts of each model, and how long requests took from goal to answer; used by one thread."""

    def __init__(self) -> None:
        self._begun_s: dict[bytes, float] = {}
        self._verdicts: Counter[str] = Counter()
        self._models: Counter[str] = Counter()
        self._times_s: deque[float] = deque(maxlen=KEPT)
        self._own_s: deque[float] = deque(maxlen=KEPT)

    def begun(self, goal: bytes) -> None:
        """A goal has arrived; its id."""
        self._begun_s[goal] = time.perf_counter()

    def ended(self, goal: bytes, result: InspectionResult) -> None:
        """Its answer goes out."""
        begun_s = self._begun_s.pop(goal, None)
        if begun_s is not None:
            spent_s = time.perf_counter() - begun_s
            self._times_s.append(spent_s)
            self._own_s.append(max(0.0, spent_s - result.duration_s))
        self._verdicts[result.verdict.value] += 1
        self._models[f"{result.model or 'no model'}: {result.verdict.value}"] += 1

    @property
    def values(self) -> dict[str, object]:
        """By name; times are in milliseconds, `own` without what the models took."""
        times = {"latency": self._times_s, "own_latency": self._own_s}
        percentiles = {
            f"{name}_p{share}_ms": round(_percentile(values, share) * 1e3, 2)
            for name, values in times.items()
            for share in (50, 99)
            if values
        }
        return {**self._verdicts, **percentiles, **self._models}


def _percentile(values: deque[float], share: int) -> float:
    """By the nearest rank."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, len(ordered) * share // 100)]
