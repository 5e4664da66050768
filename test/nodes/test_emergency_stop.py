"""The emergency stop over real nodes: with the orchestrator dead, through restarts, and out of it again."""

import os
from collections.abc import Callable
from contextlib import contextmanager
from typing import Any

import pytest

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.errors import ConnectionLostError
from robot_cells.ids import AttemptId, CellId, JournalId, ProductId, SerialNumber
from robot_cells.nodes.assignment_routes import assignments_topic
from robot_cells.nodes.cell_host import CellHostNode
from robot_cells.nodes.line_client import LineClient
from robot_cells.nodes.messages import to_assignment_msg
from robot_cells.nodes.orchestrator import OrchestratorNode
from robot_cells.nodes.qos import CELL_STATES, DEVICES, DISPATCH, EMERGENCY_STOP, EVENTS, STATE
from robot_cells.nodes.simulation import SimulationNode
from robot_cells_msgs.msg import Assignment as AssignmentMsg
from robot_cells_msgs.msg import (
    CellState,
    CellStates,
    DeviceCommand,
    DeviceState,
    EmergencyStop,
    Event,
    LineState,
    Report,
)
from robot_cells_msgs.srv import AnswerPrompt, CommandLine, SubmitOrder

NO_DUE_DATE = float("nan")
LONG = '{"duration_s": 3000.0}'


