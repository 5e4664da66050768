"""Rules on free parameters, whose keys belong to a process or driver and are not known here."""

from __future__ import annotations

import math
from collections.abc import Iterator

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.problem import Problem
from robot_cells.documents.units import unit_of


def check_parameters(document: Document, path: KeyPath, value: object) -> Iterator[Problem]:
    """Numbers below a key path that are not finite, and quantities written as text."""
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    if isinstance(value, dict):
        for name, item in value.items():
            yield from check_parameters(document, (*path, name), item)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from check_parameters(document, (*path, index), item)
    elif isinstance(value, float) and not math.isfinite(value):
        yield document.problem(path, f"is {value}", "write a finite number")
    elif isinstance(value, str) and unit_of(key) and not value.startswith("$"):
        yield document.problem(path, f'is "{value}"', f"write a number without quotes or unit, in {unit_of(key)}")
