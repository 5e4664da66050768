"""`python -m benchmarks.cell_death`: how soon a killed cell is noticed, and its work given to another one."""

from __future__ import annotations

import os
import signal
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Annotated

import typer
import yaml

from benchmarks.percentiles import Percentiles, summarise
from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.bringup.process_state import ProcessState
from robot_cells.bringup.restart_policy import STEADY_S
from robot_cells.chaos.moments import Moments
from robot_cells.cli.json_text import json_text
from robot_cells.cli.line_session import LineSession, running_line
from robot_cells.documents.plant import load_plant
from robot_cells.errors import BringupError, RobotCellsError
from robot_cells.ids import CellId, OrderId, ProductId
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.nodes.line_snapshot import CellStatus
from robot_cells.orders.work_order import MAX_QUANTITY, WorkOrder

PRESSES = ("press_1", "press_2")
PRODUCT = "plate"
STAMPING_S = 40.0
"""Line time: at speed 20 a press is at work nearly always, and a kill interrupts it."""
AGAIN = {"codes": ["attempt.interrupted", "cell.silent"], "consequence": "retry", "limit": 1000}
"""A piece whose cells are killed more than twice would be asked about otherwise."""
SPEED = 20.0
BEAT_S = 0.25
"""A cell beats so often: a kill comes anywhere between two beats."""
LIMIT_S = 30.0
"""A line that is not whole again after so many seconds is a fault, and said to be."""
_LOOK_S = 0.02


@dataclass(frozen=True, slots=True)
class CellDeaths:
    """One of two equal cells was killed at work `kills` times, the other one being free.

    Real time from the kill to the record that it is lost, or back as a new process (`noticed`), and to the record that
    what it had in hand was given to the other one (`reassigned`; not where it was back first and got it again itself).
    """

    kills: int
    noticed: Percentiles
    reassigned: Percentiles


def write_press_line(folder: Path) -> Path:
    """The documents of a line of two equal presses whose work may be repeated; the path of the line's.

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
            "products": [f"{PRODUCT}.yaml"],
            "processes": "processes",
            "wip_limit": 1,
            "cells": cells,
        },
        f"{PRODUCT}.yaml": {
            "product": PRODUCT,
            "operations": [{"id": "stamp", "capability": "stamp", "on_failure": [AGAIN]}],
        },
        "processes/stamp.yaml": {
            "process": "stamp",
            "repeatable": True,
            "parameters": {"duration_s": duration},
            "tree": {"skill": "dwell", "with": {"duration_s": "${duration_s}"}},
        },
    }
    (folder / "processes").mkdir(parents=True)
    for name, content in documents.items():
        (folder / name).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")
    return folder / "line.yaml"


def measure_cell_deaths(folder: Path, *, kills: int, domain: int, seed: int = 1) -> CellDeaths:
    """Kill whichever of the two cells is at work, again and again; raises `BringupError` when the line stays broken."""
    line = write_press_line(folder / "plant")
    options = BringupOptions(line, folder / "run", speed=SPEED, seed=seed, domain=domain, log_level="warn")
    ready_s: dict[str, float] = {}

    def is_steady(name: str) -> bool:
        """Whether it has worked for a while."""
        # One that has not worked for a while yet counts as one that fails to start, and is made to wait.
        return time.monotonic() - ready_s[name] > STEADY_S

    def watch(process: ProcessState) -> None:
        """Notes since when a process runs."""
        if process.running:
            ready_s[process.name] = time.monotonic()

    chance = Random(f"kills of {seed}")
    killed: list[tuple[CellId, int]] = []
    with running_line(load_plant(line), options, lambda _: None, watch) as session:
        session.client.submit(WorkOrder(OrderId("NOW"), ProductId(PRODUCT), MAX_QUANTITY))
        for _ in range(kills):
            victim = _wait_until_whole(session, is_steady)
            time.sleep(chance.uniform(0.0, BEAT_S))
            pid = next(item.pid for item in session.supervisor.processes if item.name == victim)
            killed.append((CellId(victim), time.time_ns()))
            os.kill(pid, signal.SIGKILL)
            _wait_until_gone(session, victim, pid)
        _wait_until_whole(session, is_steady)  # The last death has been noticed by then.
    with closing(SqliteJournalReader(options.journal_path)) as journal:
        return _figures(killed, Moments(journal.read()))


def _wait_until_whole(session: LineSession, may_be_killed: Callable[[str], bool]) -> str:
    """Return when one cell is at work and the other one is free: the one at work, if it may be killed already."""
    deadline_s = time.monotonic() + LIMIT_S
    while time.monotonic() < deadline_s:
        session.client.next_state(_LOOK_S)
        if not all(item.running for item in session.supervisor.processes):
            continue
        state = session.client.state()
        at_work = [cell.id for cell in state.cells if cell.status is CellStatus.EXECUTE]
        free = [cell.id for cell in state.cells if cell.status is CellStatus.IDLE]
        if len(at_work) == len(free) == 1 and may_be_killed(at_work[0]):
            return at_work[0]
    raise BringupError(f"The line was not whole again {LIMIT_S:g} s after a kill.")


def _wait_until_gone(session: LineSession, name: str, pid: int) -> None:
    """Return when the supervisor knows of the death: until then its word that all is well is that of before."""
    deadline_s = time.monotonic() + LIMIT_S
    while any(item.name == name and item.pid == pid for item in session.supervisor.processes):
        if time.monotonic() > deadline_s:
            raise BringupError(f"{name} did not die of SIGKILL.")
        time.sleep(_LOOK_S)


def _figures(killed: Sequence[tuple[CellId, int]], moments: Moments) -> CellDeaths:
    noticed, reassigned = [], []
    for cell, at_ns in killed:
        noticed_ns = moments.noticed((cell,), at_ns)
        if noticed_ns is not None:
            noticed.append((noticed_ns - at_ns) * 1e-9)
        for task in moments.in_hand((cell,), at_ns):
            elsewhere_ns = moments.given_elsewhere(task, (cell,), at_ns)
            if elsewhere_ns is not None:
                reassigned.append((elsewhere_ns - at_ns) * 1e-9)
    return CellDeaths(len(killed), summarise(noticed), summarise(reassigned))


def main(
    kills: Annotated[int, typer.Option("--kills", min=1, help="So many cells are killed.")] = 60,
    seed: Annotated[int, typer.Option("--seed", min=0, help="When between two beats.")] = 1,
    domain: Annotated[int, typer.Option("--domain", min=0, max=232, help="ROS domain to measure in.")] = 99,
) -> None:
    """Kill one of two equal presses again and again; the figures as JSON."""
    with tempfile.TemporaryDirectory(prefix="robot_cells_cell_death_") as name:
        try:
            found = measure_cell_deaths(Path(name), kills=kills, domain=domain, seed=seed)
        except RobotCellsError as error:
            typer.echo(f"benchmarks: {error}", err=True)
            raise typer.Exit(error.exit_code) from None
    typer.echo(json_text(found))


if __name__ == "__main__":
    typer.run(main)
