"""From where a line that is at work goes on: what its journal says now."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from robot_cells.documents.plant import Plant
from robot_cells.errors import TwinError
from robot_cells.ids import CellId
from robot_cells.journals.event_records import events_of
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.orchestration.events import AttemptDispatched, Event
from robot_cells.reports.journal_plant import plant_of_journal
from robot_cells.twins.scenario import Start


def read_start(path: Path) -> tuple[Start, Plant | None]:
    """What the journal holds at this moment, and the plant that it was written under, where it keeps one.

    The line may be running: the journal is only read. Raises `JournalError` for a damaged one, and `TwinError` where
    nothing was recorded.
    """
    with closing(SqliteJournalReader(path)) as reader:
        events = tuple(events_of(reader.read()))
        plant = plant_of_journal(reader)
        journal, epoch = reader.journal_id, reader.epoch
    if not events:
        raise TwinError("The journal is empty.", where=str(path), remedy="Name one of a line that has begun to work.")
    return Start(journal, epoch, events, max(event.at_s for event in events)), plant


def drives_so_far(events: Iterable[Event]) -> Mapping[CellId, int]:
    """How many drives each vehicle has begun: two a trip, the empty one and the loaded one."""
    drives: dict[CellId, int] = {}
    for event in events:
        if isinstance(event, AttemptDispatched) and event.trip is not None:
            drives[event.cell] = drives.get(event.cell, 0) + 2
    return drives


def used_cells(events: Iterable[Event]) -> Iterable[CellId]:
    """The cells that have been given work, each once, in the order in which they were."""
    return dict.fromkeys(event.cell for event in events if isinstance(event, AttemptDispatched))
