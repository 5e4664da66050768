"""What a run with disturbances came to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

from robot_cells.chaos.disturbance import DisturbanceKind, Strike
from robot_cells.chaos.effect import Effect
from robot_cells.chaos.target import Target


@dataclass(frozen=True, slots=True)
class TimeFigures:
    """Median and 99th percentile (nearest rank) of `count` times in seconds of real time; None without any."""

    count: int
    p50: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class ChaosReport:
    """The figures of one run; `violations` are sentences.

    `recovery_s` is over all kills, `recovery_s_by_kind` by the kind of process, `stall_recovery_s` over all stalls;
    `detection_s` and `reassignment_s` are over the kills of cells that no other disturbance overlapped. `not_recovered`
    names the kills and stalls after which a process never came back.
    """

    line: str
    seed: int
    speed: float
    kills: int
    kills_by_kind: Mapping[str, int]
    kills_by_process: Mapping[str, int]
    freezes: int
    stalls: int
    cuts: int
    orders: int
    ended: int
    pieces: int
    delivered: int
    scrapped: int
    lost: int
    executed_twice: int
    violations: tuple[str, ...]
    questions_answered: Mapping[str, int]
    not_recovered: tuple[str, ...]
    recovery_s: TimeFigures
    stall_recovery_s: TimeFigures
    recovery_s_by_kind: Mapping[str, TimeFigures]
    detection_s: TimeFigures
    reassignment_s: TimeFigures
    epochs: int
    wall_s: float
    line_time_s: float

    @property
    def is_sound(self) -> bool:
        """Whether every order has ended, nothing was lost or done twice, no invariant broken, and all came back."""
        faults = self.lost + self.executed_twice + len(self.violations) + len(self.not_recovered)
        return faults == 0 and self.ended == self.orders

    def to_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return asdict(self)


def time_figures(times: Iterable[float | None]) -> TimeFigures:
    """The figures of the times that are known, rounded to a millisecond."""
    known = sorted(item for item in times if item is not None)
    return TimeFigures(len(known), _quantile(known, 0.5), _quantile(known, 0.99))


def kills_of(strikes: Sequence[Strike], targets: Mapping[str, Target]) -> tuple[Counter[str], Counter[str]]:
    """The kills by kind of process, and by process."""
    killed = [item.disturbance.target for item in strikes if item.disturbance.kind is DisturbanceKind.KILL]
    return Counter(targets[name].kind for name in killed), Counter(killed)


def not_recovered(effects: Iterable[Effect]) -> tuple[str, ...]:
    """The kills and stalls that were never recovered from, other than by a further kill of the same process."""
    return tuple(
        f"{item.strike.disturbance.kind.value} {item.strike.disturbance.number} of {item.strike.disturbance.target}"
        for item in effects
        if item.recovered_s is None and not item.superseded
    )


def recovery_by_kind(effects: Sequence[Effect], targets: Mapping[str, Target]) -> dict[str, TimeFigures]:
    """The times of recovery by the kind of the process that was killed."""
    kinds = sorted({targets[item.strike.disturbance.target].kind for item in effects})
    return {
        kind: time_figures(item.recovered_s for item in effects if targets[item.strike.disturbance.target].kind == kind)
        for kind in kinds
    }


def _quantile(ordered: Sequence[float], share: float) -> float | None:
    """The smallest value that at least that share of the values does not exceed."""
    if not ordered:
        return None
    return round(ordered[max(1, -int(-share * len(ordered) // 1)) - 1], 3)
