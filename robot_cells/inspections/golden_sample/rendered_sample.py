"""The golden sample of a product that is only described: its layout, rendered."""

from __future__ import annotations

from robot_cells.inspections.golden_sample.golden_sample import GoldenSample
from robot_cells.inspections.golden_sample.tray_scale import TrayScale
from robot_cells.orders.layout import Layout
from robot_cells.simulations.golden_pictures import drawn_photographer, golden_pictures
from robot_cells.simulations.picture_frame import picture_frame
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX

MODEL = "golden_sample"


def rendered_sample(layout: Layout, *, width_px: int = DEFAULT_WIDTH_PX) -> GoldenSample:
    """The golden sample that the simulated camera would see; takes about half a second."""
    frame = picture_frame(layout, width_px)
    left, bottom = frame.to_pixel(0.0, 0.0)
    complete, bare = golden_pictures(layout, drawn_photographer(layout, width_px))
    return GoldenSample.of_pictures(MODEL, layout, TrayScale(frame.pixels_per_metre, left, bottom), complete, bare)
