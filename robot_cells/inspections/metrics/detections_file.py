"""Detections as a file that another scorer can read: a JSON list of boxes with picture, class and probability.

    [{"image": "group1/1/001_test.jpg", "box": [409.0, 394.5, 435.0, 422.0], "class": "spur", "probability": 0.98}]

`image` is the picture's path in the folder of the samples, `box` x1, y1, x2, y2 in its pixels. Pictures come in
the samples' order, the detections of each from the surest down; none is left out, sure enough or not.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.metrics.judged_picture import surest_first
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.inspections.samples.text_file import is_writable, read_json
from robot_cells.inspections.verdict import Detection, InspectionResult


def write_detections(path: Path, samples: SampleSet, results: Sequence[InspectionResult]) -> None:
    """Writes all detections of all samples, one a line; raises `InspectionError` when it cannot be written."""
    lines = [
        json.dumps(
            {
                "image": sample.name,
                "box": [round(float(value), 3) for value in (item.x1, item.y1, item.x2, item.y2)],
                "class": item.defect_class,
                "probability": round(float(item.probability), 9),
            },
            ensure_ascii=False,
            allow_nan=False,
        )
        for sample, result in zip(samples.samples, results, strict=True)
        for item in surest_first(result.detections)
    ]
    try:
        path.write_text("[" + ",\n ".join(lines) + "]\n", encoding="utf-8")
    except OSError as error:
        raise InspectionError(f"The detections cannot be written: {error.strerror}.", where=str(path)) from error


def read_detections(path: Path, samples: SampleSet) -> list[tuple[Detection, ...]]:
    """The detections of each sample, in the samples' order, those of a picture as the file has them.

    Raises `InspectionError`, naming the entry, for one of a picture that is no sample, and for what is no detection.
    """
    document = read_json(path)
    if not isinstance(document, list):
        raise InspectionError("Detections are a JSON list.", where=str(path))
    found: dict[str, list[Detection]] = {sample.name: [] for sample in samples.samples}
    for number, entry in enumerate(document):
        image, item = _detection(entry, f"{path}: [{number}]")
        if image not in found:
            raise InspectionError(
                f"The picture {image} is not among the {len(found):,} samples.",
                where=f"{path}: [{number}]",
                remedy="Name the folder and the part that was inspected.",
            )
        found[image].append(item)
    return [tuple(items) for items in found.values()]


def _detection(entry: object, where: str) -> tuple[str, Detection]:
    match entry:
        case {"image": str(image), "box": [x1, y1, x2, y2], "class": str(name), "probability": probability, **rest} if (
            name and not rest
        ):
            numbers = [_number(value) for value in (x1, y1, x2, y2, probability)]
        case _:
            fields = "image, box of four numbers, class and probability"
            raise InspectionError(f"A detection has the fields {fields}, and no others.", where=where)
    if not is_writable(image + name):
        raise InspectionError("Picture or class has letters that cannot be printed.", where=where)
    if not all(math.isfinite(value) for value in numbers) or not 0.0 <= numbers[4] <= 1.0:
        raise InspectionError("Corners are finite numbers, a probability is 0 to 1.", where=where)
    if numbers[2] < numbers[0] or numbers[3] < numbers[1]:
        raise InspectionError("The box ends before it begins: x1 <= x2 and y1 <= y2.", where=where)
    return image, Detection(name, numbers[4], *numbers[:4])


def _number(value: object) -> float:
    """NaN for what is none, or too large to be one: JSON knows whole numbers of any size."""
    try:
        return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else math.nan
    except OverflowError:
        return math.nan
