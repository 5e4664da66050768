"""`robot-cells cameras measure`."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Annotated

import typer

from robot_cells.cli.json_text import json_text
from robot_cells.cli.options import JsonOption
from robot_cells.inspections.calibrations.camera_calibration import read_calibration


def measure(
    calibration: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="Document of the camera.")],
    points: Annotated[list[str], typer.Argument(metavar="X,Y...", help="Pixels of the picture, at least two.")],
    *,
    sigma_px: Annotated[
        float | None,
        typer.Option("--sigma-px", min=0.0, help="How surely a point is known.  [default: as the calibration's]"),
    ] = None,
    json: JsonOption = False,
) -> None:
    """Measure distances on the calibrated plane, with their uncertainty.

    Between each point and the next. The uncertainty is one standard deviation, of the points and of the calibration.
    """
    known = read_calibration(calibration).on_plane()
    pixels = [_pixel(text) for text in points]
    if len(pixels) < 2:
        raise typer.BadParameter("A distance needs two points.", param_hint="X,Y...")
    distances = known.measure_m(pixels, sigma_px)
    places = known.to_plane_m(pixels)
    if json:
        typer.echo(json_text({"frame": known.frame, "points_m": places.tolist(), "distances": distances}))
        return
    for text, place in zip(points, places, strict=True):
        typer.echo(f"{text} px lies at {place[0]:.5f}, {place[1]:.5f} m in {known.frame}.")
    for first, second, distance in zip(points[:-1], points[1:], distances, strict=True):
        typer.echo(f"{first} to {second}: {distance}")


def _pixel(text: str) -> tuple[float, float]:
    try:
        x, y = (float(part) for part in text.split(","))
    except ValueError:
        x = y = math.nan
    if not (math.isfinite(x) and math.isfinite(y)):
        raise typer.BadParameter(f"{text!r} is no pixel; one looks like 312.5,240.", param_hint="X,Y...")
    return x, y
