"""Orchestrator, cells and simulated devices together in this process, over real rclpy."""

import json
import math
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from action_msgs.msg import GoalStatus
from rclpy.action import ActionClient
from rclpy.parameter import Parameter

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.ids import AttemptId, CellId, JournalId, ProductId, SerialNumber
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.nodes.assignment_routes import assignments_topic
from robot_cells.nodes.cell_host import CellHostNode
from robot_cells.nodes.messages import to_assignment_msg
from robot_cells.nodes.orchestrator import OrchestratorNode
from robot_cells.nodes.qos import ACTIONS, CELL_STATES, DISPATCH, STATE
from robot_cells.nodes.simulation import SimulationNode
from robot_cells_msgs.action import ExecuteTask
from robot_cells_msgs.msg import Assignment as AssignmentMsg
from robot_cells_msgs.msg import CellState, CellStates, LineState, OrderState, Report
from robot_cells_msgs.srv import CommandLine, ReconcileCell, SubmitOrder

NO_DUE_DATE = float("nan")


@pytest.fixture
def arguments(arguments_at: Callable[[float], list[str]]) -> list[str]:
    return arguments_at(50.0)


class TinyLine:
    """The bench with what these tests ask of the line."""

    def __init__(self, bench: Any) -> None:
        self.bench = bench
        self.states: list[LineState] = bench.listen(LineState, "line_state", STATE)
        self.reports: list[Report] = bench.listen(Report, "reports", DISPATCH)
        self.cell_states: list[CellStates] = bench.listen(CellStates, "cell_states", CELL_STATES)
        self.assign = bench.node.create_publisher(AssignmentMsg, assignments_topic("cell_host"), DISPATCH)

    def submit(self, order: str, quantity: int) -> SubmitOrder.Response:
        request = SubmitOrder.Request(order_id=order, product="plate", quantity=quantity, due_s=NO_DUE_DATE)
        return self.bench.call(SubmitOrder, "submit_order", request)

    def wait_for_end(self, order: str) -> OrderState:
        def ended() -> OrderState | None:
            found = [item for item in self.states[-1].orders if item.order_id == order] if self.states else []
            return found[0] if found and found[0].state >= OrderState.COMPLETED else None

        self.bench.until(ended, f"the end of {order}")
        result = ended()
        assert result is not None
        return result

    def wait_for_cells(self) -> None:
        def ready() -> bool:
            return bool(self.cell_states) and all(cell.state == CellState.IDLE for cell in self.cell_states[-1].cells)

        self.bench.until(ready, "cells that take work")
        self.bench.until(lambda: self.assign.get_subscription_count() > 0, "somebody who hears assignments")

    def send(self, assignment: Assignment) -> None:
        self.assign.publish(to_assignment_msg(assignment, 0.0))

    def phases(self, attempt: str) -> list[int]:
        return [item.phase for item in self.reports if item.attempt_id == attempt]


@pytest.fixture
def tiny(bench: Callable[..., Any], arguments: list[str]) -> Callable[..., Any]:
    @contextmanager
    def make(*programs: Any) -> Any:
        with bench(arguments) as it:
            line = TinyLine(it)
            for program in programs:
                it.run(program)
            yield line
            assert it.faults == []

    return make


def work(attempt: str, epoch: int = 1, kind: AssignmentKind = AssignmentKind.EXECUTE, **further: Any) -> Assignment:
    return Assignment(
        kind,
        JournalId("11111111"),
        epoch,
        CellId("press"),
        AttemptId(attempt),
        serial=SerialNumber("S-1"),
        product=ProductId("plate"),
        capability="stamp",
        expected_s=1.0,
        **further,
    )


def executions(run: Path) -> dict[str, int]:
    """How often each attempt was physically carried out, by the witness of the simulated devices."""
    truth = json.loads((run / "truth.json").read_text())
    return {item["attempt_id"]: item["count"] for item in truth["executions"] if item["command"] == "dwell"}


def test_an_order_runs_to_its_end_and_every_piece_is_made_once(tiny: Any, tmp_path: Path) -> None:
    began_ns = time.time_ns()
    with tiny(SimulationNode, CellHostNode, OrchestratorNode) as line:
        assert line.submit("WO-1", 3).accepted
        assert line.wait_for_end("WO-1").completed == 3
        assert line.submit("WO-1", 3).accepted  # the same again has no effect
        refused = line.submit("WO-1", 4)
        assert not refused.accepted and "other content" in refused.message
    done = executions(tmp_path / "run")
    assert len(done) == 6 and set(done.values()) == {1}
    reader = SqliteJournalReader(tmp_path / "run" / "journal.sqlite")
    records = list(reader.read())
    assert [item.kind for item in records].count("order_submitted") == 1
    assert all(began_ns <= item.recorded_ns <= time.time_ns() for item in records)
    reader.close()


