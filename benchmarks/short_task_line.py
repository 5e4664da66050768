"""A line whose tasks take no time, so that what is left is what the middleware and the orchestrator cost."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

PRODUCT = "nothing"
ORDER = "WO-1"


@dataclass(frozen=True, slots=True)
class ShortTaskLine:
    """The documents of a generated line; `tasks` tasks will be done."""

    line: Path
    orders: Path
    cells: int
    tasks: int


def write_short_task_line(folder: Path, *, cells: int, tasks: int, in_flight: int) -> ShortTaskLine:
    """Write the documents of a line of `cells` equal cells and an order of `tasks` pieces of one operation each.

    A task sets one variable: no device, no motion. `in_flight` pieces are on the floor at once.
    """
    line = {
        "line": "short_tasks",
        "description": "Cells that can do nothing, quickly.",
        "products": ["nothing.yaml"],
        "processes": "processes",
        "wip_limit": in_flight,
        "cells": [
            {
                "id": f"cell_{number:03d}",
                "kind": "assembly",
                "pose": {"x_m": float(number), "y_m": 0.0},
                # The nominal duration has to be more than nothing; the process takes none.
                "capabilities": [{"name": "do_nothing", "duration_s": 0.001}],
            }
            for number in range(1, cells + 1)
        ],
    }
    product = {"product": PRODUCT, "operations": [{"id": "only", "capability": "do_nothing"}]}
    process = {"process": "do_nothing", "repeatable": True, "tree": {"set": {"done": True}}}
    orders = {"orders": [{"id": ORDER, "product": PRODUCT, "quantity": tasks}]}
    (folder / "processes").mkdir(parents=True)
    for path, content in (
        ("line.yaml", line),
        ("nothing.yaml", product),
        ("processes/do_nothing.yaml", process),
        ("orders.yaml", orders),
    ):
        (folder / path).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return ShortTaskLine(folder / "line.yaml", folder / "orders.yaml", cells, tasks)
