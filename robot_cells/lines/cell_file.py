"""A file of a user's own that says what a cell looks like."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class CellFile:
    """An SDF file; `folders` hold the models that it includes as `model://NAME`."""

    path: Path
    folders: tuple[Path, ...] = ()
