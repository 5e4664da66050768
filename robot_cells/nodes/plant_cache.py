"""The plant of a line document, read once in a process."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from robot_cells.documents.plant import Plant, load_plant
from robot_cells.errors import BringupError


def plant_of(line: str, node: str) -> Plant:
    """The plant that the parameter `line` of `node` names; raises `DocumentError`, or `BringupError` for no path."""
    if not line:
        raise BringupError(
            "The parameter `line` is not set.", where=node, remedy="Give the path of the line document: -p line:=PATH."
        )
    return _read(Path(line).resolve())


def preload(line: Path) -> None:
    """Read it now, so that processes forked from this one need not."""
    _read(line.resolve())


@lru_cache(maxsize=4)
def _read(line: Path) -> Plant:
    return load_plant(line)
