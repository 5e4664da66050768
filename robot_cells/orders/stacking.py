"""Which module lies on which."""

from __future__ import annotations

from robot_cells.orders.layout import Layout, Module


def stacked(layout: Layout) -> tuple[Module, ...]:
    """The modules from the bottom up: cold plates on what they cool, else the smaller on the larger."""
    return tuple(sorted(layout.modules, key=lambda item: ("cold_plate" in item.type, -item.width_m * item.depth_m)))
