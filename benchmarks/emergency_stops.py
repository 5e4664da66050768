"""An emergency stop of a line at work: how long until every cell aborts (`python -m benchmarks.emergency_stops`)."""

from __future__ import annotations

import os
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.percentiles import Percentiles, summarise
from benchmarks.stop_watch import StopWatch
from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.cli.line_session import LineSession, running_line
from robot_cells.documents.plant import load_plant
from robot_cells.errors import OrderError
from robot_cells.ids import OrderId, ProductId
from robot_cells.nodes.line_snapshot import LineStatus
from robot_cells.orders.work_order import WorkOrder
from robot_cells_msgs.msg import CellState

CELLS = 10
PRODUCT = "endless"
_LOOK_S = 0.05
_LIMIT_S = 30.0


@dataclass(frozen=True, slots=True)
class EmergencyStops:
    """`cells` cells in a process each, all at work with a device.

    Real time from the publication of the stop until whoever published it has heard the last of them to be aborting.
    """

    cells: int
    aborting: Percentiles


def write_endless_line(folder: Path, cells: int) -> Path:
    """The documents of a line whose cells work until they are stopped, and begin again after the reset."""
    line = {
        "line": "endless",
        "products": ["product.yaml"],
        "processes": "processes",
        "wip_limit": cells,
        "cells": [
            {
                "id": f"cell_{number:02d}",
                "kind": "machine_tending",
                "pose": {"x_m": float(number), "y_m": 0.0},
                "capabilities": [{"name": "work", "duration_s": 36_000}],
                "devices": [{"id": "station", "kind": "station"}],
            }
            for number in range(1, cells + 1)
        ],
    }
    rule = {"codes": ["cell.emergency_stop"], "consequence": "retry", "limit": 1000}
    product = {"product": PRODUCT, "operations": [{"id": "only", "capability": "work", "on_failure": [rule]}]}
    process = {"process": "work", "tree": {"skill": "dwell", "with": {"duration_s": "${expected_s}"}}}
    (folder / "processes").mkdir(parents=True)
    for name, content in (("line.yaml", line), ("product.yaml", product), ("processes/work.yaml", process)):
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return folder / "line.yaml"


def measure_emergency_stops(folder: Path, *, stops: int, domain: int, cells: int = CELLS) -> EmergencyStops:
    """Stop the line so often, and let it go on each time as a person would: let go, reset, resume."""
    line = write_endless_line(folder / "plant", cells)
    options = BringupOptions(line=line, run_directory=folder / "run", speed=1.0, domain=domain, log_level="warn")
    with running_line(load_plant(line), options, lambda _: None) as session, StopWatch(domain) as watch:
        session.client.submit(WorkOrder(OrderId("NOW"), ProductId(PRODUCT), cells))
        times_s = []
        for _ in range(stops):
            watch.wait_until_all(CellState.EXECUTE, cells)
            times_s.append(watch.press(cells))
            watch.let_go()
            _reset(session)
            watch.wait_until_all(CellState.IDLE, cells)
            session.client.resume("measured")
        watch.wait_until_all(CellState.EXECUTE, cells)
    return EmergencyStops(cells, summarise(times_s))


def _reset(session: LineSession) -> None:
    """As soon as the line has heard of the stop and that it was let go."""
    deadline_s = time.monotonic() + _LIMIT_S
    while True:
        is_stopped = session.client.state().status is LineStatus.EMERGENCY_STOPPED
        try:
            if is_stopped:
                session.client.reset("measured")
                return
        except OrderError:
            if time.monotonic() > deadline_s:
                raise
        time.sleep(_LOOK_S)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="robot_cells_stops_") as name:
        print(measure_emergency_stops(Path(name), stops=60, domain=int(os.environ.get("ROS_DOMAIN_ID", "99"))))
