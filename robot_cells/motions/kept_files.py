"""Small answers that were computed before, in a folder that several processes may share."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from pathlib import Path

from robot_cells.motions.plan import Positions


class KeptFiles:
    """Files `<key>.json` in a folder, which is made when the first is kept.

    A file is written whole or not at all, and carries its key and its own checksum; one that is torn or changed is a
    miss. Without a folder nothing is kept.
    """

    def __init__(self, folder: Path | None) -> None:
        self.folder = folder

    def find(self, key: str) -> Mapping[str, object] | None:
        """What was kept under that key, or None."""
        if self.folder is None:
            return None
        try:
            return _read((self.folder / f"{key}.json").read_bytes(), key)
        except (OSError, ValueError, KeyError, TypeError):
            return None  # Missing, unreadable, torn: all are misses.

    def keep(self, key: str, content: Mapping[str, object]) -> bool:
        """Whether it could be written; a full disk costs time and nothing else."""
        if self.folder is None:
            return False
        body = json.dumps({"key": key, **content}, separators=(",", ":"))
        temporary = ""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(
                "w", dir=self.folder, suffix=".part", delete=False, encoding="utf-8"
            ) as file:
                temporary = file.name
                file.write(f"{_checksum(body)}\n{body}\n")
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(self.folder / f"{key}.json")
        except OSError:
            if temporary:
                with contextlib.suppress(OSError):
                    Path(temporary).unlink()
            return False
        return True


def positions_in(rows: object) -> tuple[Positions, ...]:
    """Joint positions as they were kept; raises `TypeError` or `ValueError` for anything else."""
    if not isinstance(rows, list):
        raise TypeError("These are no rows of joint positions.")
    return tuple(tuple(float(value) for value in row) for row in rows)


def _read(content: bytes, key: str) -> Mapping[str, object]:
    checksum, body = content.decode().rstrip("\n").split("\n")
    if _checksum(body) != checksum:
        raise ValueError("The checksum is another.")
    told = json.loads(body)
    if not isinstance(told, dict) or told["key"] != key:
        raise ValueError("The file is of another question.")
    return told


def _checksum(body: str) -> str:
    return hashlib.sha256(body.encode()).hexdigest()
