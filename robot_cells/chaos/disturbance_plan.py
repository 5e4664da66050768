"""Which process is disturbed when and how: all of it follows from a seed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from robot_cells.chaos.disturbance import Disturbance, DisturbanceKind
from robot_cells.chaos.target import Target

CARDS = {"orchestrator": 3, "simulation": 1, "vision": 2}
"""So many times a process of this kind is in the deck; those of all other kinds are in it once."""
FREEZE_SHARE = 0.2
"""The share of disturbances that freeze a process and do not kill it."""
OVERLAP_SHARE = 0.3
"""The share of disturbances that do not wait until the line has recovered from the one before."""
LONGEST_OVERLAP_S = 1.5
"""An overlapping disturbance comes within this time of the one before."""
MEAN_PAUSE_S = 1.0
"""The others come so long after the recovery, on average (exponentially distributed)."""
LONGEST_PAUSE_S = 5.0
SHORTEST_FREEZE_S, LONGEST_FREEZE_S = 0.2, 4.0


def disturbances(targets: Sequence[Target], kills: int, seed: int) -> tuple[Disturbance, ...]:
    """A plan with so many kills, the last disturbance among them, and freezes in between.

    Targets are drawn from a shuffled deck, which is shuffled anew when it is used up: so every process is hit early,
    and all about equally often.
    """
    chance = Random(f"disturbances of {seed}")
    deck = _drawn(targets, chance)
    plan: list[Disturbance] = []
    killed = 0
    while killed < kills:
        target = next(deck)
        # A frozen zygote only delays restarts; it is not worth a place of its own.
        freezes = chance.random() < FREEZE_SHARE and target.kind != "zygote"
        overlaps = bool(plan) and chance.random() < OVERLAP_SHARE
        pause_s = (
            chance.uniform(0.0, LONGEST_OVERLAP_S)
            if overlaps
            else min(LONGEST_PAUSE_S, chance.expovariate(1.0 / MEAN_PAUSE_S))
        )
        lasts_s = chance.uniform(SHORTEST_FREEZE_S, LONGEST_FREEZE_S)
        plan.append(
            Disturbance(
                number=len(plan) + 1,
                kind=DisturbanceKind.FREEZE if freezes else DisturbanceKind.KILL,
                target=target.name,
                pause_s=round(pause_s, 3),
                overlaps=overlaps,
                lasts_s=round(lasts_s, 3) if freezes else 0.0,
            )
        )
        killed += not freezes
    return tuple(plan)


def _drawn(targets: Sequence[Target], chance: Random) -> Iterator[Target]:
    while True:
        deck = [target for target in targets for _ in range(CARDS.get(target.kind, 1))]
        chance.shuffle(deck)
        yield from deck
