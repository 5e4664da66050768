"""Single cells under command, and the emergency stop, in the decision core."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind, CellCommand
from robot_cells.attempts.cell_state import CellState as Packml
from robot_cells.attempts.emergency_stop import OPERATOR
from robot_cells.attempts.report import Failure, Phase
from robot_cells.errors import OrderError
from robot_cells.ids import CellId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.cell_orders import commands_for
from robot_cells.orchestration.emergencies import reset_of
from robot_cells.orchestration.events import (
    CellCommanded,
    CellHeld,
    CellLost,
    CellReleased,
    EmergencyReleased,
    EmergencyStopped,
    LineHeld,
    LineReset,
    LineResumed,
    LineStopped,
)
from robot_cells.orchestration.state import CellState, LineMode
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.operation import Consequence, FailureRule, Operation

HOLD, UNHOLD, SUSPEND, UNSUSPEND, STOP, ABORT, CLEAR, RESET = CellCommand
FINISH_STEP, PARK, STOP_NOW = CancelPolicy
A, B = CellId("a"), CellId("b")


def two_cells(kit: Any, *rules: FailureRule, fate: Any = None) -> Any:
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "cut"))
    return kit.FakePlant(line, [kit.chain("p", Operation("cut", "cut", on_failure=rules))], *([fate] if fate else []))


def commanded(plant: Any) -> list[tuple[str, CellCommand]]:
    return [(item.cell, item.cell_command) for item in plant.sent if item.kind is AssignmentKind.COMMAND]


def cells_of(plant: Any) -> list[str]:
    return [item.cell for item in plant.ended("attempt_dispatched")]


def reset_of_stop(plant: Any) -> tuple[Any, ...]:
    """A stop by command is let go by the reset itself."""
    return (EmergencyReleased(1.5, OPERATOR), LineReset(1.5))


WAYS = [
    (None, None, ()),
    (None, Packml.HELD, (UNHOLD,)),
    (None, Packml.SUSPENDED, (UNSUSPEND,)),
    (None, Packml.STOPPED, (RESET,)),
    (None, Packml.ABORTED, (CLEAR, RESET)),
    (HOLD, None, (HOLD,)),
    (HOLD, Packml.HOLDING, ()),
    (HOLD, Packml.HELD, ()),
    (HOLD, Packml.SUSPENDED, (UNSUSPEND, HOLD)),
    (HOLD, Packml.STOPPED, (RESET,)),
    (SUSPEND, None, (SUSPEND,)),
    (SUSPEND, Packml.SUSPENDED, ()),
    (SUSPEND, Packml.HELD, (UNHOLD, SUSPEND)),
    (STOP, None, (STOP,)),
    (STOP, Packml.HELD, (STOP,)),
    (STOP, Packml.STOPPED, ()),
    (STOP, Packml.ABORTED, (CLEAR,)),
    (ABORT, None, (ABORT,)),
    (ABORT, Packml.STOPPED, (ABORT,)),
    (ABORT, Packml.ABORTED, ()),
]


@pytest.mark.parametrize(("order", "heard", "commands"), WAYS, ids=str)
def test_a_cell_at_work_is_told_what_leads_it_from_where_it_stands_to_where_it_shall_be(
    order: CellCommand | None, heard: int | None, commands: tuple[CellCommand, ...]
) -> None:
    assert commands_for(CellState(A, held=heard, ordered=order, attempt="x")) == commands


@pytest.mark.parametrize("command", [HOLD, SUSPEND, STOP, ABORT], ids=lambda item: item.name)
def test_a_cell_under_command_gets_no_work_and_the_line_works_on_without_it(kit: Any, command: CellCommand) -> None:
    plant = two_cells(kit)
    plant.tell(CellCommanded(0.0, A, command, "cleaning"))
    plant.submit("WO-1", "p", 3)
    plant.run()
    assert (len(plant.ended("job_completed")), cells_of(plant)) == (3, ["b", "b", "b"])
    told = [] if command in (HOLD, SUSPEND) else [("a", command)]
    assert commanded(plant) == told, "a cell without work is not told to pause"


@pytest.mark.parametrize(
    ("first", "second", "policies"),
    [
        (FINISH_STEP, STOP_NOW, [STOP_NOW]),
        (PARK, STOP_NOW, [STOP_NOW]),
        (FINISH_STEP, PARK, []),
        (FINISH_STEP, FINISH_STEP, []),
        (STOP_NOW, STOP_NOW, [STOP_NOW]),
        (STOP_NOW, FINISH_STEP, [STOP_NOW]),
    ],
)
@pytest.mark.parametrize("is_heard", [True, False])
def test_a_cell_that_stops_too_gently_is_stopped_at_once_by_a_second_command_and_by_nothing_less(
    kit: Any, is_heard: bool, first: CancelPolicy, second: CancelPolicy, policies: list[CancelPolicy]
) -> None:
    plant = two_cells(kit, fate=lambda assignment: None)
    plant.submit("WO-1", "p")
    plant.tell(CellCommanded(1.0, A, STOP, "", first))
    if is_heard:
        plant.tell(CellHeld(1.1, A, Packml.STOPPING))
    plant.tell(CellCommanded(2.0, A, STOP, "jammed", second))
    plant.tell(CellCommanded(3.0, A, STOP, "jammed", second))
    cancels = [item for item in plant.sent if item.kind is AssignmentKind.CANCEL]
    assert [(item.cell, item.cancel_policy) for item in cancels] == [(A, policy) for policy in policies]


def test_an_idle_cell_that_is_stopped_at_once_has_nothing_to_cancel(kit: Any) -> None:
    plant = two_cells(kit)
    plant.tell(CellCommanded(1.0, A, STOP, "", STOP_NOW), CellCommanded(2.0, A, STOP, "", STOP_NOW))
    assert plant.ended("cancel_requested") == []


def test_a_cell_that_is_let_go_gets_work_again(kit: Any) -> None:
    plant = two_cells(kit)
    plant.tell(CellCommanded(0.0, A, HOLD), CellCommanded(0.0, A, UNHOLD))
    plant.submit("WO-1", "p", 2)
    assert sorted(cells_of(plant)) == ["a", "b"]


def test_a_command_is_sent_again_until_the_cell_is_heard_to_obey(kit: Any) -> None:
    plant = two_cells(kit, fate=lambda assignment: None)
    plant.submit("WO-1", "p")
    plant.tell(CellCommanded(1.0, A, HOLD))

    def repeated() -> list[CellCommand]:
        waiting = plant.orchestrator.unanswered(9.0)
        return [item.cell_command for item in waiting if item.kind is AssignmentKind.COMMAND]

    assert repeated() == [HOLD]
    plant.tell(CellHeld(2.0, A, Packml.HOLDING))
    assert repeated() == []
    plant.tell(CellCommanded(3.0, A, UNHOLD))
    assert repeated() == [UNHOLD]
    plant.tell(CellReleased(4.0, A))
    assert repeated() == []


def test_a_cell_that_comes_back_is_told_again_what_was_commanded(kit: Any) -> None:
    plant = two_cells(kit)
    plant.tell(CellCommanded(0.0, A, STOP), CellHeld(1.0, A, Packml.STOPPED), CellLost(2.0, A))
    assert plant.orchestrator.unanswered(9.0) == ()
    heard = HostHeard("host_a", "second", (CellHeard(A, Packml.IDLE),))
    plant.tell(*plant.orchestrator.observe_cells(heard, 3.0))
    assert [item.cell_command for item in plant.orchestrator.unanswered(9.0)] == [STOP]


def test_a_stopped_cell_whose_devices_are_missing_is_not_reset_by_the_way(kit: Any) -> None:
    plant = two_cells(kit)
    plant.tell(CellHeld(1.0, A, Packml.STOPPED, "Its devices are not there."))
    assert plant.orchestrator.unanswered(9.0) == ()


class TestEmergencyStop:
    def aborting(self, kit: Any, *rules: FailureRule) -> Any:
        """A line at work on two pieces that is stopped at 1 s; each attempt ends as its cell ends it then."""
        plant = two_cells(kit, *rules, fate=lambda assignment: None)
        plant.submit("WO-1", "p", 2)
        begun = [item for item in plant.sent if item.kind is AssignmentKind.EXECUTE]
        plant.now_s = 1.0
        plant.tell(EmergencyStopped(1.0, "button_3", "door open"))
        for assignment in begun:
            plant.report(assignment, Phase.RUNNING, 0.0)
            plant.report(assignment, Phase.FAILED, 0.0, Failure("cell.emergency_stop", "cut short"))
        plant.run()
        plant.tell(*(CellHeld(1.0, cell, Packml.ABORTED, "Emergency stop") for cell in (A, B)))
        plant.fate = kit.all_succeed
        return plant

    def reset(self, plant: Any) -> None:
        plant.tell(EmergencyReleased(2.0, "button_3"))
        plant.tell(*reset_of(plant.orchestrator.state, "all clear", 3.0))
        plant.tell(CellReleased(3.0, A), CellReleased(3.0, B))

    @pytest.mark.parametrize(
        ("source", "reason", "who"),
        [
            ("button_3", "door open", "button_3: door open"),
            ("gate", "It stands open.", "gate: It stands open"),
            (OPERATOR, "", "operator"),
            (OPERATOR, "Emergency stop by gate: opened", "gate: opened"),
            (OPERATOR, "Emergency stop by operator: smoke", "operator: smoke"),
        ],
    )
    def test_the_alarm_is_two_clear_sentences(self, kit: Any, source: str, reason: str, who: str) -> None:
        plant = two_cells(kit)
        plant.tell(EmergencyStopped(1.0, source, reason))
        (item,) = plant.orchestrator.state.alarms.values()
        assert item.alarm.text == f"Emergency stop by {who}. Every cell has been aborted; nothing moves."

    def test_an_alarm_names_the_source_and_lasts_until_the_reset(self, kit: Any) -> None:
        plant = self.aborting(kit)
        state = plant.orchestrator.state
        alarm = state.alarms["emergency_stop:button_3"]
        assert (alarm.alarm.code, "door open" in alarm.alarm.text) == ("line.emergency_stop", True)
        plant.tell(EmergencyReleased(2.0, "button_3"))
        assert alarm.active
        self.reset(plant)
        assert not alarm.active

    @pytest.mark.parametrize("event", [LineResumed(2.0), LineHeld(2.0), LineStopped(2.0)], ids=lambda item: item.kind)
    def test_nothing_but_a_reset_ends_it(self, kit: Any, event: Any) -> None:
        plant = self.aborting(kit)
        plant.tell(event, EmergencyReleased(2.0, "button_3"), event)
        plant.submit("WO-2", "p")
        assert plant.orchestrator.state.mode is LineMode.EMERGENCY_STOPPED
        assert len(cells_of(plant)) == 2

    def test_it_cannot_be_reset_before_its_source_has_let_go(self, kit: Any) -> None:
        plant = self.aborting(kit)
        with pytest.raises(OrderError, match="held by button_3"):
            reset_of(plant.orchestrator.state, "", 2.0)

    def test_a_stop_by_command_is_let_go_by_the_reset_itself(self, kit: Any) -> None:
        plant = two_cells(kit)
        plant.tell(EmergencyStopped(1.0, OPERATOR))
        plant.tell(*reset_of(plant.orchestrator.state, "", 2.0))
        assert plant.orchestrator.state.mode is LineMode.HELD

    def test_a_line_that_runs_has_nothing_to_reset(self, kit: Any) -> None:
        with pytest.raises(OrderError, match="nothing to reset"):
            reset_of(two_cells(kit).orchestrator.state, "", 2.0)

    def test_the_reset_clears_and_resets_the_cells_and_leaves_the_line_held(self, kit: Any) -> None:
        plant = self.aborting(kit)
        self.reset(plant)
        assert commanded(plant) == [("a", CLEAR), ("a", RESET), ("b", CLEAR), ("b", RESET)]
        assert plant.orchestrator.state.mode is LineMode.HELD
        plant.submit("WO-2", "p")
        assert len(cells_of(plant)) == 2
        plant.tell(LineResumed(4.0))
        assert len(cells_of(plant)) == 3

    def test_a_cell_that_somebody_had_stopped_stays_stopped(self, kit: Any) -> None:
        plant = two_cells(kit)
        plant.tell(CellCommanded(0.0, A, STOP), CellHeld(0.0, A, Packml.STOPPED), EmergencyStopped(1.0, OPERATOR))
        plant.tell(CellHeld(1.0, A, Packml.ABORTED), CellHeld(1.0, B, Packml.ABORTED))
        plant.tell(*reset_of(plant.orchestrator.state, "", 2.0))
        assert commanded(plant)[1:] == [("a", CLEAR), ("b", CLEAR), ("b", RESET)]

    def test_work_that_was_cut_short_is_asked_about_where_no_rule_names_the_stop(self, kit: Any) -> None:
        plant = self.aborting(kit, FailureRule(Consequence.RETRY, limit=9))
        self.reset(plant)
        plant.tell(LineResumed(4.0))
        plant.run()
        assert len(cells_of(plant)) == 2, "a rule without codes does not apply"
        assert len(plant.orchestrator.state.prompts) == 2
        plant.answer("retry")
        plant.answer("scrap")
        plant.run()
        assert (len(plant.ended("job_completed")), len(plant.ended("job_scrapped"))) == (1, 1)

    def test_a_rule_that_names_the_stop_says_what_follows_after_the_reset(self, kit: Any) -> None:
        plant = self.aborting(kit, FailureRule(Consequence.RETRY, ("cell.emergency_stop",), limit=1))
        assert len(cells_of(plant)) == 2, "nothing begins under the stop"
        self.reset(plant)
        plant.tell(LineResumed(4.0))
        plant.run()
        assert len(plant.ended("job_completed")) == 2

    def test_a_restarted_orchestrator_keeps_it(self, kit: Any) -> None:
        plant = self.aborting(kit)
        other = plant.replayed()
        assert (other.state.mode, other.state.emergency_stops) == (
            LineMode.EMERGENCY_STOPPED,
            {"button_3": "door open"},
        )

    def test_one_that_no_orchestrator_heard_is_taken_from_the_cells(self, kit: Any) -> None:
        plant = two_cells(kit)
        plant.tell(CellLost(1.0, A))
        heard = HostHeard("host_a", "first", (CellHeard(A, Packml.ABORTED, "Emergency stop by gate: opened"),))
        plant.tell(*plant.orchestrator.observe_cells(heard, 2.0))
        state = plant.orchestrator.state
        assert (state.mode, "gate: opened" in state.emergency_stops[OPERATOR]) == (LineMode.EMERGENCY_STOPPED, True)
        (alarm,) = [item.alarm for item in state.alarms.values() if item.alarm.code == "line.emergency_stop"]
        assert alarm.text == "Emergency stop by gate: opened. Every cell has been aborted; nothing moves."

    def test_a_cell_that_comes_back_after_the_reset_is_reset_and_stops_nobody_else(self, kit: Any) -> None:
        plant = two_cells(kit)
        plant.tell(EmergencyStopped(1.0, OPERATOR), CellHeld(1.0, A, Packml.ABORTED), CellLost(1.0, A))
        plant.tell(*reset_of(plant.orchestrator.state, "", 2.0))
        heard = HostHeard("host_a", "second", (CellHeard(A, Packml.ABORTED, "Emergency stop by operator"),))
        plant.tell(*plant.orchestrator.observe_cells(heard, 3.0))
        assert plant.orchestrator.state.mode is LineMode.HELD
        assert [item.cell_command for item in plant.orchestrator.unanswered(9.0)] == [CLEAR, RESET]

    def test_a_reset_that_comes_before_the_cells_were_heard_to_abort_reaches_them_all_the_same(self, kit: Any) -> None:
        plant = two_cells(kit)
        plant.tell(EmergencyStopped(1.0, OPERATOR), *reset_of_stop(plant))
        plant.tell(CellHeld(2.0, A, Packml.ABORTING), CellHeld(2.1, A, Packml.ABORTED))
        assert [item.cell_command for item in plant.orchestrator.unanswered(9.0)] == [CLEAR, RESET]

    def test_a_cell_that_has_taken_work_after_the_reset_is_told_nothing_any_more(self, kit: Any) -> None:
        plant = two_cells(kit)
        plant.tell(EmergencyStopped(1.0, OPERATOR), *reset_of_stop(plant), LineResumed(2.0))
        plant.now_s = 3.0
        plant.submit("WO-1", "p", 2)
        plant.run()
        plant.tell(CellHeld(50.0, A, Packml.STOPPED, "Its devices are not there."))
        assert plant.orchestrator.unanswered(99.0) == ()

    def test_a_trip_that_was_cut_short_is_asked_about_at_once(self, kit: Any) -> None:
        line = kit.line(kit.cell("a", "cut"), kit.cell("b", "weld", x_m=9.0), vehicles=[Vehicle("v", A, 1.0, 1.0)])
        plant = kit.FakePlant(
            line,
            [kit.chain("p", "cut", "weld")],
            lambda item: kit.End(Phase.FAILED, "cell.emergency_stop") if item.cell == "v" else kit.End(),
        )
        plant.submit("WO-1", "p")
        plant.run()
        assert cells_of(plant).count("v") == 1
        assert next(iter(plant.orchestrator.state.prompts.values())).prompt.choices == ("retry", "done", "scrap")
