"""The state of the line after one record of the journal, so that a restart need not read all that was before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Protocol


@dataclass(frozen=True, slots=True)
class SnapshotFit:
    """What a snapshot has to agree with to be used: the program that would replay the journal, and the documents."""

    program: str
    documents: str


@dataclass(frozen=True, slots=True)
class Snapshot:
    """`state` is the document of the state after record `sequence`, whose checksum is `head`; `digest` is over it.

    `now_s` is the line time in seconds that had come.
    """

    sequence: int
    now_s: float
    head: bytes
    fit: SnapshotFit
    digest: str
    state: str

    def checksum(self) -> bytes:
        """16 bytes over everything in it (BLAKE2b, RFC 7693)."""
        words = (str(self.sequence), self.now_s.hex(), self.head.hex(), self.fit.program, self.fit.documents)
        return blake2b("\x1f".join((*words, self.digest, self.state)).encode(), digest_size=16).digest()


class SnapshotReader(Protocol):
    """Where snapshots are kept. They are made from the records and can be thrown away at any time."""

    def snapshots(self) -> Iterator[Snapshot]:
        """Those that are whole and belong to the records beside them, the latest first."""
        ...


class SnapshotStore(SnapshotReader, Protocol):
    """Where a writer keeps them."""

    def keep_snapshot(self, sequence: int, now_s: float, fit: SnapshotFit, digest: str, state: str) -> None:
        """Keep the state after record `sequence`; raises `JournalError` when that cannot be done."""
        ...