class StoppableLine:
    """The bench with what these tests see and say."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench
        self.states: list[LineState] = bench.listen(LineState, "line_state", STATE)
        self.reports: list[Report] = bench.listen(Report, "reports", DISPATCH)
        self.cell_states: list[CellStates] = bench.listen(CellStates, "cell_states", CELL_STATES)
        self.events: list[Event] = bench.listen(Event, "events", EVENTS)
        self.button = bench.node.create_publisher(EmergencyStop, "emergency_stop", EMERGENCY_STOP)
        self.assign = bench.node.create_publisher(AssignmentMsg, assignments_topic("cell_host"), DISPATCH)

    def press(self, active: bool = True) -> None:
        self.button.publish(EmergencyStop(active=active, source="button_3", reason="door open" if active else ""))

    def cells(self) -> dict[str, CellState]:
        """The latest word of every cell."""
        return {cell.cell: cell for message in self.cell_states for cell in message.cells}

    def until_cells(self, *states: int) -> None:
        self.bench.until(
            lambda: len(self.cells()) == 2 and {cell.state for cell in self.cells().values()} <= set(states),
            f"cells in the states {states}, not {[(c.cell, c.state, c.message) for c in self.cells().values()]}",
        )

    def until_line(self, state: int) -> None:
        self.bench.until(lambda: self.states and self.states[-1].state == state, f"a line in the state {state}")

    def command(self, command: int, **fields: Any) -> CommandLine.Response:
        return self.bench.call(CommandLine, "command_line", CommandLine.Request(command=command, **fields))

    def submit(self, order: str) -> None:
        request = SubmitOrder.Request(order_id=order, product="plate", quantity=1, due_s=NO_DUE_DATE)
        assert self.bench.call(SubmitOrder, "submit_order", request).accepted


def long_work(kind: AssignmentKind = AssignmentKind.EXECUTE) -> AssignmentMsg:
    work = Assignment(
        kind,
        JournalId("11111111"),
        1,
        CellId("press"),
        AttemptId("11111111:T/1/stamp.1#1"),
        serial=SerialNumber("S-1"),
        product=ProductId("plate"),
        capability="stamp",
        parameters={"duration_s": 3000.0},
    )
    return to_assignment_msg(work, 0.0)


@pytest.fixture
def line(bench: Callable[..., Any], arguments_at: Callable[[float], list[str]]) -> Callable[..., Any]:
    arguments = arguments_at(5.0)

    @contextmanager
    def make(*programs: Any) -> Any:
        with bench(arguments) as it:
            made = StoppableLine(it)
            for program in programs:
                it.run(program)
            yield made
            assert it.faults == []

    return make


def test_every_cell_aborts_by_itself_with_no_orchestrator_there_and_comes_up_aborted_after_a_restart(line: Any) -> None:
    with line(SimulationNode) as it:
        with it.bench.running(CellHostNode):
            it.until_cells(CellState.IDLE)
            it.bench.until(lambda: it.assign.get_subscription_count() > 0, "somebody who hears assignments")
            it.assign.publish(long_work())
            it.bench.until(lambda: it.cells()["press"].state == CellState.EXECUTE, "work")
            it.press()
            it.until_cells(CellState.ABORTED)
            it.bench.until(lambda: any(item.phase == Report.FAILED for item in it.reports), "the end")
            (code,) = {item.error_code for item in it.reports if item.phase == Report.FAILED}
            assert code == "cell.emergency_stop"
        it.button.publish(EmergencyStop(active=True, source="another_room"))  # what is latched is another's stop now
        del it.cell_states[:]
        with it.bench.running(CellHostNode):
            it.until_cells(CellState.ABORTED)
            assert "button_3: door open" in it.cells()["oven"].message


def test_the_line_stops_records_it_and_goes_on_after_release_reset_and_resume(line: Any) -> None:
    with line(SimulationNode, CellHostNode, OrchestratorNode) as it:
        it.until_cells(CellState.IDLE)
        it.press()
        it.until_line(LineState.EMERGENCY_STOPPED)
        it.until_cells(CellState.ABORTED)
        it.submit("WO-1")
        (alarm,) = {item.alarm_id for item in it.states[-1].alarms}
        assert alarm == "emergency_stop:button_3"
        refused = it.command(CommandLine.Request.RESUME)
        assert not refused.accepted and "emergency stop" in refused.message
        refused = it.command(CommandLine.Request.RESET)
        assert not refused.accepted and "held by button_3" in refused.message
        it.press(active=False)
        it.bench.until(lambda: any(item.kind == "emergency_released" for item in it.events), "the release")
        assert it.command(CommandLine.Request.RESET).accepted
        it.until_cells(CellState.IDLE)
        it.until_line(LineState.HELD)
        assert it.command(CommandLine.Request.RESUME).accepted
        it.bench.until(lambda: it.states[-1].orders and it.states[-1].orders[0].completed == 1, "the piece")


def test_a_stop_by_command_survives_the_orchestrator_and_what_it_cut_short_is_asked_about(line: Any) -> None:
    with line(SimulationNode, CellHostNode) as it:
        with it.bench.running(OrchestratorNode):
            it.until_cells(CellState.IDLE)
            it.submit("WO-1")
            it.bench.until(lambda: it.cells()["press"].state == CellState.EXECUTE, "work")
            assert it.command(CommandLine.Request.EMERGENCY_STOP, reason="smoke").accepted
            it.until_cells(CellState.ABORTED)
        with it.bench.running(OrchestratorNode):
            it.until_line(LineState.EMERGENCY_STOPPED)
            assert it.command(CommandLine.Request.RESET).accepted
            it.until_cells(CellState.IDLE)
            assert it.command(CommandLine.Request.RESUME).accepted
            it.bench.until(lambda: it.states[-1].prompts, "the question")
            request = AnswerPrompt.Request(prompt_id=it.states[-1].prompts[0].prompt_id, choice="retry")
            assert it.bench.call(AnswerPrompt, "answer_prompt", request).accepted
            it.bench.until(lambda: it.states[-1].orders[0].completed == 1, "the piece")


def test_one_cell_is_held_and_aborted_singly_while_the_line_runs(line: Any) -> None:
    with line(SimulationNode, CellHostNode, OrchestratorNode) as it:
        it.until_cells(CellState.IDLE)
        unknown = it.command(CommandLine.Request.HOLD, cell="lathe")
        assert not unknown.accepted and "no cell lathe" in unknown.message
        assert it.command(CommandLine.Request.EMERGENCY_STOP, cell="oven", reason="cleaning").accepted
        it.bench.until(lambda: it.cells()["oven"].state == CellState.ABORTED, "an aborted oven")
        it.submit("WO-1")
        it.bench.until(lambda: any(item.phase == Report.SUCCEEDED for item in it.reports), "a stamped piece")
        shown = {cell.cell: cell.message for cell in it.states[-1].cells}
        assert shown["oven"] == "abort by command: cleaning"
        assert it.states[-1].state == LineState.RUNNING
        refused = it.command(CommandLine.Request.RESUME, cell="oven")
        assert not refused.accepted and "Reset" in refused.message
        assert it.command(CommandLine.Request.RESET, cell="oven").accepted
        it.bench.until(lambda: it.states[-1].orders[0].completed == 1, "the piece")


def test_the_simulated_plant_stops_by_itself_where_no_cell_is_left_to_stop_it(line: Any) -> None:
    with line(SimulationNode) as it:
        states = it.bench.listen(DeviceState, "press/devices/states", DEVICES)
        device = it.bench.node.create_publisher(DeviceCommand, "press/devices/commands", DEVICES)
        it.bench.until(lambda: device.get_subscription_count() and it.button.get_subscription_count(), "a plant")

        def command(name: str) -> None:
            fields = {"device": "station", "command_id": name, "command": "dwell", "parameters": '{"duration_s": 5.0}'}
            device.publish(DeviceCommand(**fields))

        def told(name: str, state: int) -> bool:
            return any((item.command_id, item.state) == (name, state) for item in states)

        command("moving")
        it.bench.until(lambda: told("moving", DeviceState.RUNNING), "a device that moves")
        it.press()
        for number in range(20):
            command(f"refused_{number}")
        it.bench.until(lambda: told("refused_19", DeviceState.FAILED), "the refusal")
        assert {item.error_code for item in states if item.state == DeviceState.FAILED} == {"device.emergency_stop"}
        it.press(active=False)
        it.bench.until(lambda: told("moving", DeviceState.CANCELLED), "the end of what was stopped")
        command("after")
        it.bench.until(lambda: told("after", DeviceState.SUCCEEDED), "a plant that works again")
        assert not told("moving", DeviceState.SUCCEEDED)


def test_a_stop_that_is_let_go_in_the_same_moment_was_a_stop(line: Any) -> None:
    with line(SimulationNode, CellHostNode, OrchestratorNode) as it:
        it.until_cells(CellState.IDLE)
        for _ in range(5):
            it.press()
            it.press(active=False)
            it.until_line(LineState.EMERGENCY_STOPPED)
            it.until_cells(CellState.ABORTED)
            assert it.command(CommandLine.Request.RESET).accepted
            it.until_line(LineState.HELD)
            it.until_cells(CellState.IDLE)
        it.bench.until(lambda: told(it, "line_reset") == 5, "every reset")
        assert (told(it, "emergency_stopped"), told(it, "emergency_released")) == (5, 5), "each is one stop"


def told(line: StoppableLine, kind: str) -> int:
    return [item.kind for item in line.events].count(kind)


def test_the_command_stops_the_cells_where_no_orchestrator_answers_and_says_that_nobody_has_recorded_it(
    line: Any,
) -> None:
    with line(SimulationNode, CellHostNode) as it:
        it.until_cells(CellState.IDLE)
        with LineClient(domain=int(os.environ["ROS_DOMAIN_ID"]), timeout_s=0.5) as client:
            with pytest.raises(ConnectionLostError):
                client.emergency_stop("smoke")
            it.until_cells(CellState.ABORTED)
            assert client.is_stop_heard
        assert it.cells()["oven"].message == "Emergency stop by operator: smoke"
