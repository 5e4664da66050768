"""Between events and what the journal holds of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from robot_cells.errors import JournalError
from robot_cells.journals.record import Entry, Record
from robot_cells.orchestration.codec import decode, encode
from robot_cells.orchestration.events import Event


def entry_of(event: Event, recorded_ns: int) -> Entry:
    """The event as it is written; `recorded_ns` is the Unix time in nanoseconds at which it was heard or decided."""
    return Entry(event.at_s, recorded_ns, event.kind, event.subject, encode(event))


def event_of(record: Record) -> Event:
    """The event that was written; raises `JournalError`, with the position, when the record cannot be understood."""
    try:
        return decode(record.kind, record.at_s, record.data)
    except JournalError as error:
        raise JournalError(
            error.what, where=f"record {record.sequence}, {error.where or record.kind}", remedy=error.remedy
        ) from error


def events_of(records: Iterable[Record]) -> Iterator[Event]:
    """The events of many records, in their order."""
    return (event_of(record) for record in records)
