"""What a journal can do, whatever holds it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

from robot_cells.ids import JournalId
from robot_cells.journals.record import Entry, Record


class JournalReader(Protocol):
    """Reads a journal, also while another process writes it."""

    @property
    def journal_id(self) -> JournalId:
        """The name of the journal, eight hexadecimal digits, given when it was made."""
        ...

    @property
    def epoch(self) -> int:
        """How often the journal has been opened for writing: the incarnation of the orchestrator, counted from 1."""
        ...

    def read(self, from_sequence: int = 1) -> Iterator[Record]:
        """The records from that position on, in order; raises `JournalError` at the first that is damaged."""
        ...

    def documents(self, epoch: int | None = None) -> Mapping[str, str]:
        """The texts of the documents that the journal was written under in an epoch (None: the latest), by name."""
        ...

    def close(self) -> None:
        """Let go of the journal."""
        ...


class Journal(JournalReader, Protocol):
    """Writes a journal; only one process at a time does."""

    def append(self, entries: Sequence[Entry]) -> tuple[int, ...]:
        """Write all of them or none; when the call returns they are durable.

        Gives their positions. Raises `JournalError` when that cannot be done (full disk, damaged file).
        """
        ...

    def keep_documents(self, documents: Mapping[str, str]) -> None:
        """Keep the texts of the documents of this epoch, by name."""
        ...
