"""Which moves keep the line free of deadlock.

The banker's algorithm (E. W. Dijkstra, EWD 108, 1965; EWD 623, 1977) over stations. A product needs nothing but
stations to be finished: buffers help it, but no route asks for a place in one. So a move into a buffer is always
safe, and only a move into a station has to be looked at.

A product at a station whose output buffer has room leaves that station whatever others do, since nobody else can take
that room. It lends its station out, so to speak, for the time of its work only. What counts are the stations whose
output buffer is full: their products hold them until another station is free. Every product claims beforehand, for
each operation that it still has to go through or may be sent through by a rework rule, one of the stations that can do
it. A state is safe when the holders can be put in an order in which each finds, after those before it have left, for
every claim a station that is its own or not held. A move that would leave no such order is not made.

From a safe state the first in the order can always go on, and every step it takes keeps the order valid: so the line
never locks, rework loops included. docs/orchestration.md has the argument at length.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from robot_cells.ids import CellId, OperationId, ProductId
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import CellState, JobState, State
from robot_cells.orders.product import Product

Claim = tuple[frozenset[CellId], ...]
"""For each operation that may still come, the cells of which one is needed."""


class Claims:
    """What every job may still ask for, remembered by product and progress."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._known: dict[tuple[ProductId, frozenset[OperationId], tuple[OperationId, ...]], Claim] = {}

    def of(self, product: ProductId, done: Iterable[OperationId] = (), detour: tuple[OperationId, ...] = ()) -> Claim:
        """The claim of a job of `product` that has `done` these operations and has this `detour` before it."""
        key = (product, frozenset(done), detour)
        found = self._known.get(key)
        if found is None:
            operations = _still_possible(self._plant.product(product), key[1], detour)
            cells = {frozenset(option.cell for option in self._plant.options[product, item]) for item in operations}
            found = self._known[key] = tuple(sorted(cells, key=sorted))
        return found


def _still_possible(
    product: Product, done: frozenset[OperationId], detour: tuple[OperationId, ...]
) -> set[OperationId]:
    """Every operation that the job has before it, or that a failure rule of one of them may send it through."""
    recipe = product.recipe
    found: set[OperationId] = set()
    frontier: set[OperationId] = {item.id for item in recipe.operations if item.id not in done} | set(detour)
    while frontier:
        item = frontier.pop()
        found.add(item)
        for route in recipe.routes_after(recipe.operation(item)):
            more = {step.id for step in recipe.rework_routes[route].operations}
            resume_at = recipe.rework_routes[route].resume_at
            frontier |= (more | {resume_at} | recipe.successors(resume_at)) - found
    return found


class Deadlocks:
    """Answers whether a job may enter a station now.

    Who holds a station is kept up to date cell by cell: `refresh` every cell of which something may have changed.
    """

    def __init__(self, state: State) -> None:
        self._state = state
        self.claims = Claims(state.plant)
        buffers = {cell.id: cell.output_buffer for cell in state.plant.cells.values()}
        self._capacity = {cell: item.capacity for cell, item in buffers.items() if item.capacity is not None}
        self._held: dict[CellId, Claim] = {}

    @property
    def is_finite(self) -> bool:
        """Whether any output buffer of the line is finite; where none is, nothing can lock."""
        return bool(self._capacity)

    def refresh(self, cell_id: CellId) -> None:
        """Look at one cell again."""
        claim = self._claim_on(cell_id, None) if cell_id in self._capacity else None
        if claim is None:
            self._held.pop(cell_id, None)
        else:
            self._held[cell_id] = claim

    def may_enter(self, cell: CellId, product: ProductId, job: JobState | None) -> bool:
        """Whether the line can still be emptied once `job` (None: a new one of `product`) stands at the station."""
        if not self._is_full(self._state.cells[cell], job):
            return True
        held = dict(self._held)
        if job is not None:
            # Leaving opens the station that it stood at, or the output buffer of the one that stands there.
            here = job.place.cell
            claim = self._claim_on(here, job)
            held.pop(here, None)
            if claim is not None:
                held[here] = claim
        done, detour = (job.done, job.detour) if job is not None else ((), ())
        held[cell] = self.claims.of(product, done, detour)
        return can_be_emptied(held)

    def _is_full(self, cell: CellState, leaver: JobState | None) -> bool:
        """Whether the output buffer has no room, once `leaver` has left the place where it stands."""
        capacity = self._capacity.get(cell.id)
        if capacity is None:
            return False
        taken = len(cell.output)
        if leaver is not None and leaver.id in cell.output:
            taken -= 1
        return taken >= capacity

    def _claim_on(self, cell_id: CellId, leaver: JobState | None) -> Claim | None:
        """What the job that keeps the station until another one is free may ask for; None where none does."""
        cell = self._state.cells[cell_id]
        if cell.station is None or (leaver is not None and cell.station == leaver.id):
            return None
        holder = self._state.jobs[cell.station]
        if holder.trip is not None and holder.trip.target.cell != cell.id:
            return None  # Its next place is kept for it already.
        if not self._is_full(cell, leaver):
            return None
        return self.claims.of(holder.product, holder.done, holder.detour)


def can_be_emptied(held: Mapping[CellId, Claim]) -> bool:
    """Whether the products that hold these stations can all be finished, one after another in some order.

    Products that claim the same are looked at together: each round costs as many steps as there are different claims.
    """
    taken = set(held)
    groups: dict[Claim, set[CellId]] = {}
    for cell, claim in held.items():
        groups.setdefault(claim, set()).add(cell)
    while groups:
        leaving = {
            claim: cells.intersection(*[wanted for wanted in claim if wanted <= taken])
            for claim, cells in groups.items()
        }
        if not any(leaving.values()):
            return False
        taken.difference_update(*leaving.values())
        groups = {claim: cells - leaving[claim] for claim, cells in groups.items() if cells != leaving[claim]}
    return True
