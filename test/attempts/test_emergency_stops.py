"""A cell under an emergency stop."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind, CellCommand
from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.emergency_stop import OPERATOR, ORCHESTRATOR, EmergencyStop
from robot_cells.attempts.report import Phase
from robot_cells.attempts.sqlite_ledger import SqliteLedger
from robot_cells.errors import TransitionError

BUTTON = EmergencyStop("button_3", "door open")
LET_GO = EmergencyStop("button_3", is_active=False)


def test_the_devices_stop_at_once_and_the_attempt_fails_when_they_stand_still(cellar: Any) -> None:
    cellar.execute()
    cellar.worker.hear_emergency_stop(BUTTON)
    assert (cellar.worker.state, len(cellar.station.cancelled)) == (CellState.ABORTING, 1)
    (end,) = cellar.worker.tick()
    assert (end.phase, end.failure.code) == (Phase.FAILED, "cell.emergency_stop")
    assert "button_3: door open" in end.failure.message
    assert (cellar.worker.state, cellar.worker.message) == (
        CellState.ABORTED,
        "Emergency stop by button_3: door open",
    )


def test_an_attempt_that_was_not_begun_says_that_nothing_has_moved(cellar: Any) -> None:
    cellar.worker.receive(cellar.assignment())
    cellar.worker.hear_emergency_stop(BUTTON)
    (end,) = cellar.worker.tick()
    assert (end.phase, end.result) == (Phase.CANCELLED, {"begun": False})
    assert (cellar.worker.state, cellar.station.executed) == (CellState.ABORTED, [])


@pytest.mark.parametrize("state", ["idle", "held", "suspended", "stopped", "at work"])
def test_every_cell_comes_to_stand_aborted(cellar: Any, state: str) -> None:
    if state in ("held", "suspended", "at work"):
        cellar.execute()
    if state == "stopped":
        cellar.worker.stop()
    elif state in ("held", "suspended"):
        (cellar.worker.hold if state == "held" else cellar.worker.suspend)()
        cellar.advance(5.0)
    cellar.worker.hear_emergency_stop(BUTTON)
    cellar.worker.tick()
    assert cellar.worker.state is CellState.ABORTED


def test_it_cannot_be_cleared_before_every_source_has_let_go(cellar: Any) -> None:
    cellar.worker.hear_emergency_stop(BUTTON)
    cellar.worker.hear_emergency_stop(EmergencyStop("gate"))
    cellar.worker.tick()
    cellar.worker.hear_emergency_stop(LET_GO)
    with pytest.raises(TransitionError, match="held by gate"):
        cellar.worker.clear()
    cellar.worker.hear_emergency_stop(EmergencyStop("gate", is_active=False))
    assert cellar.worker.state is CellState.ABORTED, "letting go moves nothing"
    cellar.worker.clear()
    cellar.worker.reset()
    assert [item.phase for item in cellar.execute()] == [Phase.ACCEPTED, Phase.RUNNING]


def test_the_orchestrators_reset_lets_go_for_the_operator_too(cellar: Any) -> None:
    for source in (OPERATOR, ORCHESTRATOR):
        cellar.worker.hear_emergency_stop(EmergencyStop(source))
    cellar.worker.tick()
    cellar.worker.hear_emergency_stop(EmergencyStop(ORCHESTRATOR, is_active=False))
    cellar.worker.clear()
    assert cellar.worker.state is CellState.STOPPED


def test_the_same_stop_once_more_aborts_nothing_again(cellar: Any) -> None:
    cellar.worker.hear_emergency_stop(BUTTON)
    cellar.worker.tick()
    cellar.worker.hear_emergency_stop(BUTTON)
    cellar.worker.tick()
    assert cellar.worker.state is CellState.ABORTED


def test_who_lets_go_without_having_stopped_the_cell_changes_nothing(cellar: Any) -> None:
    cellar.worker.hear_emergency_stop(LET_GO)
    assert cellar.worker.state is CellState.IDLE


@pytest.mark.parametrize("has_let_go", [False, True], ids=["still held", "let go"])
def test_a_cell_whose_process_died_under_the_stop_comes_up_aborted(
    tmp_path: Path, make_cellar: Any, has_let_go: bool
) -> None:
    path = tmp_path / "c1.sqlite"
    cellar = make_cellar(SqliteLedger(path))
    cellar.worker.hear_emergency_stop(BUTTON)
    if has_let_go:
        cellar.worker.hear_emergency_stop(LET_GO)
    cellar.worker.tick()
    cellar.ledger.close()
    cellar.ledger = SqliteLedger(path)
    cellar.restart()
    assert (cellar.worker.state, "button_3" in cellar.worker.message) == (CellState.ABORTED, True)
    if not has_let_go:
        with pytest.raises(TransitionError, match="held by button_3"):
            cellar.worker.clear()
        return
    cellar.worker.clear()
    cellar.worker.tick()
    cellar.ledger.close()
    cellar.ledger = SqliteLedger(path)
    cellar.restart()
    assert cellar.worker.state is CellState.IDLE
    cellar.ledger.close()


def test_the_command_to_clear_is_passed_over_while_the_stop_is_held(cellar: Any) -> None:
    cellar.worker.hear_emergency_stop(BUTTON)
    cellar.worker.tick()
    cellar.tell(AssignmentKind.COMMAND, "", cell_command=CellCommand.CLEAR)
    assert cellar.worker.state is CellState.ABORTED
    cellar.worker.hear_emergency_stop(LET_GO)
    cellar.tell(AssignmentKind.COMMAND, "", cell_command=CellCommand.CLEAR)
    assert cellar.worker.state is CellState.STOPPED


def test_the_words_name_who_stopped_and_not_who_passed_it_on(cellar: Any) -> None:
    cellar.worker.hear_emergency_stop(EmergencyStop(ORCHESTRATOR, "gate: opened"))
    assert cellar.worker.message == "Emergency stop by gate: opened"
    cellar.worker.hear_emergency_stop(EmergencyStop("gate", "opened"))
    assert cellar.worker.message == "Emergency stop by gate: opened"


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ([EmergencyStop(ORCHESTRATOR, "operator: smoke")], "Emergency stop by operator: smoke"),
        ([EmergencyStop(ORCHESTRATOR)], "Emergency stop by orchestrator"),
        (
            [EmergencyStop(ORCHESTRATOR, "gate: opened"), EmergencyStop("gate", "opened")],
            "Emergency stop by gate: opened",
        ),
        ([EmergencyStop("operator", "Emergency stop by gate: opened")], "Emergency stop by gate: opened"),
    ],
)
def test_what_a_cell_says_of_its_stop_names_each_giver_once(cellar: Any, said: list[EmergencyStop], text: str) -> None:
    for stop in said:
        cellar.worker.hear_emergency_stop(stop)
    assert cellar.worker.message == text
