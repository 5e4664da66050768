"""When, and what if: the outcomes of many seeds put together."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import fmean

from robot_cells.ids import CellId, OrderId
from robot_cells.reports.inspection_figures import InspectionFigures, summed
from robot_cells.twins.outcome import CellUse, Outcome


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles over the seeds (nearest rank); the unit is that of what was gathered."""

    p10: float
    p50: float
    p90: float


@dataclass(frozen=True, slots=True)
class OrderForecast:
    """One order: when it ends (line time, seconds), and the share of the seeds in which that is after its due date."""

    end_s: Spread
    due_s: float | None
    late_share: float
    scrapped_mean: float


@dataclass(frozen=True, slots=True)
class CellForecast:
    """Mean shares of the run in which the cell is busy, blocked, starved and down."""

    busy: float
    blocked: float
    starved: float
    down: float
    tasks_mean: float


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the twin says. `makespan_s` is counted from the twin's beginning, `begin_s` in line time.

    The bottleneck is the cell or vehicle with the largest share of busy and down time: the one with the highest
    utilisation (W. J. Hopp and M. L. Spearman, Factory Physics, 3rd ed., section 7.3.1). `hashes` has one entry a seed.
    `inspections` are added up over the seeds; `delivered_bad_mean` is how many pieces with a defect a run delivers.
    """

    seeds: int
    begin_s: float
    makespan_s: Spread
    orders: Mapping[OrderId, OrderForecast]
    cells: Mapping[CellId, CellForecast]
    bottleneck: CellId | None
    late_orders: tuple[OrderId, ...]
    hashes: tuple[str, ...]
    inspections: tuple[InspectionFigures, ...] = ()
    delivered_bad_mean: float = 0.0


def prediction_of(outcomes: Sequence[Outcome]) -> Prediction:
    """Put outcomes of one scenario together; raises `ValueError` when there is none.

    An order is called late when it is in more than half of the seeds.
    """
    if not outcomes:
        raise ValueError("A prediction needs the outcome of one seed at least.")
    orders = {order: _order(order, outcomes) for order in outcomes[0].orders}
    cells = {cell: _cell(cell, outcomes) for cell in outcomes[0].cells}
    loads = {cell: item.busy + item.down for cell, item in cells.items()}
    return Prediction(
        len(outcomes),
        outcomes[0].begin_s,
        spread_of(item.makespan_s for item in outcomes),
        orders,
        cells,
        max(loads, key=loads.__getitem__, default=None),
        tuple(order for order, item in orders.items() if item.late_share > 0.5),
        tuple(item.hash for item in outcomes),
        summed(chain.from_iterable(item.inspections for item in outcomes)),
        fmean(item.delivered_bad for item in outcomes),
    )


def spread_of(values: Iterable[float]) -> Spread:
    """The percentiles of some values, by nearest rank."""
    ordered = sorted(values)
    return Spread(*(ordered[max(0, math.ceil(share * len(ordered)) - 1)] for share in (0.1, 0.5, 0.9)))


def _order(order: OrderId, outcomes: Sequence[Outcome]) -> OrderForecast:
    found = [item.orders[order] for item in outcomes]
    return OrderForecast(
        spread_of(item.ended_s for item in found),
        found[0].due_s,
        sum(item.is_late for item in found) / len(found),
        fmean(item.scrapped for item in found),
    )


def _cell(cell: CellId, outcomes: Sequence[Outcome]) -> CellForecast:
    unused = CellUse(0.0, 0.0, 1.0, 0.0, 0)
    found = [(item.cells.get(cell, unused), max(item.makespan_s, 1e-9)) for item in outcomes]

    def mean(share: Callable[[CellUse], float]) -> float:
        """Of the share, over all outcomes."""
        return fmean(share(use) / makespan_s for use, makespan_s in found)

    return CellForecast(
        mean(lambda use: use.busy_s),
        mean(lambda use: use.blocked_s),
        mean(lambda use: use.starved_s),
        mean(lambda use: use.down_s),
        fmean(use.tasks for use, _ in found),
    )
