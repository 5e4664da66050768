"""Labelled pictures from a folder, whichever of the usual layouts it has."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples import coco_layout, deeppcb_layout, plain_layout, voc_layout, yolo_layout
from robot_cells.inspections.samples.listing import Listing, existing_folder, listing
from robot_cells.inspections.samples.purpose import Purpose
from robot_cells.inspections.samples.sample import SampleSet

AUTO = "auto"
_WALKED: dict[str, tuple[Callable[[Listing], bool], Callable[[Listing, str, Purpose], SampleSet]]] = {
    coco_layout.NAME: (coco_layout.is_coco, coco_layout.read_coco),
    yolo_layout.NAME: (yolo_layout.is_yolo, yolo_layout.read_yolo),
    voc_layout.NAME: (voc_layout.is_voc, voc_layout.read_voc),
    # Any folder of pictures is a plain one.
    plain_layout.NAME: (lambda _: True, plain_layout.read_plain),
}
LAYOUTS = (deeppcb_layout.NAME, *_WALKED)
"""In the order in which they are tried."""


def read_samples(
    folder: Path, layout: str = AUTO, split: str = "", *, purpose: Purpose = Purpose.TRAINING
) -> SampleSet:
    """The samples of a folder, in a fixed order.

    `layout` is one of `LAYOUTS` or `auto`, which recognises it. `split` names a part of the folder (`test`, `train`);
    without it `purpose` chooses: training takes `trainval` or `train`, evaluation `test` or `val`, and both the
    only part where there is one. Raises `InspectionError` with all faults of the folder, each with file and line.
    """
    if layout not in {AUTO, *LAYOUTS}:
        known = ", ".join((AUTO, *LAYOUTS))
        raise InspectionError(f"There is no layout {layout!r}.", where=str(folder), remedy=f"There are: {known}.")
    existing_folder(folder)
    # DeepPCB is told by its split files alone, so that nothing else of a large folder is looked at.
    if layout == deeppcb_layout.NAME or (layout == AUTO and deeppcb_layout.is_deeppcb(folder)):
        return deeppcb_layout.read_deeppcb(folder, split, purpose)
    files = listing(folder)
    chosen = next(name for name, (fits, _) in _WALKED.items() if (layout == AUTO and fits(files)) or layout == name)
    return _WALKED[chosen][1](files, split, purpose)
