"""Which cells are heard of, which are not, and which take no work: the alarms about them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

pytest.importorskip("robot_cells_msgs.msg", reason="the interface package is not built")

from robot_cells.attempts.assignment import CellCommand
from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.report import Phase
from robot_cells.nodes.cell_roll import UNHEARD_STOP_S, CellRoll
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised, AttemptEnded, EmergencyStopped
from robot_cells.orchestration.state import AttemptPhase, LineMode
from robot_cells_msgs.msg import CellState as CellStateMsg
from robot_cells_msgs.msg import CellStates

GRACE_S = 20.0


class Room:
    """A roll of the cells a and b that began at 100 s, and the alarms that the line knows of."""

    def __init__(self) -> None:
        self.roll = CellRoll(silent_timeout_s=1.0, grace_s=GRACE_S, began_s=100.0)
        self.alarms: dict[str, Any] = {}
        cells = {
            name: SimpleNamespace(id=name, usable=False, present=True, ordered=None, ordered_s=None) for name in "ab"
        }
        self.state: Any = SimpleNamespace(cells=cells, alarms=self.alarms, attempts={}, mode=LineMode.RUNNING)

    def hear(self, cell: str, state: CellState, now_s: float, message: str = "", attempt: str = "") -> None:
        words = CellStateMsg(cell=cell, state=int(state), message=message, attempt_id=attempt)
        self.roll.hear(CellStates(host=cell, incarnation="1", cells=[words]), now_s)
        self.state.cells[cell].usable = state is CellState.IDLE

    def told(self, now_s: float) -> list[str]:
        """Ids of the alarms that change, with a sign; the line takes them in."""
        told = []
        for event in list(self.roll.alarms(self.state, 0.0, now_s)):
            if isinstance(event, AlarmRaised):
                self.alarms[event.alarm.id] = SimpleNamespace(alarm=event.alarm, active=True)
                told.append(f"+{event.alarm.id}")
            elif isinstance(event, AlarmCleared):
                self.alarms[event.alarm].active = False
                told.append(f"-{event.alarm}")
        return told


def test_a_line_is_starting_until_every_cell_takes_work() -> None:
    room = Room()
    room.hear("a", CellState.IDLE, 101.0)
    room.hear("b", CellState.STOPPED, 101.0, "Its devices are not there: arm.")
    assert room.roll.is_starting(room.state, 102.0)
    room.hear("b", CellState.IDLE, 103.0)
    assert not room.roll.is_starting(room.state, 103.0)


def attempt(cell: str, phase: AttemptPhase = AttemptPhase.RUNNING) -> Any:
    return SimpleNamespace(id=f"{cell}#1", cell=cell, phase=phase)


def test_a_cell_that_never_comes_is_named_after_the_grace_and_forgiven_when_it_comes() -> None:
    room = Room()
    room.hear("a", CellState.IDLE, 101.0)
    assert room.told(119.0) == []
    assert room.roll.is_starting(room.state, 119.0)
    assert room.told(120.0) == ["+cell.missing:b"]
    assert not room.roll.is_starting(room.state, 120.0)
    assert "The cell b has not been heard 20 s after the start" in room.alarms["cell.missing:b"].alarm.text
    assert room.told(121.0) == []
    room.hear("b", CellState.IDLE, 122.0)
    assert room.told(122.0) == ["-cell.missing:b"]


@pytest.mark.parametrize("state", [CellState.STOPPED, CellState.ABORTED])
def test_a_cell_that_takes_no_work_is_told_of_with_its_own_words_until_it_takes_work(state: CellState) -> None:
    room = Room()
    room.hear("a", CellState.IDLE, 201.0)
    room.hear("b", state, 201.0, "Its devices are not there: nobody hears b/devices/commands.")
    assert room.told(205.0) == []
    room.hear("b", state, 206.0, "Its devices are not there: nobody hears b/devices/commands.")
    assert room.told(206.0) == ["+cell.stopped:b"]
    alarm = room.alarms["cell.stopped:b"].alarm
    assert alarm.text == "The cell b takes no work. Its devices are not there: nobody hears b/devices/commands."
    assert alarm.remedy
    assert room.told(207.0) == []
    room.hear("b", CellState.IDLE, 208.0)
    assert room.told(208.0) == ["-cell.stopped:b"]
    assert room.told(209.0) == []


def test_while_the_line_starts_cells_may_wait_for_their_devices() -> None:
    room = Room()
    for cell in ("a", "b"):
        room.hear(cell, CellState.STOPPED, 101.0)
    assert room.told(119.9) == []
    room.hear("a", CellState.IDLE, 119.9)
    assert room.told(120.0) == ["+cell.stopped:b"]


def test_a_cell_that_stands_still_for_a_moment_is_no_alarm() -> None:
    room = Room()
    room.hear("b", CellState.IDLE, 201.0)
    for start_s in (201.0, 205.0, 209.0):
        room.hear("a", CellState.STOPPED, start_s)
        assert room.told(start_s + 3.9) == []
        room.hear("a", CellState.IDLE, start_s + 3.9)


def test_an_attempt_that_its_cell_knows_nothing_of_any_more_is_interrupted() -> None:
    room = Room()
    room.state.attempts["a#1"] = attempt("a")
    room.hear("a", CellState.EXECUTE, 201.0, attempt="a#1")
    assert room.roll.forgotten(room.state, 50.0, 201.0) == ()
    room.hear("a", CellState.IDLE, 202.0)
    assert room.roll.forgotten(room.state, 51.0, 202.0) == ()
    assert room.roll.forgotten(room.state, 56.0, 206.9) == (), "its end may be on the way"
    (end,) = room.roll.forgotten(room.state, 56.0, 207.0)
    assert isinstance(end, AttemptEnded)
    assert (end.attempt, end.cell, end.outcome, end.at_s) == ("a#1", "a", Phase.INTERRUPTED, 56.0)
    assert end.failure is not None
    assert end.failure.code == "cell.forgotten"


def test_an_attempt_whose_end_comes_or_that_has_not_begun_is_left_alone() -> None:
    room = Room()
    room.state.attempts["a#1"] = attempt("a")
    room.state.attempts["b#1"] = attempt("b", AttemptPhase.ACCEPTED)
    for cell in ("a", "b"):
        room.hear(cell, CellState.IDLE, 201.0)
    assert room.roll.forgotten(room.state, 1.0, 201.0) == ()
    del room.state.attempts["a#1"]
    assert room.roll.forgotten(room.state, 9.0, 209.0) == ()


def test_nothing_is_concluded_about_cells_that_are_lost_or_not_heard_yet() -> None:
    room = Room()
    room.state.attempts["a#1"] = attempt("a")
    assert room.roll.forgotten(room.state, 1.0, 201.0) == ()
    room.hear("a", CellState.IDLE, 202.0)
    room.state.cells["a"].present = False
    assert room.roll.forgotten(room.state, 1.0, 203.0) == ()
    assert room.roll.forgotten(room.state, 1.0, 300.0) == ()


def test_after_a_while_in_which_reports_were_not_taken_in_they_may_come_again_first() -> None:
    room = Room()
    room.state.attempts["a#1"] = attempt("a")
    room.hear("a", CellState.IDLE, 201.0)
    assert room.roll.forgotten(room.state, 1.0, 201.0) == ()
    room.roll.trust()
    assert room.roll.forgotten(room.state, 9.0, 209.0) == ()
    assert len(room.roll.forgotten(room.state, 14.0, 214.0)) == 1


@pytest.mark.parametrize("by", ["the cell's own command", "an emergency stop"])
def test_a_cell_that_somebody_has_stopped_is_no_alarm_and_has_its_time_to_go_on_when_it_is_let_go(by: str) -> None:
    room = Room()
    room.hear("a", CellState.IDLE, 201.0)
    room.hear("b", CellState.STOPPED, 201.0)
    if by == "an emergency stop":
        room.state.mode = LineMode.EMERGENCY_STOPPED
    else:
        room.state.cells["b"].ordered = CellCommand.STOP
    assert room.told(300.0) == []
    room.state.mode = LineMode.HELD
    room.state.cells["b"].ordered = None
    assert room.told(304.9) == []
    assert room.told(305.1) == ["+cell.stopped:b"]


def test_an_orchestrator_that_stood_still_itself_takes_nobody_for_silent_before_it_has_listened_again() -> None:
    room = Room()
    room.roll.look(100.4)
    room.hear("a", CellState.IDLE, 100.5)
    room.roll.look(103.0)
    assert room.roll.fallen_silent(103.0) == ()
    room.roll.look(103.5)
    room.hear("b", CellState.IDLE, 103.5)
    assert room.roll.fallen_silent(103.5) == ()
    room.roll.look(104.0)
    room.roll.look(104.2)
    assert room.roll.fallen_silent(104.2) == ("a",)


STOP = "Emergency stop by gate: opened"


def test_an_emergency_stop_that_only_the_cells_have_heard_is_taken_from_their_word() -> None:
    room = Room()
    room.hear("a", CellState.ABORTED, 101.0, STOP)
    assert room.roll.unheard_stops(room.state, 0.0, 101.5) == ()
    stops = room.roll.unheard_stops(room.state, 7.0, 101.5 + UNHEARD_STOP_S)
    assert stops == (EmergencyStopped(7.0, "operator", STOP),)


@pytest.mark.parametrize(
    "change",
    [
        lambda room: room.hear("a", CellState.ABORTED, 102.0, "Aborted by command."),
        lambda room: room.hear("a", CellState.IDLE, 102.0),
        lambda room: setattr(room.state, "mode", LineMode.EMERGENCY_STOPPED),
        lambda room: setattr(room.state.cells["a"], "ordered_s", 3.0),  # on its way out of the stop
        lambda room: setattr(room.state.cells["a"], "present", False),
        lambda room: room.roll.trust(),  # the orchestrator itself stood still
    ],
)
def test_a_stop_that_is_known_or_over_is_not_given_again(change: Any) -> None:
    room = Room()
    room.hear("a", CellState.ABORTED, 101.0, STOP)
    room.roll.unheard_stops(room.state, 0.0, 101.5)
    change(room)
    assert room.roll.unheard_stops(room.state, 0.0, 101.5 + UNHEARD_STOP_S) == ()
