"""The four kinds of cell."""

from __future__ import annotations

from enum import Enum


class CellKind(Enum):
    """What a cell is for; decides which node runs it."""

    ASSEMBLY = "assembly"
    """Parts are put together by arms and tools."""
    INSPECTION = "inspection"
    """The product is looked at and judged."""
    MACHINE_TENDING = "machine_tending"
    """A machine or fixture is loaded, run and unloaded."""
    LOGISTICS = "logistics"
    """Goods enter, leave, wait or travel."""
