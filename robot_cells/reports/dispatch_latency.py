"""How fast the line goes on: from the end of one attempt to the acceptance of the next that it made possible."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.reports.history import History

CAUSES = frozenset({"attempt_ended", "job_moved"})
"""Records whose dispatches are timed: the end of an attempt, and the move of the piece that the end brought with it.

Dispatches because of an order, an answer or a time are left out: nobody waited for those to be quick.
"""
_MS_PER_NS = 1e-6


@dataclass(frozen=True, slots=True)
class LatencyFigures:
    """Median and 99th percentile of `count` dispatches in milliseconds of real time; None without any."""

    p50: float | None
    p99: float | None
    count: int


def dispatch_latency_ms(history: History) -> LatencyFigures:
    """Real time from the record that made a dispatch possible to the record of its acceptance."""
    values = sorted(_latencies_ms(history))
    return LatencyFigures(_quantile(values, 0.50), _quantile(values, 0.99), len(values))


def _latencies_ms(history: History) -> list[float]:
    result = []
    for attempt in history.attempts.values():
        if attempt.accepted_ns is None or not 1 <= attempt.because <= len(history.moments):
            continue
        kind, recorded_ns = history.moments[attempt.because - 1]
        if kind in CAUSES:
            result.append((attempt.accepted_ns - recorded_ns) * _MS_PER_NS)
    return result


def _quantile(values: list[float], share: float) -> float | None:
    """The smallest value that at least that share of the values does not exceed (nearest rank)."""
    if not values:
        return None
    rank = max(1, -int(-share * len(values) // 1))
    return values[rank - 1]
