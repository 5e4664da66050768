"""What is asked of the twin, from the options of the command: documents, model, journal."""

from __future__ import annotations

from collections.abc import Set
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from robot_cells.documents.order_book import OrderBook, load_orders
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.documents.process_library import processes_of
from robot_cells.documents.yaml_reader import read_document
from robot_cells.errors import DocumentError, TwinError
from robot_cells.ids import ProductId
from robot_cells.journals.event_records import events_of
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.orchestration.events import Event, OrderSubmitted
from robot_cells.orchestration.plant import OperationKey
from robot_cells.simulations.fault_plan import FaultSpec, LateVehicle, parse_faults
from robot_cells.twins.measured_durations import (
    cold_s,
    measured_attempts,
    merged,
    reaction_s,
    shares_of,
    trip_delay_s,
    warmed_up,
)
from robot_cells.twins.model import TwinModel
from robot_cells.twins.model_reader import load_twin_model
from robot_cells.twins.rehearsal import can_be_rehearsed, rehearsed
from robot_cells.twins.scenario import Scenario, Start
from robot_cells.twins.start import read_start


@dataclass(frozen=True, slots=True)
class TwinQuestion:
    """The files that the command was given; None where it was given none. `rehearses` allows a rehearsal."""

    line: Path | None = None
    orders: Path | None = None
    faults: Path | None = None
    model: Path | None = None
    learn: tuple[Path, ...] = ()
    journal: Path | None = None
    rule: str = "apparent_tardiness_cost"
    rehearses: bool = True

    def scenario(self) -> Scenario:
        """The scenario without any change; raises `DocumentError`, `JournalError` and `TwinError`."""
        start, plant = self._start_and_plant()
        book = load_orders(self.orders, plant) if self.orders is not None else OrderBook(())
        if start is None and not book.orders:
            raise TwinError("Nothing is asked for.", where="--orders", remedy="Name an orders document, or --from.")
        faults = book.faults if self.faults is None else _faults(self.faults)
        if self.journal is not None and any(isinstance(fault, LateVehicle) for fault in faults):
            # Which drive of a vehicle is late is counted from its first.
            start, _ = read_start(self.journal, whole=True)
        scenario = Scenario(
            plant.line,
            plant.products,
            book.orders,
            faults,
            processes=processes_of(plant) if all(path.exists() for path in plant.process_paths.values()) else {},
            rule=self.rule,
            documented=plant.line,
            start=start,
        )
        return replace(scenario, model=self._model(plant, scenario))

    def _start_and_plant(self) -> tuple[Start | None, Plant]:
        given = load_plant(self.line) if self.line is not None else None
        start, kept = read_start(self.journal, given) if self.journal is not None else (None, None)
        if given is not None:
            return start, given
        if kept is None:
            raise TwinError("Which line?", where="LINE", remedy="Name a line document.")
        return start, kept

    def _model(self, plant: Plant, scenario: Scenario) -> TwinModel:
        """The model document, then what journals have measured, then a rehearsal of what none has."""
        model = load_twin_model(self.model, plant) if self.model is not None else TwinModel()
        stated, shares = model.shares, {}
        lived = [measured_attempts(events) for events in self._lived(scenario.start)]
        measured = [item for attempts in lived for item in warmed_up(attempts)]
        if measured:
            shares = shares_of(measured)
            model = replace(
                model,
                cold_s={cell: value for attempts in lived for cell, value in cold_s(attempts).items()},
                reaction_s=model.reaction_s or reaction_s(measured),
                trip_delay_s=model.trip_delay_s or trip_delay_s(measured),
            )
        wanted = _unmeasured(scenario, {(item.product, item.operation) for item in measured})
        if wanted and not stated and self.rehearses and scenario.processes and can_be_rehearsed(plant):
            model = rehearsed(model, plant, scenario.processes, wanted)
            shares = merged(model.shares, shares)
        return replace(model, shares=merged(shares, stated))

    def _lived(self, start: Start | None) -> list[tuple[Event, ...]]:
        """The events of every journal to learn from."""
        found = []
        for path in self.learn:
            with closing(SqliteJournalReader(path)) as reader:
                found.append(tuple(events_of(reader.read())))
        return found or ([start.to_learn_from] if start is not None else [])


def _unmeasured(scenario: Scenario, measured: Set[OperationKey]) -> list[ProductId]:
    """The products to be made of which some operation has not been measured."""
    events = scenario.start.to_learn_from if scenario.start is not None else ()
    orders = [*scenario.orders, *(event.order for event in events if isinstance(event, OrderSubmitted))]
    return [
        product
        for product in sorted({order.product for order in orders})
        if any((product, item.id) not in measured for item in scenario.products[product].recipe.operations)
    ]


def _faults(path: Path) -> tuple[FaultSpec, ...]:
    """The list `faults` of a document that may hold nothing else, or orders too."""
    found = read_document(path).value(("faults",))
    if not isinstance(found, list) or not all(isinstance(item, dict) for item in found):
        raise DocumentError(
            "There is no list of faults.", where=str(path), remedy="Write faults: and below it one entry a fault."
        )
    return parse_faults(found)
