"""The executable `logistics`: cells where goods enter, leave, wait or travel; vehicles are among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from robot_cells.lines.cell_kind import CellKind
from robot_cells.nodes.cell_host import CellHostNode
from robot_cells.nodes.run_node import run_node


class LogisticsNode(CellHostNode):
    """Hosts cells of this kind, and refuses others."""

    kind: ClassVar[CellKind | None] = CellKind.LOGISTICS
    executable: ClassVar[str] = "logistics"


def main(argv: Sequence[str] | None = None) -> int:
    """Run it; `argv` are the ROS arguments (None: those of the process)."""
    return run_node(LogisticsNode, argv)
