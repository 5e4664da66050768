"""What the twin is asked about: a line, what it shall make, how its cells behave, and from where it goes on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.ids import CellId, JournalId, ProductId
from robot_cells.journals.snapshot import Snapshot
from robot_cells.lines.line import Line
from robot_cells.orchestration.events import Event
from robot_cells.orders.product import Product
from robot_cells.orders.work_order import WorkOrder
from robot_cells.processes.process_model import ProcessModel
from robot_cells.schedules.rules import RULES
from robot_cells.simulations.fault_plan import FaultSpec
from robot_cells.simulations.simulation_choice import KINEMATIC_NAME
from robot_cells.twins.model import TwinModel

DEFAULT_RULE = "apparent_tardiness_cost"
SEARCH = "search"
SCHEDULERS: Mapping[str, str] = {"rules": DEFAULT_RULE, SEARCH: DEFAULT_RULE} | {name: name for name in RULES}
"""What can be named as a scheduler, and the dispatch rule that goes with it."""


@dataclass(frozen=True, slots=True)
class Start:
    """A line that is at work: the events of its journal, and the line time in seconds that it has come to.

    Where its journal keeps a `snapshot`, `events` are those that came after it, and `lived` those that durations are
    learned from: the newest, with the orders that they speak of.
    """

    journal_id: JournalId
    epoch: int
    events: tuple[Event, ...]
    now_s: float
    snapshot: Snapshot | None = None
    lived: tuple[Event, ...] = ()

    @property
    def to_learn_from(self) -> tuple[Event, ...]:
        """What has happened lately, or all of it."""
        return self.events if self.snapshot is None else self.lived


@dataclass(frozen=True, slots=True)
class Scenario:
    """All that a run of the twin depends on, besides its seed.

    `rule` is the name of a dispatch rule (`schedules/rules.py`), or one of `SCHEDULERS`: `rules` is the usual rule, and
    `search` schedules anew while the line runs (`horizons/`), as the line document says. `documented` is the line
    before any change, by which the model was made; `sources` names for every cell that was added the one that it is
    like. `simulation` is what a run in full depth has for equipment (`simulations/simulation_choice.py`).
    """

    line: Line
    products: Mapping[ProductId, Product]
    orders: tuple[WorkOrder, ...]
    faults: tuple[FaultSpec, ...] = ()
    model: TwinModel = TwinModel()
    processes: Mapping[str, ProcessModel] = field(default_factory=dict)
    rule: str = DEFAULT_RULE
    documented: Line | None = None
    sources: Mapping[CellId, CellId] = field(default_factory=dict)
    start: Start | None = None
    simulation: str = KINEMATIC_NAME
