"""Pictures by type beside a golden sample in its folder: `type_<type>.png`, the tray with that type in every place."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import cv2

from robot_cells.errors import InspectionError
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample, Image
from robot_cells.inspections.samples.picture_file import read_picture

TYPE_PREFIX = "type_"


def read_types(folder: Path, golden: GoldenSample) -> dict[str, Image]:
    """By type; raises `InspectionError` for a picture that cannot be read or has another size."""
    types = {
        path.stem.removeprefix(TYPE_PREFIX): read_picture(path, colour=True)
        for path in sorted(folder.glob(f"{TYPE_PREFIX}*.png"))
    }
    for name, picture in types.items():
        if picture.shape != golden.complete.shape:
            raise InspectionError(
                f"The picture of the type {name!r} has another size than the golden sample.",
                where=str(folder),
                remedy="Train it anew.",
            )
    return types


def save_types(folder: Path, types: Mapping[str, Image]) -> None:
    """Writes them so that `read_types` reads them again."""
    for name, picture in types.items():
        (folder / f"{TYPE_PREFIX}{name}.png").write_bytes(cv2.imencode(".png", picture)[1].tobytes())
