"""A text file that grows by whole lines, and waits out a full disk."""

from __future__ import annotations

import os
from pathlib import Path


class LineFile:
    """Appends lines, each handed to the operating system at once: a killed process loses none.

    What the disk cannot take is kept and offered again with the next line and by `retry`; writing never raises. The
    constructor raises `OSError` when the file cannot be opened at all.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.fault: OSError | None = None
        """Why the last attempt to write failed; None when everything is written."""
        self._unwritten = b""
        path.parent.mkdir(parents=True, exist_ok=True)
        self._file: int | None = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)

    @property
    def size(self) -> int:
        """How many bytes are in the file."""
        return os.fstat(self._file).st_size if self._file is not None else 0

    def cut(self, size: int) -> None:
        """Let only the first `size` bytes stand; raises `OSError`."""
        if self._file is not None:
            os.ftruncate(self._file, size)

    def write(self, line: str) -> None:
        """Append one line."""
        self._unwritten += line.encode() + b"\n"
        self.retry()

    def retry(self) -> None:
        """Offer again what could not be written."""
        while self._unwritten and self._file is not None:
            try:
                written = os.write(self._file, self._unwritten)
            except OSError as error:
                self.fault = error
                return
            # A disk that is nearly full takes a part: the rest follows later, so that no line is torn for good.
            self._unwritten = self._unwritten[written:]
        self.fault = None

    def close(self) -> None:
        """Close the file; writing does nothing after this."""
        if self._file is not None:
            self.retry()
            os.close(self._file)
            self._file = None


def whole_lines(path: Path) -> list[str]:
    """The lines of such a file; what is left of a line that was torn off in the middle is cut off the file.

    Raises `OSError`; a file that is not there has no lines.
    """
    if not path.exists():
        return []
    content = path.read_bytes()
    end = content.rfind(b"\n") + 1
    if end < len(content):
        os.truncate(path, end)
    return content[:end].decode("utf-8", errors="replace").splitlines()
