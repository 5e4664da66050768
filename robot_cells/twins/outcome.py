"""What one run of the twin came to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import chain

from robot_cells.ids import CellId, OrderId, serial_number
from robot_cells.orchestration.events import Event, JobCompleted, OrderEnded
from robot_cells.orchestration.task_names import split_job
from robot_cells.reports.cell_figures import cell_figures
from robot_cells.reports.history_reader import history_of_events
from robot_cells.reports.inspection_figures import InspectionFigures
from robot_cells.reports.order_figures import order_figures
from robot_cells.twins.event_hash import event_hash
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.twin import JOURNAL, Twin


@dataclass(frozen=True, slots=True)
class CellUse:
    """How a cell spent the run, as in the report (docs/report.md); seconds of line time."""

    busy_s: float
    blocked_s: float
    starved_s: float
    down_s: float
    tasks: int


@dataclass(frozen=True, slots=True)
class OrderResult:
    """One order; times in line time, seconds."""

    ended_s: float
    due_s: float | None
    completed: int
    scrapped: int

    @property
    def is_late(self) -> bool:
        """Whether it ended after its due date."""
        return self.due_s is not None and self.ended_s > self.due_s


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run. `makespan_s` runs from the start of the twin to the end of the last order.

    `hash` is the same for two runs if and only if they recorded the same events. `inspections` are escapes and false
    calls against what was truly there; `delivered_bad` counts the pieces that left the line complete with a defect.
    """

    seed: int
    begin_s: float
    makespan_s: float
    orders: Mapping[OrderId, OrderResult]
    cells: Mapping[CellId, CellUse]
    events: int
    hash: str
    inspections: tuple[InspectionFigures, ...] = ()
    delivered_bad: int = 0


def outcome_of(scenario: Scenario, seed: int) -> Outcome:
    """Run the fast twin once; raises what `Twin` raises."""
    twin = Twin(scenario, seed)
    recorded = twin.run()
    outcome = outcome_of_events(scenario, seed, recorded, twin.standing)
    done = [split_job(event.job) for event in recorded if isinstance(event, JobCompleted)]
    bad = sum(twin.faults.are_on(serial_number(*parts)) for parts in done)
    return replace(outcome, inspections=twin.behaviour.inspections.figures(), delivered_bad=bad)


def outcome_of_events(
    scenario: Scenario, seed: int, recorded: Iterable[Event], earlier: Iterable[Event] = ()
) -> Outcome:
    """The figures of what a run has recorded, whichever twin it was; `earlier` tells how the line stood before.

    Orders that ended before it began are left out.
    """
    events = list(recorded)
    start = scenario.start
    begin_s = start.now_s if start is not None else 0.0
    history = history_of_events(start.journal_id if start is not None else JOURNAL, chain(earlier, events))
    ended = {event.order for event in events if isinstance(event, OrderEnded)}
    orders = {
        order: OrderResult(item.ended_s, item.due_s, item.completed, item.scrapped)
        for order, item in order_figures(history).items()
        if item.ended_s is not None and order in ended
    }
    cells = {
        cell: CellUse(item.busy_s, item.blocked_s, item.starved_s, item.down_s, item.tasks)
        for cell, item in cell_figures(history, begin_s).items()
    }
    end_s = max((item.ended_s for item in orders.values()), default=begin_s)
    return Outcome(seed, begin_s, end_s - begin_s, orders, cells, len(events), event_hash(events))
