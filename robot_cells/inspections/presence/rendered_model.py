"""The presence model of a product that is only described: its layout, drawn."""

from __future__ import annotations

from dataclasses import replace

from robot_cells.inspections.golden_sample.rendered_sample import rendered_sample
from robot_cells.inspections.presence.inspector import PresenceInspector
from robot_cells.orders.layout import Layout
from robot_cells.simulations.golden_pictures import drawn_photographer, type_pictures
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX

MODEL = "presence"


def rendered_presence(layout: Layout, *, width_px: int = DEFAULT_WIDTH_PX) -> PresenceInspector:
    """The inspector that compares with what the simulated camera would see; takes about two seconds to make."""
    golden = rendered_sample(layout, width_px=width_px)
    name = golden.name.replace("golden_sample", MODEL, 1)
    types = type_pictures(layout, drawn_photographer(layout, width_px))
    return PresenceInspector(replace(golden, name=name), types)
