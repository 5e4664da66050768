"""What follows the end of a process."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.bringup.process_state import ProcessPhase
from robot_cells.bringup.supervised_process import SupervisedProcess
from robot_cells.errors import JournalError, SupersededError


@pytest.mark.parametrize(
    ("exit_code", "phase"),
    [
        (-9, ProcessPhase.WAITING),
        (1, ProcessPhase.WAITING),
        (JournalError.exit_code, ProcessPhase.WAITING),
        (SupersededError.exit_code, ProcessPhase.GIVEN_UP),
    ],
    ids=["killed", "failed", "no journal", "superseded"],
)
def test_a_process_is_started_again_unless_another_one_has_taken_its_place(
    tmp_path: Path, exit_code: int, phase: ProcessPhase
) -> None:
    process = SupervisedProcess("orchestrator", (), tmp_path / "orchestrator.log")
    process.begun()
    process.ready(1.0)
    process.ended(exit_code, 10.0)
    assert process.phase is phase
    assert (process.fault is None) is (phase is ProcessPhase.WAITING)
    assert (process.restart_at_s is None) is (phase is ProcessPhase.GIVEN_UP)


def test_why_a_process_was_killed_is_told_and_written_to_its_log_until_the_next_one_is_there(tmp_path: Path) -> None:
    process = SupervisedProcess("press", (), tmp_path / "press.log")
    process.begun()
    process.forked(7)
    process.ready(1.0)
    process.condemned("it said nothing for 10 s: its middleware stands still")
    process.ended(-9, 20.0)
    assert process.state.reason == "it said nothing for 10 s: its middleware stands still"
    assert "process 7): it said nothing for 10 s" in process.log.read_text()
    process.begun()
    process.forked(8)
    assert process.state.reason == ""
