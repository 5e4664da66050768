"""A fault of a process document, by the place where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

KeyPath: TypeAlias = tuple[str | int, ...]
"""The way from the top of a document to a value: keys of mappings, places in lists counted from 0."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong at one place of a document, and what would be right; both are half sentences.

    Whoever has read the file turns the path into file and line.
    """

    path: KeyPath
    what: str
    remedy: str