def test_the_line_goes_on_where_it_was_when_the_orchestrator_comes_back(tiny: Any, tmp_path: Path) -> None:
    with tiny(SimulationNode, CellHostNode) as line:
        with line.bench.running(OrchestratorNode):
            assert line.submit("WO-1", 4).accepted
            line.bench.until(lambda: any(item.phase == Report.SUCCEEDED for item in line.reports), "a first success")
        with line.bench.running(OrchestratorNode):
            assert line.wait_for_end("WO-1").completed == 4
            assert line.states[-1].epoch == 2
    assert set(executions(tmp_path / "run").values()) == {1}


def test_a_held_line_begins_nothing_and_a_resumed_one_goes_on(tiny: Any) -> None:
    with tiny(SimulationNode, CellHostNode, OrchestratorNode) as line:
        hold = CommandLine.Request(command=CommandLine.Request.HOLD, reason="lunch")
        assert line.bench.call(CommandLine, "command_line", hold).accepted
        assert line.submit("WO-1", 1).accepted
        line.bench.until(lambda: line.states[-1].state == LineState.HELD, "a held line")
        assert line.reports == []
        assert line.bench.call(CommandLine, "command_line", CommandLine.Request(command=1)).accepted
        assert line.wait_for_end("WO-1").completed == 1


def test_what_is_expected_of_orders_is_told_with_what_no_schedule_can_undercut(tiny: Any) -> None:
    with tiny(SimulationNode, OrchestratorNode, CellHostNode) as line:
        line.bench.call(CommandLine, "command_line", CommandLine.Request(command=CommandLine.Request.HOLD))
        request = SubmitOrder.Request(order_id="WO-1", product="plate", quantity=2, due_s=1.0, priority=1)
        assert line.bench.call(SubmitOrder, "submit_order", request).accepted
        line.bench.until(lambda: math.isfinite(line.states[-1].predicted_makespan_s), "a forecast")
        state = line.states[-1]
        (order,) = state.orders
        assert order.due_s < order.predicted_end_s == state.predicted_makespan_s
        assert state.predicted_weighted_tardiness_s == pytest.approx(2.0 * (order.predicted_end_s - order.due_s))
        assert 0.0 < state.least_weighted_tardiness_s <= state.predicted_weighted_tardiness_s
        line.bench.call(CommandLine, "command_line", CommandLine.Request(command=CommandLine.Request.RESUME))
        late_s = 2.0 * (line.wait_for_end("WO-1").predicted_end_s - order.due_s)
        assert line.states[-1].predicted_weighted_tardiness_s == pytest.approx(late_s)
        assert line.states[-1].least_weighted_tardiness_s == pytest.approx(late_s)


def test_an_assignment_that_comes_twice_is_carried_out_once(tiny: Any, tmp_path: Path) -> None:
    attempt = "11111111:T/1/stamp.1#1"
    with tiny(SimulationNode, CellHostNode) as line:
        line.wait_for_cells()
        for _ in range(3):
            line.send(work(attempt))
        line.bench.until(lambda: Report.SUCCEEDED in line.phases(attempt), "the end")
        line.send(work(attempt))
        ends = line.phases(attempt).count(Report.SUCCEEDED)
        # Not acknowledged, so the end is told again and again, but nothing is done again.
        line.bench.until(lambda: line.phases(attempt).count(Report.SUCCEEDED) > ends + 1, "a repetition")
        line.send(work(attempt, kind=AssignmentKind.ACKNOWLEDGE))
    assert executions(tmp_path / "run") == {attempt: 1}


def test_work_of_an_older_epoch_is_refused(tiny: Any, tmp_path: Path) -> None:
    new, old = "11111111:T/1/stamp.1#2", "11111111:T/1/stamp.1#1"
    with tiny(SimulationNode, CellHostNode) as line:
        line.wait_for_cells()
        line.send(work(new, epoch=5))
        line.bench.until(lambda: Report.SUCCEEDED in line.phases(new), "the end")
        line.send(work(old, epoch=4))
        line.bench.until(lambda: Report.REFUSED in line.phases(old), "the refusal")
    assert executions(tmp_path / "run") == {new: 1}


