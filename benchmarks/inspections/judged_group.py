"""What a model that was trained without a board group said of that group: kept, so that a run can go on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from robot_cells.cli.json_text import json_text
from robot_cells.inspections.metrics.judged_picture import JudgedPicture

AS_IT_IS = ""
"""The name of the pictures that nothing was done to."""


@dataclass(frozen=True, slots=True)
class Times:
    """Of each picture, in milliseconds: processor time of the model alone, and with reading both files."""

    model_ms: tuple[float, ...]
    with_reading_ms: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class JudgedGroup:
    """`made_from` tells samples, seed, steps and program: only what was made from the same belongs together.

    `pictures` are by the name of the disturbance, `AS_IT_IS` first. `trained_on` is how many pairs, the seconds are of
    that training; `undecided` counts the pictures as they are that the model would not judge.
    """

    group: str
    made_from: str
    trained_on: int
    wall_s: float
    processor_s: float
    thresholds: Mapping[str, float]
    undecided: int
    times: Times
    pictures: Mapping[str, tuple[JudgedPicture, ...]]


def write_group(folder: Path, judged: JudgedGroup) -> None:
    """Writes it beside its place and renames it: a run that is stopped leaves it whole or not at all."""
    folder.mkdir(parents=True, exist_ok=True)
    place = _place(folder, judged.group)
    beside = place.with_suffix(".part")
    beside.write_text(json_text(judged) + "\n", encoding="utf-8")
    beside.replace(place)


def read_group(folder: Path, group: str, made_from: str) -> JudgedGroup | None:
    """None where there is none, it was made from something else, or it is damaged: then it is measured anew."""
    place = _place(folder, group)
    if not place.is_file():
        return None
    try:
        found = TypeAdapter(JudgedGroup).validate_json(place.read_bytes())
    except ValidationError:
        return None
    return found if (found.group, found.made_from) == (group, made_from) else None


def _place(folder: Path, group: str) -> Path:
    return folder / f"{group or 'all'}.json"
