"""A small random line with orders, from a seed."""

from __future__ import annotations

import math
from dataclasses import replace
from random import Random

from robot_cells.drills.drill_plan import Sizes
from robot_cells.drills.scenario import Scenario
from robot_cells.drills.streams import stream
from robot_cells.ids import CellId, LineId, OperationId, OrderId, ProductId, ZoneId
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.line import Line
from robot_cells.lines.pose import Pose2D
from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.vehicle_cell import all_cells
from robot_cells.lines.working_times import ClosedTime, WorkingTimes
from robot_cells.lines.zone import Lock, LockMode, Zone
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe, ReworkRoute
from robot_cells.orders.timeouts import Timeouts
from robot_cells.orders.work_order import OnTimeout, WorkOrder

REWORK = "mend"
"""The rework route of every product that has one, and its capability."""
TIGHT = 0.3
"""Share of tight lines."""
JUDGES = 0.2
"""Share of capabilities that give a verdict: what they do cannot be attested."""
LIMITED = 0.3
"""Share of lines with closed times and zones that few can share."""
LAST_ORDER_S = 15.0
"""Orders are handed in until then."""


def random_scenario(seed: int, sizes: Sizes) -> Scenario:
    """The line of that seed: some cells can do the same, some processes are repeatable, buffers are small.

    A tight line has few cells, each with abilities of its own, and no buffers: pieces are in each other's way.
    """
    drawn = stream(seed, "scenario", *sizes.model_dump().values())
    is_tight = drawn.random() < TIGHT
    count = drawn.randint(min(3, sizes.cells), min(4, sizes.cells) if is_tight else sizes.cells)
    vehicles = drawn.randint(1, sizes.vehicles) if sizes.vehicles and drawn.random() < 0.5 else 0
    products = {item.id: item for item in _products(drawn, sizes)}
    line = _with_verdicts(_line(drawn, count, vehicles, list(products.values()), is_tight=is_tight), seed)
    line = _with_limits(line, seed)
    cells_of = _hosts(drawn, list(all_cells(line).values()))
    host_of = {cell.id: host for host, cells in cells_of.items() for cell in cells}
    return Scenario(line, products, cells_of, _orders(drawn, sizes, list(products)), host_of)


def _products(drawn: Random, sizes: Sizes) -> list[Product]:
    found = []
    for number in range(drawn.randint(1, sizes.products)):
        operations: list[Operation] = []
        works = drawn.sample(range(sizes.operations), drawn.randint(1, sizes.operations))
        for place, work in enumerate(works):
            earlier = [item.id for item in operations]
            after = tuple(item for item in earlier if drawn.random() < 0.6) if place else ()
            operations.append(
                Operation(
                    OperationId(f"op{place}"),
                    f"work{work}",
                    after=after,
                    on_failure=_rules(drawn),
                    timeouts=_timeouts(drawn),
                    cancel=drawn.choice(tuple(CancelPolicy)),
                )
            )
        routes = {}
        if any(rule.route for item in operations for rule in item.on_failure):
            resume_at = drawn.choice(operations).id
            routes[REWORK] = ReworkRoute(REWORK, (Operation(OperationId(REWORK), REWORK),), resume_at)
        found.append(Product(ProductId(f"product_{number}"), Recipe(tuple(operations), routes)))
    return found


def _timeouts(drawn: Random) -> Timeouts:
    """Mostly none; where there are, now and then too short."""
    return Timeouts(
        queued_s=drawn.choice((math.inf, math.inf, math.inf, 10.0, 40.0)),
        running_s=drawn.choice((math.inf, math.inf, math.inf, 3.0, 15.0)),
        silent_s=drawn.choice((3.0, 10.0, 60.0)),
    )


def _rules(drawn: Random) -> tuple[FailureRule, ...]:
    """None to three; the last may speak of everything."""
    known = (
        FailureRule(Consequence.RETRY, ("work.slip", "device.*"), limit=3, backoff_s=drawn.choice((0.0, 2.0))),
        FailureRule(Consequence.REWORK, ("work.off", "part.bad"), route=REWORK, limit=2),
        FailureRule(Consequence.ASK, ("work.torn",)),
        FailureRule(Consequence.RETRY, ("attempt.interrupted",), limit=2),
        FailureRule(Consequence.REWORK, ("attempt.interrupted", "cell.silent"), route=REWORK),
        FailureRule(Consequence.RETRY, ("timeout.*",), limit=2),
        FailureRule(Consequence.REWORK, ("timeout.running",), route=REWORK),
        FailureRule(Consequence.RETRY, limit=2),
        FailureRule(Consequence.ASK, limit=5),
    )
    count = drawn.choice((0, 1, 2, 3, 3))
    return tuple(known[place] for place in sorted(drawn.sample(range(len(known)), count)))


