"""What all simulated devices share: the line, its products, where they are, chance, faults, and the record of truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robot_cells.ids import ProductId
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product
from robot_cells.simulations.floor import Floor
from robot_cells.simulations.ground_truth import GroundTruth
from robot_cells.simulations.pending_faults import PendingFaults
from robot_cells.simulations.random_streams import RandomStreams


@dataclass(frozen=True, slots=True)
class Plant:
    """One simulated plant."""

    line: Line
    products: Mapping[ProductId, Product]
    floor: Floor
    random: RandomStreams
    faults: PendingFaults
    truth: GroundTruth
