"""Whether SQLite's write-ahead log has lost commits that had been made durable.

When it opens a database, SQLite takes the frames of the log up to the first that is damaged, and says nothing about
the others. A transaction that a crash cut short is no loss: nobody was told that it was durable. A commit behind the
damage is one. Formats: "WAL-mode File Format" and "Database File Format", section 4, of the documentation of SQLite.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import struct
from dataclasses import dataclass
from pathlib import Path

_HEADER = 32
_FRAME_HEADER = 24
_MAGIC = (0x377F0682, 0x377F0683)
_INDEX_FRAMES = 16
"""Where the index (`-shm`) holds the number of frames that SQLite goes by."""


@dataclass(frozen=True, slots=True)
class LostCommits:
    """How many transactions can no longer be read, after how many frames that can; and the copy of the log."""

    commits: int
    whole_frames: int
    kept: Path


def lost_commits(journal: Path, opened_ns: int) -> LostCommits | None:
    """What the log of a database that has just been opened, and not been written since, has lost; a copy is kept."""
    log = journal.with_name(f"{journal.name}-wal")
    index = journal.with_name(f"{journal.name}-shm")
    if not log.is_file() or not index.is_file():
        return None
    whole = _frames_gone_by(index)
    if whole is None:
        return None
    commits = _commits_behind(log, whole)
    if commits == 0:
        return None
    kept = journal.with_name(f"{journal.name}.log-{opened_ns}.damaged")
    shutil.copyfile(log, kept)
    return LostCommits(commits, whole, kept)


def _frames_gone_by(index: Path) -> int | None:
    """The number of frames that SQLite goes by; None where it has not got the index open.

    It is read through SQLite's own descriptor: POSIX locks belong to the process, and closing any descriptor of the
    file drops them all. The next reader would then take the index for nobody's, cut it to three bytes, and this process
    would die of SIGBUS (sqlite.org/howtocorrupt.html, 2.2).
    """
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            if entry.readlink() == index.resolve():
                header = os.pread(int(entry.name), _INDEX_FRAMES + 4, 0)
                is_whole = len(header) == _INDEX_FRAMES + 4
                return int.from_bytes(header[_INDEX_FRAMES:], "little") if is_whole else 0
    return None


def _commits_behind(log: Path, whole: int) -> int:
    """Frames behind the first `whole` ones that end a transaction, and are of the same generation of the log."""
    with log.open("rb") as file:
        header = file.read(_HEADER)
        if len(header) < _HEADER:
            return 0
        magic, _, page, _ = struct.unpack(">4I", header[:16])
        salts = header[16:24]
        if magic not in _MAGIC or not 512 <= page <= 65536:
            return 0 if whole else _any_frames(log)
        count = 0
        file.seek(_HEADER + whole * (_FRAME_HEADER + page))
        while len(frame := file.read(_FRAME_HEADER)) == _FRAME_HEADER:
            is_commit = frame[4:8] != b"\0\0\0\0"
            count += is_commit and frame[8:16] == salts
            file.seek(page, 1)
    return count


def _any_frames(log: Path) -> int:
    """With its head gone nothing in the log can be told: that there is something counts as one loss."""
    return int(log.stat().st_size > _HEADER)
