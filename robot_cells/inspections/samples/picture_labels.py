"""What a person said of one picture, in a file beside it: `<picture>.json`, such as `042.png.json`."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.boxes import checked_box
from robot_cells.inspections.samples.picture_file import picture_size
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.samples.text_file import is_writable, read_json

VERSION = 1
FIELDS = frozenset({"version", "is_good", "class", "text", "group", "boxes", "width", "height", "by", "at"})
BOX_FIELDS = frozenset({"class", "x1", "y1", "x2", "y2"})


@dataclass(frozen=True, slots=True)
class PictureLabels:
    """The fields of `Sample` that a person gives; `boxes` None where nobody drew any, empty where there is none.

    `by` and `at` say who labelled it and when (ISO 8601), for the trace; they are not part of the sample.
    """

    boxes: tuple[LabelledBox, ...] | None = None
    is_good: bool | None = None
    picture_class: str = ""
    text: str = ""
    group: str = ""
    by: str = ""
    at: str = ""


def labels_path(picture: Path) -> Path:
    """Where the labels of a picture lie."""
    return picture.with_name(f"{picture.name}.json")


def write_labels(picture: Path, labels: PictureLabels) -> Path:
    """Writes the file, whole or not at all, and gives its path.

    The picture must be there: its size is written with the boxes, so that they are never laid over another. Raises
    `InspectionError` for a box outside of it, a good picture with boxes, and what cannot be written.
    """
    path, size = labels_path(picture), picture_size(picture)
    for box in labels.boxes or ():
        checked = checked_box(box.defect_class, (box.x1, box.y1, box.x2, box.y2), size)
        if isinstance(checked, str):
            raise InspectionError(f"Not saved: {checked}.", where=str(picture))
    if labels.is_good and labels.boxes:
        raise InspectionError("Not saved: a good picture has no boxes.", where=str(picture))
    document: dict[str, object] = {"version": VERSION, "width": size[0], "height": size[1], "is_good": labels.is_good}
    named = {"class": labels.picture_class, "text": labels.text, "group": labels.group}
    document |= {key: value for key, value in (named | {"by": labels.by, "at": labels.at}).items() if value}
    if labels.boxes is not None:
        document["boxes"] = [
            {
                "class": box.defect_class,
                "x1": float(box.x1),
                "y1": float(box.y1),
                "x2": float(box.x2),
                "y2": float(box.y2),
            }
            for box in labels.boxes
        ]
    _write(path, json.dumps(document, indent=1, ensure_ascii=False) + "\n")
    return path


def read_labels(picture: Path) -> PictureLabels:
    """Reads the labels of a picture; raises `InspectionError` for what does not fit the form or the picture."""
    path = labels_path(picture)
    document = read_json(path)
    if not isinstance(document, dict):
        raise InspectionError("Labels are a JSON object.", where=str(path))
    unknown = sorted(set(document) - FIELDS)
    if unknown:
        raise InspectionError(
            f"There is no field {unknown[0]!r} in labels.",
            where=str(path),
            remedy=f"Fields: {', '.join(sorted(FIELDS))}.",
        )
    if document.get("version", VERSION) != VERSION:
        raise InspectionError(
            f"Labels of version {document['version']!r} are not known.", where=str(path), remedy=f"This is {VERSION}."
        )
    is_good = document.get("is_good")
    if is_good is not None and not isinstance(is_good, bool):
        raise InspectionError("`is_good` is true, false or null.", where=str(path))
    boxes = _boxes(document, picture, path)
    if is_good and boxes:
        raise InspectionError("It says that the picture is good, and has boxes of defects.", where=str(path))
    texts = [_text(document, key, path) for key in ("class", "text", "group", "by", "at")]
    return PictureLabels(boxes, (not boxes) if is_good is None and boxes is not None else is_good, *texts)


def _boxes(document: Mapping[str, Any], picture: Path, path: Path) -> tuple[LabelledBox, ...] | None:
    entries = document.get("boxes")
    if entries is None:
        return None
    if not isinstance(entries, list):
        raise InspectionError("`boxes` is a list.", where=str(path))
    size = picture_size(picture)
    stated = (document.get("width", size[0]), document.get("height", size[1]))
    if stated != size:
        what = f"The boxes were drawn in a picture of {stated[0]} x {stated[1]} pixels; it has {size[0]} x {size[1]}."
        raise InspectionError(what, where=str(path), remedy="Label it anew.")
    return tuple(_box(entry, size, f"{path}: boxes[{number}]") for number, entry in enumerate(entries))


def _box(entry: object, size: tuple[int, int], where: str) -> LabelledBox:
    if not isinstance(entry, dict) or set(entry) != BOX_FIELDS:
        raise InspectionError("A box has the fields class, x1, y1, x2, y2 and no others.", where=where)
    numbers = [entry[key] for key in ("x1", "y1", "x2", "y2")]
    if not all(isinstance(value, (int, float)) and not isinstance(value, bool) for value in numbers):
        raise InspectionError("The corners of a box are numbers.", where=where)
    name = entry["class"]
    if not isinstance(name, str) or not name:
        raise InspectionError("A box has the name of a class.", where=where)
    box = checked_box(name, (numbers[0], numbers[1], numbers[2], numbers[3]), size)
    if isinstance(box, str):
        raise InspectionError(f"{box[0].upper()}{box[1:]}.", where=where)
    return box


def _text(document: Mapping[str, Any], key: str, path: Path) -> str:
    value = document.get(key, "")
    if not isinstance(value, str):
        raise InspectionError(f"`{key}` is a text.", where=str(path))
    if not is_writable(value):
        raise InspectionError(f"`{key}` has characters that cannot be printed.", where=str(path))
    return value


def _write(path: Path, text: str) -> None:
    """Through a file beside it and a rename, so that nobody ever reads half of it."""
    try:
        handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())
            Path(name).chmod(0o644)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise InspectionError(f"The labels cannot be written: {error.strerror}.", where=str(path)) from error
