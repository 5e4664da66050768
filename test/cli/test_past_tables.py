"""The state of a line at a moment of its past, as `replay` shows it."""

from __future__ import annotations

import io
from pathlib import Path

from rich.console import Console

from robot_cells.cli.past_tables import past_view
from robot_cells.documents.plant import load_plant
from robot_cells.ids import AlarmId, JournalId
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import AlarmAcknowledged, AlarmRaised
from robot_cells.orchestration.orchestrator import Orchestrator

LINE = Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml"


def test_an_alarm_is_shown_with_who_acknowledged_it_and_when() -> None:
    plant = load_plant(LINE)
    core = Orchestrator(plant.line, plant.products, JournalId("9f2c41aa"), epoch=1)
    alarm = Alarm(AlarmId("a1"), Severity.ERROR, "kitting", "cell.lost", "It is lost.", "Look.", lasting=True)
    core.handle([AlarmRaised(60.0, alarm)])
    console = Console(record=True, width=100, file=io.StringIO())
    console.print(past_view(core.state))
    assert "acknowledged" not in console.export_text()
    core.handle([AlarmAcknowledged(750.0, alarm.id, "Eva")])
    console.print(past_view(core.state))
    assert "acknowledged by Eva at 0:12:30" in console.export_text()
