"""The same orders and seeds on the reference line, kinematic and with physics: when they are done, and how they end."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from robot_cells.documents.order_book import OrderBook, load_orders
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.documents.process_library import processes_of
from robot_cells.errors import TwinError
from robot_cells.orchestration.events import OrderEnded
from robot_cells.simulations.equipment_kinds import KINEMATIC, EquipmentKinds
from robot_cells.simulations.physics.physics_equipment import PHYSICS
from robot_cells.twins.model import Operator
from robot_cells.twins.virtual_line import VirtualLine

LINE = Path("config/lines/compute_tray.yaml")
UNTIL_S = 8000.0
ANSWER = Operator(answers_after_s=30.0)


@dataclass(frozen=True, slots=True)
class LineRun:
    """`ends` of the orders by name (`completed`, ...), in their order; `problem` where they have not all ended."""

    makespan_s: float
    ends: tuple[tuple[str, str], ...]
    processor_s: float
    digest: str
    problem: str = ""


@dataclass(frozen=True, slots=True)
class Makespans:
    """One seed, both simulations."""

    seed: int
    trays: int
    kinematic: LineRun
    physics: LineRun

    @property
    def ratio(self) -> float:
        """Of the makespans, physics over kinematic."""
        return self.physics.makespan_s / self.kinematic.makespan_s

    @property
    def is_alike(self) -> bool:
        """Whether all orders have ended, and alike."""
        return not self.physics.problem and not self.kinematic.problem and self.physics.ends == self.kinematic.ends


def measure_makespans(orders: Path, seeds: range, until_s: float = UNTIL_S) -> tuple[Makespans, ...]:
    """With the orders and faults of a document; an operator answers questions after half a minute."""
    plant = load_plant(LINE)
    book = load_orders(orders, plant)
    trays = sum(order.quantity for order in book.orders)
    found = []
    for seed in seeds:
        runs = [_run(plant, book, seed, kinds, until_s) for kinds in (KINEMATIC, PHYSICS)]
        found.append(Makespans(seed, trays, *runs))
    return tuple(found)


def _run(plant: Plant, book: OrderBook, seed: int, kinds: EquipmentKinds, until_s: float) -> LineRun:
    line = VirtualLine(plant, processes_of(plant), book.faults, seed, operator=ANSWER, kinds=kinds)
    began_s, problem = time.process_time(), ""
    try:
        line.run(book.orders, until_s=until_s)
    except TwinError as error:
        problem = str(error)
    ends = {event.order: event for event in line.recorded if isinstance(event, OrderEnded)}
    return LineRun(
        makespan_s=max((event.at_s for event in ends.values()), default=line.clock.now()),
        ends=tuple((str(order), event.end.value) for order, event in sorted(ends.items())),
        processor_s=time.process_time() - began_s,
        digest=line.equipment.worlds.digest(),
        problem=problem,
    )
