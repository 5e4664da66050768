"""Durations from what was recorded, by the line itself or by a rehearsal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from statistics import fmean, median

from robot_cells.attempts.report import Phase
from robot_cells.ids import CellId, OperationId, ProductId
from robot_cells.orchestration.events import AttemptDispatched, AttemptEnded, AttemptStarted, Event, OrderSubmitted
from robot_cells.orchestration.task_names import split_job
from robot_cells.twins.model import DurationKey


@dataclass(frozen=True, slots=True)
class Measured:
    """One attempt that succeeded: seconds that it took and should have taken, both without change-over.

    `waited_s` is the time from its dispatch to its beginning. `is_trip` marks those of vehicles.
    """

    operation: OperationId
    product: ProductId
    cell: CellId
    took_s: float
    nominal_s: float
    waited_s: float
    is_trip: bool = False


def measured_attempts(events: Iterable[Event]) -> list[Measured]:
    """What succeeded, in the order of the ends."""
    products: dict[str, ProductId] = {}
    dispatched: dict[str, AttemptDispatched] = {}
    started: dict[str, float] = {}
    found = []
    for event in events:
        if isinstance(event, OrderSubmitted):
            products[event.order.id] = event.order.product
        elif isinstance(event, AttemptDispatched):
            dispatched[event.attempt] = event
        elif isinstance(event, AttemptStarted):
            started[event.attempt] = event.at_s
        elif isinstance(event, AttemptEnded) and event.outcome is Phase.SUCCEEDED:
            begun, start_s = dispatched.get(event.attempt), started.get(event.attempt)
            if begun is None or start_s is None:
                continue
            took_s = event.at_s - start_s - begun.changeover_s
            nominal_s = begun.expected_s - begun.changeover_s
            product = products[split_job(begun.job)[0]]
            waited_s = start_s - begun.at_s
            is_trip = begun.trip is not None
            found.append(Measured(begun.operation, product, begun.cell, took_s, nominal_s, waited_s, is_trip))
    return found


def shares_of(attempts: Iterable[Measured]) -> dict[DurationKey, float]:
    """Mean over nominal durations: by operation, product and cell; and over all cells for those without a measurement.

    An attempt of which nothing was left after its change-over says nothing.
    """
    found: dict[DurationKey, list[float]] = {}
    for item in attempts:
        if not item.is_trip and item.nominal_s > 0.0 and item.took_s > 0.0:
            share = item.took_s / item.nominal_s
            found.setdefault((item.operation, item.product, item.cell), []).append(share)
            found.setdefault((item.operation, item.product, None), []).append(share)
    return {key: fmean(values) for key, values in found.items()}


def warmed_up(attempts: Iterable[Measured]) -> list[Measured]:
    """Without the first attempt on each cell, which finds its devices in another state than all later ones.

    It stays where it is the only one of its operation and product.
    """
    later: list[Measured] = []
    first: list[Measured] = []
    seen: set[CellId] = set()
    for item in attempts:
        (later if item.cell in seen else first).append(item)
        seen.add(item.cell)
    known = {(item.operation, item.product) for item in later}
    return [*(item for item in first if (item.operation, item.product) not in known), *later]


def cold_s(attempts: Iterable[Measured]) -> dict[CellId, float]:
    """What the first attempt on a cell took longer than later ones of its kind; cells of which that is not known lack.

    A cell finds its devices in another state the first time: an arm that knows nothing of its gripper opens it.
    """
    measured = [item for item in attempts if not item.is_trip]
    usual = shares_of(warmed_up(measured))
    found: dict[CellId, float] = {}
    seen: set[CellId] = set()
    firsts = set(map(id, measured)) - set(map(id, warmed_up(measured)))
    for item in measured:
        if item.cell not in seen and id(item) in firsts:
            anywhere = usual.get((item.operation, item.product, None), 0.0)
            share = usual.get((item.operation, item.product, item.cell), anywhere)
            found[item.cell] = round(max(0.0, item.took_s - share * item.nominal_s), 3) if share else 0.0
        seen.add(item.cell)
    return found


def reaction_s(attempts: Iterable[Measured]) -> float:
    """The median time from dispatch to beginning, in seconds, to a millisecond; 0 where nothing was measured."""
    waits = [item.waited_s for item in attempts]
    return round(max(0.0, median(waits)), 3) if waits else 0.0


def trip_delay_s(attempts: Iterable[Measured]) -> float:
    """What a trip takes longer than driving and transfers, the median in seconds; 0 where nothing was measured."""
    delays = [item.took_s - item.nominal_s for item in attempts if item.is_trip]
    return round(max(0.0, median(delays)), 3) if delays else 0.0


def merged(shares: Mapping[DurationKey, float], better: Mapping[DurationKey, float]) -> dict[DurationKey, float]:
    """Both, `better` winning where both say something about an operation of a product, on whatever cell."""
    said = {(operation, product) for operation, product, _ in better}
    return {**{key: value for key, value in shares.items() if key[:2] not in said}, **better}
