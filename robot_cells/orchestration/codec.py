"""Events as JSON, strictly both ways.

The data of an event is one JSON object: `version` and the event's fields, `at_s` apart, which has a column of its own.
Enums go by their names in lower case. What is read has to have the fields that the event has, each of its type; one
that is not known is a `JournalError`, never a guess. Only a field that has a default may be missing: it was added to
the event after the record was written, so records of every earlier version stay readable.
"""

from __future__ import annotations

import json

from robot_cells.errors import JournalError
from robot_cells.orchestration.events import EVENT_TYPES, Event
from robot_cells.orchestration.field_codecs import FieldCodec, codec_of

_JSON = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False)
"""Made once: what it is given is a tree of plain values, since every converter makes a new one."""
_REMEDY = "The journal was written by another version of robot_cells, or is damaged."


class _EventCodec:
    """Writes and reads one kind of event."""

    def __init__(self, event_type: type[Event]) -> None:
        self._type = event_type
        self._fields: FieldCodec = codec_of(event_type, without=("at_s",))

    def encode(self, event: Event) -> str:
        """An event as JSON."""
        data = {"version": self._type.version, **self._fields.encode(event)}
        return _JSON.encode(data)

    def decode(self, at_s: float, data: dict[str, object]) -> Event:
        """An event from JSON; raises `JournalError` for a version that is not known."""
        version = data.pop("version", None)
        if version != self._type.version:
            raise JournalError(f"Version {version!r} of {self._type.kind} is not known.", remedy=_REMEDY)
        values = self._fields.decode_fields(data)
        return self._type(at_s, **values)


_CODECS: dict[str, _EventCodec] = {item.kind: _EventCodec(item) for item in EVENT_TYPES}


def encode(event: Event) -> str:
    """The data of the event as JSON; raises `JournalError` when a value in it cannot be written (NaN, an object)."""
    try:
        return _CODECS[event.kind].encode(event)
    except (TypeError, ValueError) as error:
        raise JournalError(
            f"An event cannot be written as JSON: {error}.",
            where=f"{event.kind} {event.subject}",
            remedy="Results and parameters must hold plain values only.",
        ) from error


def decode(kind: str, at_s: float, data: str) -> Event:
    """The event back again; raises `JournalError` for an unknown kind, version or field, and for wrong types."""
    codec = _CODECS.get(kind)
    if codec is None:
        raise JournalError(f"{kind!r} is not a kind of event.", remedy=_REMEDY)
    try:
        found = json.loads(data)
        if not isinstance(found, dict):
            raise TypeError("the data is not an object")
        return codec.decode(at_s, found)
    except (TypeError, ValueError) as error:
        raise JournalError(f"The data is wrong: {error}.", where=kind, remedy=_REMEDY) from error
