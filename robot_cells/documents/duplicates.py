"""Names that stand twice where each must be the only one."""

from __future__ import annotations

from collections.abc import Iterable

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.problem import Problem


def duplicates(document: Document, names: Iterable[tuple[KeyPath, str]], what: str) -> list[Problem]:
    """A problem for every name after the first that is the same; `what` says what is named, in the singular."""
    first: dict[str, KeyPath] = {}
    found: list[Problem] = []
    for path, name in names:
        if name in first:
            line = document.place(first[name]).line
            already = f"the {what} {name} stands in line {line} already"
            found.append(document.problem(path, already, "rename or remove one of them"))
        else:
            first[name] = path
    return found
