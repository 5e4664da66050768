"""The text of an instance file, whatever wrote it: encodings, archives, and what is no text at all."""

from __future__ import annotations

import codecs
from pathlib import Path
from zipfile import BadZipFile, ZipFile

from robot_cells.errors import ScheduleError

MOST_BYTES = 256 * 2**20
"""A million operations take 10 MB as text and 60 MB as JSON."""
ARCHIVE = ".zip"


def text_of(path: Path) -> str:
    """What the file says; of an archive (`.zip`), what the one file in it says.

    UTF-8, and UTF-16 with a byte order mark; anything else is taken for Latin-1, in which only remarks can
    have been written. Raises `ScheduleError` for what cannot be read, is larger than `MOST_BYTES` or is not text.
    """
    data = bytes_of(path)
    encoding = "utf-16" if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    if encoding == "utf-8-sig" and b"\0" in data:
        raise _no_text(path)
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding == "utf-16":
            raise _no_text(path) from error
        return data.decode("latin-1")


def bytes_of(path: Path) -> bytes:
    """The same as bytes."""
    try:
        data = _unpacked(path) if path.suffix.lower() == ARCHIVE else _read(path)
    except (OSError, BadZipFile, EOFError, NotImplementedError, RuntimeError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ScheduleError(f"The instance cannot be read: {reason}.", where=str(path)) from error
    if len(data) > MOST_BYTES:
        raise ScheduleError(
            f"The file holds more than {MOST_BYTES // 2**20} MiB: that is no instance that could be planned here.",
            where=str(path),
        )
    return data


def _read(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(MOST_BYTES + 1)


def _unpacked(path: Path) -> bytes:
    with ZipFile(path) as archive:
        names = [
            item.filename for item in archive.infolist() if not item.is_dir() and not _is_by_the_way(item.filename)
        ]
        if len(names) != 1:
            raise ScheduleError(
                f"The archive holds {len(names)} files, not one.", where=str(path), remedy="Unpack it and name them."
            )
        with archive.open(names[0]) as file:
            return file.read(MOST_BYTES + 1)


def _is_by_the_way(name: str) -> bool:
    """What one system packs into every archive beside the files themselves."""
    return name.startswith("__MACOSX/") or name.rpartition("/")[2].startswith("._")


def _no_text(path: Path) -> ScheduleError:
    return ScheduleError("The file is not text.", where=str(path), remedy="Compare it with docs/schedules.md#formats.")
