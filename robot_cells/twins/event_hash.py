"""One number for a whole run: two runs with the same hash recorded the same events."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from robot_cells.orchestration.codec import encode
from robot_cells.orchestration.events import Event


def event_hash(events: Iterable[Event]) -> str:
    """SHA-256 over the events as a journal would hold them (kind, time, data), in hexadecimal digits."""
    digest = hashlib.sha256()
    for event in events:
        digest.update(f"{event.kind}\t{event.at_s!r}\t{encode(event)}\n".encode())
    return digest.hexdigest()
