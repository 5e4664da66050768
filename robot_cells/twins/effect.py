"""What a change does: the same seeds with and without it, pair by pair."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.ids import OrderId
from robot_cells.twins.outcome import Outcome
from robot_cells.twins.prediction import Spread, spread_of


@dataclass(frozen=True, slots=True)
class Effect:
    """Differences, changed less unchanged, in seconds; percentiles over the seeds.

    `orders` holds those that both variants have.
    """

    makespan_s: Spread
    orders: Mapping[OrderId, Spread]


def effect_of(before: Sequence[Outcome], after: Sequence[Outcome]) -> Effect:
    """Compare outcomes of the same seeds, in the same order; raises `ValueError` where they are not."""
    if [item.seed for item in before] != [item.seed for item in after]:
        raise ValueError("Outcomes are compared seed by seed: run both variants with the same seeds.")
    pairs = list(zip(before, after, strict=True))
    common = [order for order in before[0].orders if order in after[0].orders]
    return Effect(
        spread_of(late.makespan_s - early.makespan_s for early, late in pairs),
        {
            order: spread_of(late.orders[order].ended_s - early.orders[order].ended_s for early, late in pairs)
            for order in common
        },
    )
