"""The processes of a line that can be disturbed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robot_cells.bringup.node_spec import NodeSpec
from robot_cells.bringup.process_state import SUPERVISOR, ZYGOTE
from robot_cells.ids import CellId


@dataclass(frozen=True, slots=True)
class Target:
    """A process by its name; `kind` is the executable of its nodes, `cells` are those that it hosts."""

    name: str
    kind: str
    cells: tuple[CellId, ...] = ()


def targets_of(specs: Sequence[NodeSpec]) -> tuple[Target, ...]:
    """The processes of a line in the order of their first node; behind them the zygote, and the supervisor with all."""
    grouped: dict[str, list[NodeSpec]] = {}
    for spec in specs:
        grouped.setdefault(spec.process_name, []).append(spec)
    found = [
        Target(
            name,
            members[0].executable if len(members) == 1 else "several",
            tuple(cell for spec in members for cell in _cells(spec)),
        )
        for name, members in grouped.items()
    ]
    every_cell = tuple(cell for target in found for cell in target.cells)
    return (*found, Target(ZYGOTE, ZYGOTE), Target(SUPERVISOR, SUPERVISOR, every_cell))


def _cells(spec: NodeSpec) -> tuple[CellId, ...]:
    several = spec.parameters.get("cells")
    if isinstance(several, tuple):
        return tuple(CellId(cell) for cell in several)
    one = spec.parameters.get("cell")
    return (CellId(one),) if isinstance(one, str) else ()
