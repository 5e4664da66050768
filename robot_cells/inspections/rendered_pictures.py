"""Labelled pictures of a product that the simulated camera draws: to learn with, before there is a camera.

Plain layout: `good/` and `bad/<class>/`, with the serial number that the code should say as the picture's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from robot_cells.errors import InspectionError
from robot_cells.inspections.golden_sample.seeded_defects import SEEDERS, SeededTray, seeded_tray
from robot_cells.inspections.model import Image, Progress, no_progress
from robot_cells.inspections.samples.picture_labels import PictureLabels, write_labels
from robot_cells.orders.layout import Layout
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, render

WRONG_CODE = "inspect.wrong_code"
"""Nothing is wrong to look at: only who knows the serial number finds it."""
DEFECTS = tuple(code for code in SEEDERS if code != WRONG_CODE)


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How many pictures of which kind; the same seed gives the same pictures. `defects` take turns."""

    good: int = 40
    bad: int = 40
    defects: Sequence[str] = DEFECTS
    seed: int = 0
    width_px: int = DEFAULT_WIDTH_PX


def render_samples(
    layout: Layout, folder: Path, options: RenderOptions, progress: Progress = no_progress
) -> dict[str, int]:
    """Writes the pictures into `folder`, and gives how many of each class (empty: good).

    Raises `InspectionError` for a folder that is not empty, a defect that cannot be drawn, and what cannot be written.
    """
    unknown = sorted(set(options.defects) - set(DEFECTS))
    if unknown or not options.defects:
        known = ", ".join(_class(code) for code in DEFECTS)
        raise InspectionError(f"The defect {', '.join(unknown)!r} cannot be drawn.", remedy=f"Known: {known}.")
    if folder.exists() and any(folder.iterdir()):
        raise InspectionError("The folder is not empty.", where=str(folder), remedy="Name a new one.")
    codes = [""] * options.good + [options.defects[number % len(options.defects)] for number in range(options.bad)]
    counts: dict[str, int] = {}
    for number, code in enumerate(codes):
        progress("rendering", number, len(codes))
        try:
            made = seeded_tray(layout, code, np.random.default_rng((options.seed, number)))
        except (IndexError, ValueError) as error:
            what = f"The product has nothing of which {_class(code)} could be drawn."
            raise InspectionError(what, remedy="Name other defects.") from error
        name = _class(code)
        counts[name] = counts.get(name, 0) + 1
        picture = folder / (f"bad/{name}" if name else "good") / f"{counts[name]:04d}.png"
        _write(picture, _drawn(layout, made, options, number), made)
    progress("rendering", len(codes), len(codes))
    return counts


def _drawn(layout: Layout, made: SeededTray, options: RenderOptions, number: int) -> Image:
    seed = (options.seed << 20) + number
    return render(layout, made.tray, seed, width_px=options.width_px, foreign=made.foreign).image


def _write(path: Path, image: Image, made: SeededTray) -> None:
    done, encoded = cv2.imencode(".png", image)
    try:
        if not done:
            raise OSError(0, "it could not be encoded")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(encoded.tobytes())
    except OSError as error:
        raise InspectionError(f"The picture could not be written: {error.strerror}.", where=str(path)) from error
    write_labels(path, PictureLabels(None, not made.code, text=made.expected_serial))


def _class(code: str) -> str:
    return code.removeprefix("inspect.")
