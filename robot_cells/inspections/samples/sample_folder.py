"""Labelled pictures from a folder, whichever of the usual layouts it has."""

from __future__ import annotations

from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples import deeppcb_layout, plain_layout
from robot_cells.inspections.samples.listing import existing_folder, listing
from robot_cells.inspections.samples.purpose import Purpose
from robot_cells.inspections.samples.sample import SampleSet

AUTO = "auto"
LAYOUTS = (deeppcb_layout.NAME, plain_layout.NAME)
"""In the order in which they are tried; any folder of pictures is plain."""


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
    return plain_layout.read_plain(listing(folder), split, purpose)
