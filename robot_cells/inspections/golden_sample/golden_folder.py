"""A golden sample as a folder of pictures: `complete*.png`, `bare*.png` and `golden_sample.json`."""

from __future__ import annotations

import json
import math
from pathlib import Path

import cv2
import numpy as np

from robot_cells.errors import InspectionError
from robot_cells.inspections.golden_sample.golden_sample import GoldenSample, Image
from robot_cells.inspections.golden_sample.straight_lens import StraightLens
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.orders.layout import Layout

SCALE_FILE = "golden_sample.json"
SCALE_KEYS = ("pixels_per_metre", "left_px", "bottom_px")
LENS_KEYS = ("x_m", "y_m", "height_m")
LEAST_LENS_M = 0.1
"""Parts are some hundredths of a metre high; a lens among them is a mistake in the unit."""


def load_golden_folder(folder: Path, layout: Layout) -> GoldenSample:
    """The golden sample of a folder, named like it; raises `InspectionError` for whatever is missing or unreadable.

    `golden_sample.json` says where the tray lies in the pictures: `{"pixels_per_metre": 2000, "left_px": 40,
    "bottom_px": 1240}`, the last two being the tray's lower left corner. With `"lens": {"x_m": 0.22, "y_m": 0.35,
    "height_m": 1.1}` it is known above which point of the tray, and how high above its bottom, the camera hangs.
    """
    complete = [_picture(path) for path in sorted(folder.glob("complete*.png"))]
    bare = [_picture(path) for path in sorted(folder.glob("bare*.png"))]
    scale, lens = _scale(folder / SCALE_FILE)
    return GoldenSample.of_pictures(folder.name, layout, scale, complete, bare, lens)


def save_golden_folder(folder: Path, sample: GoldenSample) -> None:
    """Writes a golden sample so that `load_golden_folder` reads it again."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, picture in (("complete", sample.complete), ("bare", sample.bare)):
        if picture is not None:
            encoded = cv2.imencode(".png", picture)[1]
            (folder / f"{name}.png").write_bytes(encoded.tobytes())
    scale: dict[str, object] = {key: getattr(sample.scale, key) for key in SCALE_KEYS}
    if sample.lens is not None:
        scale["lens"] = {key: getattr(sample.lens, key) for key in LENS_KEYS}
    (folder / SCALE_FILE).write_text(json.dumps(scale, indent=2) + "\n", encoding="utf-8")


def _scale(path: Path) -> tuple[TrayScale, StraightLens | None]:
    try:
        values = json.loads(path.read_text(encoding="utf-8"))
        scale = TrayScale(*(float(values[key]) for key in SCALE_KEYS))
        lens = StraightLens(*(float(values["lens"][key]) for key in LENS_KEYS)) if "lens" in values else None
    except OSError as error:
        raise InspectionError("The scale of the golden sample cannot be read.", where=str(path)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InspectionError(
            f"The scale of the golden sample is wrong ({error}).",
            where=str(path),
            remedy=f"Give the numbers {', '.join(SCALE_KEYS)}, and with a lens its {', '.join(LENS_KEYS)}.",
        ) from error
    if not (math.isfinite(scale.pixels_per_metre) and scale.pixels_per_metre > 0):
        raise InspectionError("pixels_per_metre must be greater than zero.", where=str(path))
    if lens is not None and not (math.isfinite(lens.x_m + lens.y_m + lens.height_m) and lens.height_m > LEAST_LENS_M):
        what = f"A lens {lens.height_m:g} m above the tray does not see all of it."
        raise InspectionError(what, where=str(path), remedy=f"Give a height_m above {LEAST_LENS_M:g}, in metres.")
    return scale, lens


def _picture(path: Path) -> Image:
    picture = cv2.imdecode(np.frombuffer(path.read_bytes(), dtype=np.uint8), cv2.IMREAD_COLOR)
    if picture is None:
        raise InspectionError("This is not a picture.", where=str(path), remedy="Put a PNG file there.")
    return np.asarray(picture, dtype=np.uint8)
