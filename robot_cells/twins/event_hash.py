"""One number for a whole run: two runs with the same hash recorded the same events.

Events are hashed as canonical JSON, keys sorted, in which a field that has its default is left out: so a field that is
added to an event one day, with a default, changes no hash that was noted before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache

from robot_cells.orchestration.events import Event

_JSON = json.JSONEncoder(separators=(",", ":"), sort_keys=True, allow_nan=False, check_circular=False)


def event_hash(events: Iterable[Event]) -> str:
    """SHA-256 over the canonical form of the events, in hexadecimal digits."""
    digest = hashlib.sha256()
    for event in events:
        digest.update(f"{event.kind}\t{_JSON.encode(_plain(event))}\n".encode())
    return digest.hexdigest()


@cache
def _defaults(kind: type) -> tuple[tuple[str, object], ...]:
    found = []
    for item in fields(kind):
        default = item.default_factory() if item.default_factory is not MISSING else item.default
        found.append((item.name, default))
    return tuple(found)


def _plain(value: object) -> object:
    if value is None or isinstance(value, str | int | float):
        return value.name.lower() if isinstance(value, Enum) else value
    if isinstance(value, Enum):
        return value.name.lower()
    if is_dataclass(value) and not isinstance(value, type):
        said = ((name, getattr(value, name), default) for name, default in _defaults(type(value)))
        return {name: _plain(item) for name, item, default in said if default is MISSING or item != default}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, set | frozenset):
        return sorted(str(_plain(item)) for item in value)
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    raise TypeError(f"{value!r} has no canonical form")
