"""A YAML document that was read: its data, and where in the file each key and value stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from robot_cells.documents.problem import Problem

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way from the top of a document to a value: keys of mappings and places in lists, counted from 0."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a file; line and column are counted from 1."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `data` consists of dict, list, str, int, float, bool and None.

    `keys` says where the key of each mapping entry stands, `values` where each value begins.
    """

    path: Path
    text: str
    data: object
    keys: Mapping[KeyPath, Place]
    values: Mapping[KeyPath, Place]

    def value(self, path: KeyPath) -> object:
        """The value at a key path; None where there is none."""
        found = self.data
        for part in path:
            if isinstance(found, dict):
                found = found.get(part)
            elif isinstance(found, list) and isinstance(part, int) and part < len(found):
                found = found[part]
            else:
                return None
        return found

    def place(self, path: KeyPath) -> Place:
        """Where the key of that path stands, else the value, else the nearest that holds it."""
        for length in range(len(path), -1, -1):
            found = self.keys.get(path[:length]) or self.values.get(path[:length])
            if found is not None:
                return found
        return Place(1, 1)

    def problem(self, path: KeyPath, what: str, remedy: str) -> Problem:
        """A problem at a key path of this document."""
        return Problem(str(self.path), self.place(path).line, written(path), what, remedy)

    @property
    def kind(self) -> str:
        """The first key, which says what kind of document this is; empty when the top is not a mapping."""
        if isinstance(self.data, dict):
            return next(iter(self.data), "")
        return ""


def written(path: KeyPath) -> str:
    """A key path as it stands in messages: `cells[0].capabilities[1].duration_s`."""
    text = ""
    for part in path:
        if isinstance(part, int):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text
