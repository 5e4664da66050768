"""The state of a line at a moment of its past, as `replay` shows it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from rich.console import Console

from robot_cells.attempts.assignment import CellCommand
from robot_cells.cli.past_tables import past_view
from robot_cells.documents.plant import load_plant
from robot_cells.ids import AlarmId, CellId, JournalId
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import (
    AlarmAcknowledged,
    AlarmRaised,
    CellAppeared,
    CellCommanded,
    OrchestratorStarted,
)
from robot_cells.orchestration.orchestrator import Orchestrator

LINE = Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml"


@pytest.fixture
def core() -> Orchestrator:
    plant = load_plant(LINE)
    core = Orchestrator(plant.line, plant.products, JournalId("9f2c41aa"), epoch=1)
    core.handle([OrchestratorStarted(0.0, 1)])
    return core


def shown(core: Orchestrator) -> str:
    console = Console(record=True, width=100, file=io.StringIO())
    console.print(past_view(core.state))
    return console.export_text()


def test_an_alarm_is_shown_with_who_acknowledged_it_and_when(core: Orchestrator) -> None:
    alarm = Alarm(AlarmId("a1"), Severity.ERROR, "kitting", "cell.lost", "It is lost.", "Look.", lasting=True)
    core.handle([AlarmRaised(60.0, alarm)])
    assert "acknowledged" not in shown(core)
    core.handle([AlarmAcknowledged(750.0, alarm.id, "Eva")])
    assert "acknowledged by Eva at 0:12:30" in shown(core)


def test_a_cell_is_shown_with_what_was_commanded(core: Orchestrator) -> None:
    core.handle([CellAppeared(1.0, CellId("kitting"), "kitting", "1")])
    assert "suspend" not in shown(core)
    core.handle([CellCommanded(2.0, CellId("kitting"), CellCommand.SUSPEND, "no trays")])
    assert "suspend by command: no trays" in shown(core)
