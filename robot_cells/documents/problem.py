"""One fault in one document."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from robot_cells.errors import DocumentError


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """What is wrong at one place of a document, and what would be right.

    `line` is counted from 1 (0: the file as a whole); `key` is the key path, such as `cells[0].pose.x_m`.
    """

    file: str
    line: int
    key: str
    what: str
    remedy: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        key = f"{self.key}: " if self.key else ""
        text = f"{place}: {key}{self.what}; {self.remedy}"
        # A document may hold line ends and terminal codes in its keys and values; a problem is one plain line.
        return "".join(character if character.isprintable() else "?" for character in text)


class DocumentProblemsError(DocumentError):
    """Documents are wrong; `problems` holds every fault, and the text has one a line."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def refuse(problems: Iterable[Problem]) -> None:
    """Raise a `DocumentProblemsError` when there is any problem."""
    found = tuple(problems)
    if found:
        raise DocumentProblemsError(found)
