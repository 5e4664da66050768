"""From a journal to the decision core that its records lead to: the latest snapshot that fits, and what came after."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from importlib.resources import files
from itertools import islice

from robot_cells.errors import JournalError
from robot_cells.journals.checksum import documents_digest
from robot_cells.journals.event_records import events_of
from robot_cells.journals.journal import JournalReader
from robot_cells.journals.snapshot import Snapshot, SnapshotFit, SnapshotReader
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import STATE_SHAPE, decode_state, digest_of

_RULES = "robot_cells.orchestration.transitions"
"""The code that makes a state from records."""


@dataclass(frozen=True, slots=True)
class Replay:
    """The core, the position of the snapshot that it was begun with (0: none), and how many records were applied."""

    core: Orchestrator
    snapshot: int
    records: int


def replay(
    make: Callable[[], Orchestrator],
    journal: JournalReader,
    snapshots: SnapshotReader | None = None,
    documents: Mapping[str, str] | None = None,
    until: int | None = None,
) -> Replay:
    """Bring a core of `make` to record `until` (None: the last); `documents` are those that `make` has its plant from.

    Without a snapshot of the same program and documents every record is read. Raises `JournalError` for a record that
    is damaged or cannot be understood, and `TransitionError` where records do not fit the plant.
    """
    core, start = _restored(make, snapshots, fit_of(documents or {}), until)
    count = None if until is None else max(0, until - start)
    core.replay(events_of(islice(journal.read(start + 1), count)))
    return Replay(core, start, core.state.events - start)


def latest_fit(snapshots: SnapshotReader, documents: Mapping[str, str]) -> Snapshot | None:
    """The latest snapshot of this program under these documents, whose text is whole; None where there is none."""
    fit = fit_of(documents)
    fitting = (item for item in snapshots.snapshots() if item.fit == fit and digest_of(item.state) == item.digest)
    return next(fitting, None)


def fit_of(documents: Mapping[str, str]) -> SnapshotFit:
    """What snapshots of this program under these documents are marked with."""
    return SnapshotFit(_program(), documents_digest(documents))


def _restored(
    make: Callable[[], Orchestrator], snapshots: SnapshotReader | None, fit: SnapshotFit, until: int | None
) -> tuple[Orchestrator, int]:
    core = make()
    for snapshot in snapshots.snapshots() if snapshots is not None else ():
        if until is not None and snapshot.sequence > until:
            continue
        if snapshot.fit == fit and _was_restored(core, snapshot):
            return core, snapshot.sequence
    return core, 0


def _was_restored(core: Orchestrator, snapshot: Snapshot) -> bool:
    if digest_of(snapshot.state) != snapshot.digest:
        return False
    try:
        state = decode_state(snapshot.state, core.state.plant)
    except JournalError:
        return False  # All that is in it is in the records too.
    if state.events != snapshot.sequence or state.journal_id != core.state.journal_id:
        return False
    core.restore(state, snapshot.now_s)
    return True


@lru_cache(maxsize=1)
def _program() -> str:
    """Changes with the shape of the state and with the code that applies events to it."""
    digest = blake2b(STATE_SHAPE.encode(), digest_size=16)
    for item in sorted(files(_RULES).iterdir(), key=lambda item: item.name):
        if item.name.endswith(".py"):
            digest.update(item.read_bytes())
    return digest.hexdigest()
