"""What each disturbance came to: when it was noticed, when the line had recovered, when the work went on elsewhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.bringup.process_state import SUPERVISOR
from robot_cells.chaos.disturbance import DisturbanceKind, Strike
from robot_cells.chaos.moments import Moments
from robot_cells.chaos.target import Target

_NS_PER_S = 1e9
_ENDING = (DisturbanceKind.KILL, DisturbanceKind.STALL)


@dataclass(frozen=True, slots=True)
class Ready:
    """The nodes of a process were active at `at_ns` (Unix time in nanoseconds)."""

    process: str
    at_ns: int


@dataclass(frozen=True, slots=True)
class Effect:
    """All times in seconds of real time after a kill or stall; None where it did not come to that.

    `recovered_s`: the process runs again, an orchestrator has heard a cell, and cells take work. A process that was
    killed again before it had recovered was `superseded`. `detected_s` is None for what hosts no cell.
    `reassigned_s` is that of the task that the killed cell had in hand, where another cell got it. `is_alone` says that
    no other disturbance overlapped.
    """

    strike: Strike
    is_alone: bool
    superseded: bool
    recovered_s: float | None = None
    detected_s: float | None = None
    reassigned_s: float | None = None


def effects_of(
    strikes: Sequence[Strike], targets: Mapping[str, Target], ready: Sequence[Ready], moments: Moments
) -> tuple[Effect, ...]:
    """The effects of the kills and stalls among the strikes, in order; what froze a process leaves no such trace."""
    alone = _alone(strikes)
    return tuple(
        _effect(strike, strikes, targets, ready, moments, is_alone=alone[number])
        for number, strike in enumerate(strikes)
        if strike.disturbance.kind in _ENDING
    )


def _alone(strikes: Sequence[Strike]) -> list[bool]:
    """Neither a disturbance that overlaps nor one that is overlapped is alone."""
    overlaps = [strike.disturbance.overlaps for strike in strikes] + [False]
    return [not overlaps[number] and not overlaps[number + 1] for number in range(len(strikes))]


def _effect(
    strike: Strike,
    strikes: Sequence[Strike],
    targets: Mapping[str, Target],
    ready: Sequence[Ready],
    moments: Moments,
    *,
    is_alone: bool,
) -> Effect:
    target, at_ns = targets[strike.disturbance.target], strike.at_ns
    recovered_ns = _recovered_ns(target, at_ns, targets, ready, moments)
    again_ns = min((item.at_ns for item in strikes if _hits_again(item, strike, target)), default=None)
    superseded = again_ns is not None and (recovered_ns is None or again_ns < recovered_ns)
    noticed_ns = moments.noticed(target.cells, at_ns) if _is_cell(target) else None
    elsewhere_ns = None
    if _is_cell(target):
        given = (moments.given_elsewhere(task, target.cells, at_ns) for task in moments.in_hand(target.cells, at_ns))
        elsewhere_ns = next((time_ns for time_ns in given if time_ns is not None), None)
    return Effect(
        strike,
        is_alone,
        superseded,
        None if superseded else _since(at_ns, recovered_ns),
        _since(at_ns, noticed_ns),
        _since(at_ns, elsewhere_ns),
    )


def _is_cell(target: Target) -> bool:
    return bool(target.cells) and target.name != SUPERVISOR


def _hits_again(item: Strike, strike: Strike, target: Target) -> bool:
    names = (target.name, SUPERVISOR)
    return item.disturbance.kind in _ENDING and item.at_ns > strike.at_ns and item.disturbance.target in names


def _recovered_ns(
    target: Target, at_ns: int, targets: Mapping[str, Target], ready: Sequence[Ready], moments: Moments
) -> int | None:
    killed = tuple(targets.values()) if target.name == SUPERVISOR else (target,)
    times = [_first_ready(item.name, at_ns, ready) for item in killed]
    if any(item.kind == "orchestrator" for item in killed):
        times.append(moments.orchestrator_began(at_ns))
    if target.cells:
        times.append(moments.usable(target.cells, at_ns))
    known = [time_ns for time_ns in times if time_ns is not None]
    return max(known) if len(known) == len(times) else None


def _first_ready(process: str, after_ns: int, ready: Sequence[Ready]) -> int | None:
    return min((item.at_ns for item in ready if item.process == process and item.at_ns > after_ns), default=None)


def _since(at_ns: int, then_ns: int | None) -> float | None:
    return None if then_ns is None else (then_ns - at_ns) / _NS_PER_S
