"""Whether SQLite's write-ahead log has lost commits that had been made durable.

When it opens a database, SQLite takes the frames of the log up to the first that is damaged, and says nothing about
the others. A transaction that a crash cut short is no loss: nobody was told that it was durable. A commit behind
damage may be one. Formats: "WAL-mode File Format" and "Database File Format", section 4, of SQLite's documentation.
"""

from __future__ import annotations

import shutil
import sqlite3
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_HEADER = 32
_FRAME_HEADER = 24
_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
"""By the first word of the log: the order of bytes in which its checksums are computed."""

_Sums = tuple[int, int]


@dataclass(frozen=True, slots=True)
class LostCommits:
    """How many transactions can no longer be read, after how many frames that can; and the copy of the log."""

    commits: int
    whole_frames: int
    kept: Path


@dataclass(frozen=True, slots=True)
class _Frame:
    head: bytes
    page: bytes

    @property
    def is_commit(self) -> bool:
        """Whether a transaction ends with this frame."""
        return self.head[4:8] != b"\0\0\0\0"

    @property
    def salts(self) -> bytes:
        """Of the log that it was written to."""
        return self.head[8:16]

    @property
    def sums(self) -> _Sums:
        """The checksum of all up to here."""
        first, second = struct.unpack(">2I", self.head[16:24])
        return first, second


def lost_commits(database: sqlite3.Connection, journal: Path, opened_ns: int) -> LostCommits | None:
    """What the log of a database that has just been opened, and not been written since, has lost; a copy is kept.

    Neither the database nor its index (`-shm`) is opened here beside SQLite: POSIX locks belong to the process, and
    closing any descriptor of a file drops those that SQLite has on it (sqlite.org/howtocorrupt.html, 2.2).
    """
    log = journal.with_name(f"{journal.name}-wal")
    whole = _frames_gone_by(database)
    if whole is None or not log.is_file():
        return None
    with log.open("rb") as file:
        commits = _commits_behind(file, whole)
    if commits == 0:
        return None
    kept = journal.with_name(f"{journal.name}.log-{opened_ns}.damaged")
    shutil.copyfile(log, kept)
    return LostCommits(commits, whole, kept)


def _frames_gone_by(database: sqlite3.Connection) -> int | None:
    """The number of frames of the log that SQLite goes by; None where there is no log, or no room to ask.

    The question is a checkpoint that waits for nobody: it copies these frames to the database, and leaves the log.
    """
    try:
        _, frames, _ = database.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
    except sqlite3.OperationalError:
        return None
    return int(frames) if frames >= 0 else None


def _commits_behind(log: BinaryIO, whole: int) -> int:
    """Commits behind a damaged frame that comes after the first `whole` ones, in the same generation of the log.

    A commit that follows these without damage is none: its writer died before it could make it known.
    """
    header = log.read(_HEADER)
    if len(header) < _HEADER:
        return 0
    magic, _, page = struct.unpack(">3I", header[:12])
    if magic not in _MAGIC or not 512 <= page <= 65536:
        # With its head gone nothing in the log can be told: that there is something counts as one loss. One of zeros
        # was written beforehand and has not been used yet.
        return 0 if whole else int(_is_written(header, log))
    order, salts = _MAGIC[magic], header[16:24]
    sums = _sums_of(order, header[:24], (0, 0))
    if whole:
        log.seek(_HEADER + (whole - 1) * (_FRAME_HEADER + page))
        sums = next(_frames(log, page)).sums
    elif sums != struct.unpack(">2I", header[24:32]):
        return int(bool(log.read(1)))
    return _count_behind_damage(_frames(log, page), order, salts, sums)


def _is_written(header: bytes, log: BinaryIO) -> bool:
    return any(header) or any(any(chunk) for chunk in iter(lambda: log.read(65536), b""))


def _count_behind_damage(frames: Iterator[_Frame], order: str, salts: bytes, sums: _Sums) -> int:
    count = 0
    is_damaged = False
    for frame in frames:
        if not is_damaged:
            sums = _sums_of(order, frame.page, _sums_of(order, frame.head[:8], sums))
            is_damaged = frame.salts != salts or sums != frame.sums
        if is_damaged and frame.is_commit and frame.salts == salts:
            count += 1
    return count


def _frames(log: BinaryIO, page: int) -> Iterator[_Frame]:
    while len(data := log.read(_FRAME_HEADER + page)) == _FRAME_HEADER + page:
        yield _Frame(data[:_FRAME_HEADER], data[_FRAME_HEADER:])


def _sums_of(order: str, data: bytes, sums: _Sums) -> _Sums:
    """The running checksum of the log over `data`, a multiple of eight bytes."""
    first, second = sums
    for one, two in struct.iter_unpack(f"{order}2I", data):
        first = (first + one + second) & 0xFFFFFFFF
        second = (second + two + first) & 0xFFFFFFFF
    return first, second
