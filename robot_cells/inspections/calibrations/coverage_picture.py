"""The picture of a calibration: where the corners lay, and what the lens leaves over there."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from robot_cells.inspections.calibrations.intrinsics import IntrinsicCalibration

WIDTH_IN, DPI = 9.0, 110
LONGEST = 0.04
"""Length of the longest usual arrow as a share of the picture's width."""
USED, LEFT_OUT, LENS, FIELD = "#1f5fbf", "#c0262d", "#9aa4b2", "#e4ebf5"
FIELDS = (8, 6)


def write_coverage(calibration: IntrinsicCalibration, path: Path, *, title: str = "") -> None:
    """Draws it as PNG: dots are corners, arrows their residuals, enlarged as the title says.

    Shaded fields have corners. Red belongs to pictures that were left out; grey rings show how the distortion grows
    from the centre.
    """
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    lens = calibration.lens
    figure = Figure(figsize=(WIDTH_IN, WIDTH_IN * lens.height_px / lens.width_px + 0.9), layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.add_subplot()
    used = [item for item in calibration.pictures if item.is_used]
    pixels = np.concatenate([item.pixels for item in used])
    for column, row in np.unique(np.floor(pixels / (lens.width_px, lens.height_px) * FIELDS).astype(int), axis=0):
        size = lens.width_px / FIELDS[0], lens.height_px / FIELDS[1]
        axes.bar(column * size[0], size[1], size[0], row * size[1], align="edge", color=FIELD, zorder=0)
    lengths = np.linalg.norm(np.concatenate([item.errors_px for item in used]), axis=1)
    enlarged = LONGEST * lens.width_px / max(float(np.percentile(lengths, 99)), 1e-9)
    enlarged = float(f"{enlarged:.1g}")
    for item in calibration.pictures:
        colour = USED if item.is_used else LEFT_OUT
        axes.scatter(item.pixels[:, 0], item.pixels[:, 1], s=3, color=colour, zorder=3)
        arrows = item.errors_px * (enlarged if item.is_used else min(enlarged, 10.0))
        axes.quiver(
            *item.pixels.T, *arrows.T, angles="xy", scale_units="xy", scale=1, width=0.0012, color=colour, zorder=2
        )
    _draw_distortion(axes, calibration)
    axes.set_xlim(0, lens.width_px)
    axes.set_ylim(lens.height_px, 0)
    axes.set_aspect("equal")
    axes.set_xlabel("px")
    left_out = len(calibration.pictures) - len(used)
    figures = (
        f"{len(used)} pictures, {left_out} left out; residual {calibration.rms_px:.3f} px, arrows {enlarged:g} times "
        f"as long; corners in {calibration.coverage:.0%} of the fields"
    )
    axes.set_title(f"{title}\n{figures}" if title else figures, loc="left", fontsize=10)
    figure.savefig(path, format="png", dpi=DPI)


def _draw_distortion(axes: object, calibration: IntrinsicCalibration) -> None:
    """Rings of equal displacement by the distortion."""
    lens = calibration.lens
    x, y = np.meshgrid(np.linspace(0, lens.width_px, 65), np.linspace(0, lens.height_px, 49))
    places = np.stack((x.ravel(), y.ravel()), axis=1)
    moved = np.linalg.norm(lens.straightened(places) - places, axis=1).reshape(x.shape)
    if float(moved.max()) > 0.2:
        lines = axes.contour(x, y, moved, levels=6, colors=LENS, linewidths=0.7, zorder=1)  # type: ignore[attr-defined]
        axes.clabel(lines, fmt="%g px", fontsize=7)  # type: ignore[attr-defined]
