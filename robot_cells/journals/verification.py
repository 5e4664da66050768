"""Proof that no record of a journal was changed, removed or put elsewhere, nor a document that it was written under."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import blake2b
from typing import Self

from robot_cells.errors import JournalError
from robot_cells.ids import JournalId
from robot_cells.journals.checksum import documents_digest, text_of
from robot_cells.journals.record import Record
from robot_cells.journals.sqlite_reader import SqliteJournalReader
from robot_cells.orchestration.events import OrchestratorStarted

_HEAD = re.compile(r"^(\d+):([0-9a-f]{64})$")


@dataclass(frozen=True, slots=True)
class Head:
    """64 hexadecimal digits over the journal's id and its records 1 to `sequence`, all that is in them.

    Kept elsewhere (on paper, in another system), it proves years later that these records are what they were: nobody
    can make others with the same digest (BLAKE2b, 256 bits, RFC 7693). The checksums in the file prove that against
    accidents, but not against somebody who writes them anew.
    """

    sequence: int
    digest: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """From `12345:<64 hexadecimal digits>`; raises `JournalError` for anything else."""
        found = _HEAD.match(text.strip())
        if found is None:
            raise JournalError(
                f"{text!r} is no head of a journal.", remedy="It looks like 12345: and 64 hexadecimal digits."
            )
        return cls(int(found[1]), found[2])

    def __str__(self) -> str:
        return f"{self.sequence}:{self.digest}"


class HeadDigest:
    """Makes the head of a journal from its records, taken in one after another from the first on."""

    def __init__(self, identity: JournalId) -> None:
        self._hasher = blake2b(identity.encode(), digest_size=32)
        self._sequence = 0

    def take(self, record: Record) -> None:
        """The next record."""
        self._hasher.update(text_of(record).encode())
        self._hasher.update(b"\x1e")
        self._sequence = record.sequence

    @property
    def head(self) -> Head:
        """The head as of the record that was taken last."""
        return Head(self._sequence, self._hasher.hexdigest())


@dataclass(frozen=True, slots=True)
class Verification:
    """A journal of which every record is whole: how many, from how many epochs, in how many archives, and its head."""

    journal_id: str
    records: int
    epochs: int
    archives: int
    snapshots: int
    head: Head


def verify(journal: SqliteJournalReader, known: Head | None = None) -> Verification:
    """Read everything; raises `JournalError` that names the first record that is not what it was.

    `known` is a head that was kept elsewhere: the records up to it have to be those of then.
    """
    identity = journal.journal_id
    digest, documents = HeadDigest(identity), journal.all_documents()
    latest, last = journal.last_sequence, 0
    if known is not None and known.sequence == 0:
        _compare(journal, known, digest.head.digest)
    for record in journal.read():
        last = record.sequence
        digest.take(record)
        if record.kind == OrchestratorStarted.kind:
            _check_documents(journal, record, documents)
        if known is not None and last == known.sequence:
            _compare(journal, known, digest.head.digest)
    needed = max(latest, known.sequence if known is not None else 0)
    if last < needed:
        raise JournalError(
            f"The records {last + 1} to {needed} have been removed from the end.",
            where=str(journal.path),
            remedy="Restore the file from a copy; the next start of the line goes on without them, and says so.",
        )
    journal.check_structure()
    snapshots = sum(1 for _ in journal.snapshots())
    return Verification(identity, last, journal.epoch, len(journal.archives), snapshots, digest.head)


def _check_documents(journal: SqliteJournalReader, record: Record, documents: dict[int, dict[str, str]]) -> None:
    """The record of a start holds the digest of the documents; those of the first journals held none."""
    data = json.loads(record.data)
    epoch, told = int(data["epoch"]), str(data.get("documents", ""))
    if told and documents_digest(documents.get(epoch, {})) != told:
        raise JournalError(
            f"The documents kept of epoch {epoch} are not those that record {record.sequence} tells of.",
            where=str(journal.path),
            remedy="The records are whole up to there; take line, products and processes from a copy.",
        )


def _compare(journal: SqliteJournalReader, known: Head, digest: str) -> None:
    if digest != known.digest:
        raise JournalError(
            f"The records 1 to {known.sequence} are not those that the head was taken of: its digest is {digest} now.",
            where=str(journal.path),
            remedy="The records and their checksums were written anew: look for a copy with that head.",
        )
