"""The settings of a code model, as they stand in its card."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from robot_cells.errors import InspectionError
from robot_cells.inspections.code.symbology import Symbology, symbology_of

KNOWN = ("symbologies", "pattern", "region", "unreadable")


@dataclass(frozen=True, slots=True)
class CodeSettings:
    """What is read, where, and what an unreadable code means.

    `pattern` is a regular expression that the whole text must match to count as the product's code (empty: any);
    `region` is the part of the picture to look at: left, top, right, bottom as shares of its width and height.
    `fails_unreadable` makes a code that cannot be read a defect instead of a doubt.
    """

    symbologies: tuple[Symbology, ...] = tuple(Symbology)
    pattern: str = ""
    region: tuple[float, float, float, float] = (0.0, 0.0, 1.0, 1.0)
    fails_unreadable: bool = False

    def as_json(self) -> dict[str, Any]:
        """What `code_settings` reads back."""
        return {
            "symbologies": [item.value for item in self.symbologies],
            "pattern": self.pattern,
            "region": list(self.region),
            "unreadable": "fail" if self.fails_unreadable else "undecided",
        }


def code_settings(settings: Mapping[str, Any], where: str) -> CodeSettings:
    """Checks settings as a person or a card gives them; raises `InspectionError` naming the one that is wrong."""
    unknown = [name for name in settings if name not in KNOWN]
    if unknown:
        raise _wrong(f"There is no setting {unknown[0]!r}.", where, f"There are {', '.join(KNOWN)}.")
    return CodeSettings(
        _symbologies(settings.get("symbologies"), where),
        _pattern(settings.get("pattern", ""), where),
        _region(settings.get("region", (0.0, 0.0, 1.0, 1.0)), where),
        _fails_unreadable(settings.get("unreadable", "undecided"), where),
    )


def _symbologies(value: object, where: str) -> tuple[Symbology, ...]:
    if value is None:
        return tuple(Symbology)
    names = value.split(",") if isinstance(value, str) else value
    if not isinstance(names, (list, tuple)) or not names:
        raise _wrong("`symbologies` is no list of names.", where, "Name some, as [qr, data_matrix].")
    return tuple(dict.fromkeys(symbology_of(str(name).strip()) for name in names))


def _pattern(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise _wrong("`pattern` is no text.", where, "Write a regular expression, or leave it empty.")
    try:
        re.compile(value)
    except re.error as error:
        raise _wrong(f"`pattern` is no regular expression: {error}.", where, "Correct it.") from error
    return value


def _region(value: object, where: str) -> tuple[float, float, float, float]:
    remedy = "Give left, top, right, bottom as shares of the picture, as [0, 0, 0.5, 1]."
    if not isinstance(value, (list, tuple)) or len(value) != 4:
        raise _wrong("`region` is no list of four numbers.", where, remedy)
    if not all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in value):
        raise _wrong("`region` is no list of four numbers.", where, remedy)
    left, top, right, bottom = (float(item) for item in value)
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise _wrong("`region` does not lie in the picture.", where, remedy)
    return left, top, right, bottom


def _fails_unreadable(value: object, where: str) -> bool:
    if value not in {"undecided", "fail"}:
        raise _wrong(f"`unreadable` is {value!r}.", where, "It is `undecided` or `fail`.")
    return value == "fail"


def _wrong(what: str, where: str, remedy: str) -> InspectionError:
    return InspectionError(what, where=where, remedy=remedy)
