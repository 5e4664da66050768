"""Which process is disturbed when and how: all of it follows from a seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from robot_cells.bringup.process_state import SUPERVISOR, ZYGOTE
from robot_cells.chaos.disturbance import Disturbance, DisturbanceKind
from robot_cells.chaos.target import Target

CARDS = {"orchestrator": 3, "simulation": 1, "vision": 2}
"""So many times a process of this kind is in the deck; those of all other kinds are in it once."""
FREEZE_SHARE = 0.2
"""The share of disturbances that freeze a process and do not kill it."""
CUT_SHARE = 0.2
"""The share of disturbances of cells that cut them off, where that is wanted."""
STALL_SHARE = 0.2
"""The share of disturbances of nodes that would be kills and make the middleware stand still, where that is wanted."""
OVERLAP_SHARE = 0.3
"""The share of disturbances that do not wait until the line has recovered from the one before."""
LONGEST_OVERLAP_S = 1.5
"""An overlapping disturbance comes within this time of the one before."""
MEAN_PAUSE_S = 1.0
"""The others come so long after the recovery, on average (exponentially distributed)."""
LONGEST_PAUSE_S = 5.0
SHORTEST_FREEZE_S, LONGEST_FREEZE_S = 0.2, 4.0
SHORTEST_CUT_S, LONGEST_CUT_S = 0.5, 6.0


def disturbances(
    targets: Sequence[Target], kills: int, seed: int, *, cuts: bool = False, stalls: bool = False
) -> tuple[Disturbance, ...]:
    """A plan with so many kills, the last disturbance among them; freezes in between, and cuts and stalls where wanted.

    Targets are drawn from a shuffled deck, which is shuffled anew when it is used up: so every process is hit early,
    and all about equally often.
    """
    chance = Random(f"disturbances of {seed}")
    deck = _drawn(targets, chance)
    plan: list[Disturbance] = []
    killed = 0
    while killed < kills:
        target = next(deck)
        kind = _kind(target, chance, cuts=cuts)
        if stalls and kind is DisturbanceKind.KILL and target.name not in (ZYGOTE, SUPERVISOR):
            # Drawn apart: without stalls a seed gives what it always gave.
            kind = DisturbanceKind.STALL if chance.random() < STALL_SHARE else kind
        overlaps = bool(plan) and chance.random() < OVERLAP_SHARE
        pause_s = (
            chance.uniform(0.0, LONGEST_OVERLAP_S)
            if overlaps
            else min(LONGEST_PAUSE_S, chance.expovariate(1.0 / MEAN_PAUSE_S))
        )
        lasts_s = chance.uniform(*_LENGTHS[kind])
        plan.append(Disturbance(len(plan) + 1, kind, target.name, round(pause_s, 3), overlaps, round(lasts_s, 3)))
        killed += kind is DisturbanceKind.KILL
    return tuple(plan)


_LENGTHS = {
    DisturbanceKind.KILL: (0.0, 0.0),
    DisturbanceKind.STALL: (0.0, 0.0),
    DisturbanceKind.FREEZE: (SHORTEST_FREEZE_S, LONGEST_FREEZE_S),
    DisturbanceKind.CUT: (SHORTEST_CUT_S, LONGEST_CUT_S),
}


def _kind(target: Target, chance: Random, *, cuts: bool) -> DisturbanceKind:
    drawn = chance.random()
    if target.name in (ZYGOTE, SUPERVISOR):
        return DisturbanceKind.KILL  # A frozen one only delays restarts: not worth a place of its own.
    if drawn < FREEZE_SHARE:
        return DisturbanceKind.FREEZE
    if cuts and target.cells and drawn < FREEZE_SHARE + CUT_SHARE:
        return DisturbanceKind.CUT
    return DisturbanceKind.KILL


def _drawn(targets: Sequence[Target], chance: Random) -> Iterator[Target]:
    while True:
        deck = [target for target in targets for _ in range(CARDS.get(target.kind, 1))]
        chance.shuffle(deck)
        yield from deck
