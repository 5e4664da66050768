"""What a command has come to, from what the server of an action says and does not say."""

from __future__ import annotations

import pytest

from robot_cells.devices.action_goal import DEVIATION, NO_ANSWER, REFUSED, ActionGoal, GoalFault, GoalPhase, goal_id
from robot_cells.devices.device_client import CommandState

FAULT = GoalFault(DEVIATION, "off")


def accepted(now_s: float = 0.0) -> ActionGoal:
    goal = ActionGoal("WO-1/1", now_s, 10.0)
    goal.sent(now_s)
    goal.answered(True, now_s)
    return goal


@pytest.mark.parametrize(
    ("status", "fault", "state", "code"),
    [
        (4, None, CommandState.SUCCEEDED, ""),
        (4, FAULT, CommandState.FAILED, DEVIATION),
        (5, None, CommandState.CANCELLED, ""),
        (5, FAULT, CommandState.CANCELLED, ""),
        (6, FAULT, CommandState.FAILED, DEVIATION),
        (6, None, CommandState.FAILED, REFUSED),
        (0, None, CommandState.FAILED, NO_ANSWER),
        (2, None, CommandState.FAILED, REFUSED),
    ],
)
def test_only_a_goal_that_succeeded_without_a_fault_is_done(
    status: int, fault: GoalFault | None, state: CommandState, code: str
) -> None:
    goal = accepted()
    goal.ended(status, fault, {"positions_rad": [0.0]})
    assert (goal.status.state, goal.status.error_code) == (state, code)
    assert bool(goal.status.result) == (state is CommandState.SUCCEEDED)


def test_a_server_that_does_not_take_a_goal_has_refused_it() -> None:
    goal = ActionGoal("WO-1/1", 0.0, 10.0)
    goal.sent(0.0)
    assert not goal.answered(False, 0.1)
    assert (goal.phase, goal.status.error_code) == (GoalPhase.ENDED, REFUSED)


def test_a_goal_that_was_never_sent_is_cancelled_at_once_and_one_under_way_when_it_is_taken() -> None:
    goal = ActionGoal("WO-1/1", 0.0, 10.0)
    assert not goal.cancel() and goal.status.state is CommandState.CANCELLED
    late = ActionGoal("WO-1/2", 0.0, 10.0)
    late.sent(0.0)
    assert not late.cancel() and late.status.state is CommandState.RUNNING
    assert late.answered(True, 0.1), "now the server can be asked"
    running = accepted()
    assert running.cancel() and running.status.state is CommandState.RUNNING, "it ends when the server says so"


def test_a_server_that_works_may_take_its_time_and_one_that_is_gone_may_not() -> None:
    goal = accepted()
    for now_s in (5.0, 50.0, 500.0):
        goal.look(now_s, server_is_there=True)
    assert goal.status.state is CommandState.RUNNING
    goal.look(509.9, server_is_there=False)
    assert goal.status.state is CommandState.RUNNING
    goal.look(510.0, server_is_there=False)
    assert (goal.status.state, goal.status.error_code) == (CommandState.FAILED, NO_ANSWER)


@pytest.mark.parametrize("sent", [True, False])
def test_a_server_that_never_answers_or_never_comes_counts_as_dead(sent: bool) -> None:
    goal = ActionGoal("WO-1/1", 0.0, 10.0)
    if sent:
        goal.sent(0.0)
    goal.look(10.0, server_is_there=sent)
    assert goal.status.error_code == NO_ANSWER


def test_what_has_ended_stays_ended() -> None:
    goal = accepted()
    goal.ended(4, None, {})
    goal.ended(6, FAULT, {})
    goal.look(1000.0, server_is_there=False)
    assert goal.status.state is CommandState.SUCCEEDED


def test_progress_is_told_and_never_goes_back() -> None:
    goal = accepted()
    for told in (0.4, 0.2, 7.0):
        goal.heard(1.0, told)
    assert goal.status.progress == 1.0


def test_a_command_is_the_same_goal_whoever_sends_it() -> None:
    assert goal_id("WO-1/1") == goal_id("WO-1/1") != goal_id("WO-1/2")
    assert len(goal_id("WO-1/1")) == 16
