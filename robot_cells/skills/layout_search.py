"""Finds parts of the layout by their ids, and says what there is when it does not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Protocol, TypeVar

from robot_cells.errors import ProcessError
from robot_cells.orders.layout import Layout
from robot_cells.skills.workplace import Workpiece


class _WithId(Protocol):
    @property
    def id(self) -> str:
        """Of the part."""


Part = TypeVar("Part", bound=_WithId)


def layout_of(workpiece: Workpiece) -> Layout:
    """The layout of the product; raises `ProcessError` for one without."""
    if workpiece.layout is None:
        raise ProcessError(
            f"The product {workpiece.product or '(none)'} has no layout.",
            where=f"serial {workpiece.serial}",
            remedy="Write one in the product document.",
        )
    return workpiece.layout


def part_of(parts: Iterable[Part], wanted: str, kind: str) -> Part:
    """The part of that id; raises `ProcessError` that names the nearest one."""
    by_id = {part.id: part for part in parts}
    if wanted in by_id:
        return by_id[wanted]
    near = difflib.get_close_matches(wanted, by_id, n=1)
    remedy = f"Did you mean `{near[0]}`?" if near else f"There is {', '.join(by_id) or 'none'}."
    raise ProcessError(f"The layout has no {kind} `{wanted}`.", remedy=remedy)
