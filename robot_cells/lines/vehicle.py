"""A vehicle that carries products between cells. To the orchestrator it is a logistics cell that can `transport`."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.ids import CellId

ACCELERATION_MPS2 = 0.5
"""Of a vehicle that carries goods. Ours: makers of mobile robots publish top speeds (1.2 to 2 m/s), seldom
accelerations, and a tray must not slide on its lift (0.5 m/s2 is a sixth of what dry friction of 0.3 holds)."""


@dataclass(frozen=True, slots=True)
class Vehicle:
    """One vehicle, carrying one product at a time; starts at the cell `home`.

    `speed_mps` is its travel speed in m/s, `transfer_s` the time to dock and take over or hand over a product.
    `acceleration_mps2` is how hard it speeds up and brakes.
    """

    id: CellId
    home: CellId
    speed_mps: float = 1.0
    transfer_s: float = 4.0
    acceleration_mps2: float = ACCELERATION_MPS2
