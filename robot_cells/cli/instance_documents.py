"""The documents of a line that is a public job-shop instance: each machine a cell, each job an order of one piece.

Every operation has a capability of its own, which the machines offer that may do it, each with its own duration; so a
flexible job shop needs nothing that an ordinary line has not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

PROCESS = "machine_work"

Operations = Sequence[Mapping[int, float]]
"""The operations of one job in their order; of each the machines (counted from 0) that may do it, with durations."""


@dataclass(frozen=True, slots=True)
class InstanceDocuments:
    """Where the documents lie."""

    line: Path
    orders: Path


def cell_name(machine: int) -> str:
    """The cell that is the machine of that number, counted from 0 as in the files."""
    return f"machine_{machine:03d}"


def order_name(job: int) -> str:
    """The order that is the job of that number, counted from 0."""
    return f"J{job:03d}"


def operation_name(place: int) -> str:
    """The operation at that place of its job, counted from 0."""
    return f"op_{place:03d}"


def write_instance_documents(
    folder: Path, name: str, jobs: Sequence[Operations], machines: int, unit_s: float
) -> InstanceDocuments:
    """Write line, products, process and orders below `folder`, which must not hold them yet.

    `unit_s` is how many seconds of line time one time unit of the instance lasts.
    """
    (folder / "processes").mkdir(parents=True)
    (folder / "products").mkdir()
    for job, operations in enumerate(jobs):
        _write(folder / "products" / f"job_{job:03d}.yaml", _product(job, operations))
    _write(folder / "processes" / f"{PROCESS}.yaml", _process())
    _write(folder / "line.yaml", _line(name, jobs, machines, unit_s))
    orders = [{"id": order_name(job), "product": f"job_{job:03d}", "quantity": 1} for job in range(len(jobs))]
    _write(folder / "orders.yaml", {"orders": orders})
    return InstanceDocuments(folder / "line.yaml", folder / "orders.yaml")


def _capability(job: int, place: int) -> str:
    return f"job_{job:03d}_{operation_name(place)}"


def _product(job: int, operations: Operations) -> dict[str, object]:
    steps: list[dict[str, object]] = []
    for place in range(len(operations)):
        step: dict[str, object] = {"id": operation_name(place), "capability": _capability(job, place)}
        if place:
            step["after"] = [operation_name(place - 1)]
        steps.append(step)
    return {"product": f"job_{job:03d}", "operations": steps}


def _process() -> dict[str, object]:
    return {
        "process": PROCESS,
        "description": "The machine works for as long as the instance says.",
        "parameters": {"duration_s": {"type": "number", "unit": "s"}},
        "tree": {"skill": "dwell", "with": {"duration_s": "${duration_s}"}},
    }


def _line(name: str, jobs: Sequence[Operations], machines: int, unit_s: float) -> dict[str, object]:
    offers: dict[int, list[dict[str, object]]] = {machine: [] for machine in range(machines)}
    for job, operations in enumerate(jobs):
        for place, durations in enumerate(operations):
            for machine, duration in durations.items():
                seconds = float(duration * unit_s)
                capability = {"name": _capability(job, place), "duration_s": seconds, "process": PROCESS}
                offers[machine].append({**capability, "parameters": {"duration_s": seconds}})
    cells = [
        {
            "id": cell_name(machine),
            "kind": "machine_tending",
            "pose": {"x_m": float(machine), "y_m": 0.0},
            "capabilities": capabilities,
            "devices": [{"id": "station", "kind": "station"}],
        }
        for machine, capabilities in offers.items()
        # A machine that no operation needs would be a cell that can do nothing.
        if capabilities
    ]
    return {
        "line": name,
        "description": "A public job-shop instance; products change machines at once.",
        "products": [f"products/job_{job:03d}.yaml" for job in range(len(jobs))],
        "processes": "processes",
        "cells": cells,
    }


def _write(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