def _line(drawn: Random, count: int, vehicles: int, products: list[Product], *, is_tight: bool) -> Line:
    needed = sorted({item.capability for product in products for item in _all_operations(product)})
    able: list[list[str]] = [[] for _ in range(count)]
    for capability in needed:
        for place in drawn.sample(range(count), 1 if is_tight else drawn.randint(1, min(3, count))):
            able[place].append(capability)
    zones = tuple(Zone(ZoneId(f"zone_{place}")) for place in range(drawn.choice((0, 0, 1, 2))))
    names = [str(product.id) for product in products]
    cells = tuple(
        Cell(
            CellId(f"cell_{place}"),
            CellKind.ASSEMBLY,
            tuple(_capability(drawn, name, zones) for name in abilities),
            input_buffer=Buffer(0 if is_tight else drawn.choice((0, 1, 2, None))),
            output_buffer=Buffer(0 if is_tight else drawn.choice((0, 1, 2, None))),
            pose=Pose2D(2.0 * (place % 3), 2.0 * (place // 3)),
            changeovers_s=_changeovers(drawn, names),
        )
        for place, abilities in enumerate(able)
    )
    fleet = tuple(
        Vehicle(CellId(f"vehicle_{place}"), drawn.choice(cells).id, transfer_s=1.0) for place in range(vehicles)
    )
    return Line(
        LineId("drill"), cells, fleet, zones=zones, wip_limit=None if is_tight else drawn.choice((None, 2, 3, 5))
    )


def _with_verdicts(line: Line, seed: int) -> Line:
    """The same line, where some capabilities judge the piece; what else was drawn does not change with it."""

    def judging(item: Capability) -> Capability:
        """A capability that may give a verdict."""
        return replace(item, gives_verdict=stream(seed, "verdict", item.name).random() < JUDGES)

    cells = (replace(cell, capabilities=tuple(judging(item) for item in cell.capabilities)) for cell in line.cells)
    return replace(line, cells=tuple(cells))


def _with_limits(line: Line, seed: int) -> Line:
    """The same line; now and then its cells are closed for some seconds, and few can share its zones."""
    if stream(seed, "limits").random() >= LIMITED:
        return line

    def closed(cell: CellId) -> WorkingTimes:
        """The working times of a cell: closed up to three times."""
        drawn, from_s, times = stream(seed, "closed", cell), 0.0, []
        for _ in range(drawn.randint(0, 3)):
            from_s += drawn.choice((0.0, drawn.uniform(1.0, 20.0)))
            times.append(ClosedTime(round(from_s, 3), round(from_s := from_s + drawn.uniform(0.5, 12.0), 3)))
        return WorkingTimes(tuple(times))

    cells = tuple(replace(cell, working_times=closed(cell.id)) for cell in line.cells)
    zones = tuple(replace(zone, capacity=stream(seed, "sharers", zone.id).choice((None, 1, 2))) for zone in line.zones)
    return replace(line, cells=cells, zones=zones)


def _all_operations(product: Product) -> list[Operation]:
    routes = product.recipe.rework_routes.values()
    return [*product.recipe.operations, *(item for route in routes for item in route.operations)]


def _capability(drawn: Random, name: str, zones: tuple[Zone, ...]) -> Capability:
    """Every second one needs some of the zones, where there are any."""
    needed = drawn.sample(zones, drawn.randint(1, len(zones))) if zones and drawn.random() < 0.5 else []
    locks = tuple(Lock(zone.id, drawn.choice(tuple(LockMode))) for zone in needed)
    return Capability(name, round(drawn.uniform(1.0, 6.0), 3), name, repeatable=drawn.random() < 0.4, locks=locks)


def _changeovers(drawn: Random, products: list[str]) -> dict[tuple[ProductId, ProductId], float]:
    if drawn.random() < 0.7:
        return {}
    return {(ProductId(first), ProductId(second)): 2.0 for first in products for second in products if first != second}


def _hosts(drawn: Random, cells: list[Cell]) -> dict[str, tuple[Cell, ...]]:
    """One to three cells a process."""
    found: dict[str, tuple[Cell, ...]] = {}
    while cells:
        size = drawn.randint(1, 3)
        found[f"host_{len(found) + 1}"] = tuple(cells[:size])
        cells = cells[size:]
    return found


def _orders(drawn: Random, sizes: Sizes, products: list[ProductId]) -> tuple[tuple[float, WorkOrder], ...]:
    found = []
    for number in range(drawn.randint(1, sizes.orders)):
        at_s = 0.0 if number == 0 else round(drawn.uniform(0.0, LAST_ORDER_S), 3)
        order = WorkOrder(
            OrderId(f"WO-{number + 1}"),
            drawn.choice(products),
            drawn.randint(1, sizes.pieces),
            release_s=drawn.choice((0.0, 0.0, 5.0)),
            due_s=drawn.choice((None, 60.0)),
            priority=drawn.choice((0, 0, 5)),
            timeout_s=drawn.choice((None, None, None, 40.0)),
            on_timeout=drawn.choice(tuple(OnTimeout)),
        )
        found.append((at_s, order))
    return tuple(found)
