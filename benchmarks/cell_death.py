"""`python -m benchmarks.cell_death`: how soon a killed cell is noticed, and its work given to another one."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated

import typer
import yaml

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.cli.chaos_audit import audit_run
from robot_cells.cli.chaos_run import disturb_line
from robot_cells.cli.json_text import json_text
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.errors import RobotCellsError

PRESSES = ("press_1", "press_2")
STAMPING_S = 40.0
"""Line time: at speed 20 a press is at work nearly always, and a kill interrupts it."""


def write_press_line(folder: Path) -> tuple[Path, Path]:
    """The documents of a line of two equal presses whose work may be repeated; the paths of line and orders.

    One piece at a time is on the floor: so one press is free when the other dies, and what is timed is no waiting.
    """
    cells = [
        {
            "id": name,
            "kind": "machine_tending",
            "pose": {"x_m": 2.0 * place, "y_m": 0.0},
            "capabilities": [{"name": "stamp", "duration_s": STAMPING_S}],
            "devices": [{"id": "station", "kind": "station"}],
        }
        for place, name in enumerate(PRESSES)
    ]
    duration = {"type": "number", "unit": "s", "default": "${expected_s}", "minimum": 0, "description": "how long"}
    documents = {
        "line.yaml": {
            "line": "presses",
            "products": ["plate.yaml"],
            "processes": "processes",
            "wip_limit": 1,
            "cells": cells,
        },
        "plate.yaml": {"product": "plate", "operations": [{"id": "stamp", "capability": "stamp"}]},
        "processes/stamp.yaml": {
            "process": "stamp",
            "repeatable": True,
            "parameters": {"duration_s": duration},
            "tree": {"skill": "dwell", "with": {"duration_s": "${duration_s}"}},
        },
        "orders.yaml": {"orders": [{"id": "WO-1", "product": "plate", "quantity": 8}]},
    }
    (folder / "processes").mkdir(parents=True)
    for name, content in documents.items():
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return folder / "line.yaml", folder / "orders.yaml"


def measure_cell_death(
    kills: Annotated[int, typer.Option("--kills", min=1, help="So many presses are killed.")] = 60,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Which one is killed when.")] = 1,
    domain: Annotated[int, typer.Option("--domain", min=0, max=232, help="ROS domain to measure in.")] = 99,
) -> None:
    """Kill one of two equal presses again and again; the figures of the run as JSON."""
    with tempfile.TemporaryDirectory(prefix="robot_cells_cell_death_") as name:
        line, orders = write_press_line(Path(name, "plant"))
        options = BringupOptions(line, Path(name, "run"), orders, speed=20.0, seed=seed, domain=domain)
        plant = load_plant(line)
        wanted = load_orders(orders, plant).orders
        try:
            run = disturb_line(
                plant, wanted, options, kills=kills, cuts=False, only=PRESSES, limit_s=60.0 * kills, tell=_say
            )
            found = audit_run(run, plant, options)
        except RobotCellsError as error:
            typer.echo(f"benchmarks: {error}", err=True)
            raise typer.Exit(error.exit_code) from None
    typer.echo(json_text(found.to_dict()))


def _say(text: str) -> None:
    typer.echo(text, err=True)


if __name__ == "__main__":
    typer.run(measure_cell_death)
