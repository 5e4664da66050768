"""The orchestrator tells which processes the supervisor has killed, and why: each once, and of its predecessor, too."""

from __future__ import annotations

from pathlib import Path

from robot_cells.bringup.killed_processes import KilledProcess, note_killed
from robot_cells.nodes.killed_alarms import BEFORE_NS, KilledAlarms

NOW_NS = 1_700_000_000_000_000_000
STILL = "it said nothing for 10 s: its middleware stands still"


def killed(process: str, after_s: float) -> KilledProcess:
    return KilledProcess(process, 4711, STILL, NOW_NS + int(after_s * 1e9))


def told(alarms: KilledAlarms) -> list[tuple[str, str]]:
    return [(item.alarm.source, item.alarm.text) for item in alarms.news(3.0)]


def test_each_is_told_once_with_its_reason(tmp_path: Path) -> None:
    path = tmp_path / "killed.jsonl"
    alarms = KilledAlarms(str(path), NOW_NS)
    assert told(alarms) == []
    note_killed(path, killed("press", 1.0))
    text = f"The supervisor has killed the process press (4711) and begins it again: {STILL}."
    assert told(alarms) == [("press", text)]
    assert told(alarms) == []
    note_killed(path, killed("oven", 2.0))
    assert [source for source, _ in told(alarms)] == ["oven"]


def test_one_that_begins_tells_of_its_predecessor_and_not_of_what_is_long_past(tmp_path: Path) -> None:
    path = tmp_path / "killed.jsonl"
    note_killed(path, killed("press", -2e-9 * BEFORE_NS))
    note_killed(path, killed("orchestrator", -1.0))
    assert [source for source, _ in told(KilledAlarms(str(path), NOW_NS))] == ["orchestrator"]


def test_half_a_line_is_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "killed.jsonl"
    note_killed(path, killed("press", 1.0))
    whole = path.read_text()
    path.write_text(whole + whole[:20])
    alarms = KilledAlarms(str(path), NOW_NS)
    assert len(told(alarms)) == 1
    path.write_text(whole + whole)
    assert len(told(alarms)) == 1


def test_where_no_supervisor_notes_anything_nothing_is_told() -> None:
    assert told(KilledAlarms("", NOW_NS)) == []
