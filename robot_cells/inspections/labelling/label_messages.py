"""What page and server say to each other, as JSON."""

from __future__ import annotations

import json

from robot_cells.errors import InspectionError
from robot_cells.inspections.labelling.label_desk import LabelDesk
from robot_cells.inspections.samples.sample import LabelledBox

CORNERS = ("x1", "y1", "x2", "y2")


def desk_message(desk: LabelDesk) -> dict[str, object]:
    """All pictures with what is said of them; a file of labels that cannot be read is said, too."""
    pictures = []
    for number, name in enumerate(desk.names):
        try:
            labels = desk.labels(number)
            state = {"labelled": labels.is_good is not None, "good": labels.is_good, "fault": ""}
            pictures.append({"name": name, "boxes": len(labels.boxes or ()), **state})
        except InspectionError as error:
            pictures.append({"name": name, "boxes": 0, "labelled": False, "good": None, "fault": str(error)})
    return {"pictures": pictures, "classes": list(desk.classes), "proposes": desk.has_model}


def labels_message(desk: LabelDesk, number: int) -> dict[str, object]:
    """The labels of a picture."""
    labels = desk.labels(number)
    boxes = None
    if labels.boxes is not None:
        boxes = [{"class": box.defect_class, **{key: getattr(box, key) for key in CORNERS}} for box in labels.boxes]
    return {"boxes": boxes, "is_good": labels.is_good, "by": labels.by, "at": labels.at}


def proposals_message(desk: LabelDesk, number: int) -> list[dict[str, object]]:
    """What the model sees in a picture."""
    return [
        {
            "class": item.detection.defect_class,
            "probability": item.detection.probability,
            "sure": item.sure,
            **{key: getattr(item.detection, key) for key in CORNERS},
        }
        for item in desk.proposals(number)
    ]


def read_labels_message(data: bytes) -> tuple[tuple[LabelledBox, ...] | None, bool | None]:
    """Boxes and verdict from what the page sends; raises `InspectionError` for anything else."""
    try:
        document = json.loads(data)
        is_good, boxes = document["is_good"], document["boxes"]
        found = None if boxes is None else tuple(_box(item) for item in boxes)
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise InspectionError(f"Not saved: these are no labels ({error}).") from error
    if is_good is not None and not isinstance(is_good, bool):
        raise InspectionError(f"Not saved: {is_good!r} is no verdict.")
    return found, is_good


def _box(item: dict[str, object]) -> LabelledBox:
    name, corners = item["class"], [item[key] for key in CORNERS]
    if not isinstance(name, str) or not name.strip() or len(name) > 100:
        raise ValueError(f"{name!r} is no class")
    numbers = [round(float(value), 2) for value in corners if isinstance(value, int | float)]
    if len(numbers) < len(CORNERS):
        raise ValueError(f"{corners!r} are no corners")
    return LabelledBox(name.strip(), *numbers)
