"""A vehicle that carries products between cells. To the orchestrator it is a logistics cell that can `transport`."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.ids import CellId


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle, carrying one product at a time; starts at the cell `home`.

    `speed_mps` is its travel speed in m/s, `transfer_s` the time to dock and take over or hand over a product.
    """

    id: CellId
    home: CellId
    speed_mps: float = 1.0
    transfer_s: float = 4.0