def test_a_goal_given_by_hand_ends_with_its_result(tiny: Any) -> None:
    with tiny(SimulationNode, CellHostNode) as line:
        line.wait_for_cells()
        client = ActionClient(
            line.bench.node,
            ExecuteTask,
            "press/execute_task",
            goal_service_qos_profile=ACTIONS,
            result_service_qos_profile=ACTIONS,
        )
        assert client.wait_for_server(30)

        def execute(**fields: Any) -> Any:
            handle = line.bench.result(client.send_goal_async(ExecuteTask.Goal(**fields)))
            assert handle.accepted
            return line.bench.result(handle.get_result_async())

        good = execute(capability="stamp", serial="S-1", product="plate", parameters='{"duration_s": 1.0}')
        assert good.status == GoalStatus.STATUS_SUCCEEDED and good.result.succeeded
        bad = execute(capability="fold", serial="S-1", product="plate")
        assert bad.status == GoalStatus.STATUS_ABORTED
        assert bad.result.error_code == "cell.unknown_capability" and bad.result.remedy
        unreadable = line.bench.result(client.send_goal_async(ExecuteTask.Goal(capability="stamp", parameters="{")))
        assert not unreadable.accepted
        assert line.reports == []  # what is done by hand is not the orchestrator's business
        client.destroy()


def test_a_goal_given_by_hand_can_be_cancelled(tiny: Any) -> None:
    with tiny(SimulationNode, CellHostNode) as line:
        line.wait_for_cells()
        client = ActionClient(line.bench.node, ExecuteTask, "oven/execute_task")
        assert client.wait_for_server(30)
        steps: list[Any] = []

        def on_step(message: Any) -> None:
            with line.bench.changed:
                steps.append(message.feedback.step)
                line.bench.changed.notify_all()

        goal = ExecuteTask.Goal(capability="bake", product="plate", parameters='{"duration_s": 3000.0}')
        handle = line.bench.result(client.send_goal_async(goal, feedback_callback=on_step))
        line.bench.until(lambda: steps, "a step")
        line.bench.result(handle.cancel_goal_async())
        ended = line.bench.result(handle.get_result_async())
        assert ended.status == GoalStatus.STATUS_CANCELED
        assert not ended.result.succeeded
        client.destroy()


def test_a_cell_says_what_it_has_in_hand_of_a_journal(tiny: Any) -> None:
    attempt = "11111111:T/1/stamp.1#1"
    with tiny(SimulationNode, CellHostNode) as line:
        line.wait_for_cells()
        line.send(work(attempt, epoch=3))
        line.bench.until(lambda: Report.SUCCEEDED in line.phases(attempt), "the end")
        request = ReconcileCell.Request(journal_id="11111111", epoch=3)
        answer = line.bench.call(ReconcileCell, "press/reconcile", request)
        assert answer.accepted and [item.attempt_id for item in answer.reports] == [attempt]
        stale = line.bench.call(ReconcileCell, "press/reconcile", ReconcileCell.Request(journal_id="11111111", epoch=2))
        assert not stale.accepted and stale.epoch == 3


def test_a_silent_process_is_noticed_and_welcomed_back(tiny: Any, tmp_path: Path) -> None:
    with tiny(SimulationNode, OrchestratorNode) as line:
        with line.bench.running(CellHostNode):
            line.bench.until(lambda: _cells_of(line) == {CellState.IDLE}, "both cells")
        line.bench.until(lambda: _cells_of(line) == {CellState.UNDEFINED}, "their silence")
        with line.bench.running(CellHostNode):
            assert line.submit("WO-1", 1).accepted
            assert line.wait_for_end("WO-1").completed == 1


def _cells_of(line: TinyLine) -> set[int]:
    return {cell.state for cell in line.states[-1].cells} if line.states else set()


def test_a_cell_that_the_line_does_not_have_is_refused_by_name(bench: Any, tiny_line: Path) -> None:
    from robot_cells.errors import BringupError
    from robot_cells.nodes.assembly import AssemblyNode

    with bench([f"line:={tiny_line}", "cell:=lathe"]) as it, pytest.raises(BringupError, match="no cell lathe"):
        it.run(CellHostNode)
    with bench([f"line:={tiny_line}", "cell:=press"]) as it, pytest.raises(BringupError, match="machine_tending"):
        it.run(AssemblyNode)


def test_parameters_of_a_node_are_described(bench: Any, arguments: list[str]) -> None:
    with bench(arguments) as it:
        node = it.run(CellHostNode)
        undescribed = [
            name
            for name in node._parameters
            if isinstance(node.get_parameter(name), Parameter)
            and not node.describe_parameter(name).description
            and name not in ("use_sim_time", "start_type_description_service")
            and not name.startswith("qos_overrides")
        ]
        assert undescribed == []
