"""What can be said to a line through its services, and what it does then: real nodes, real rclpy, and the client."""

import json
import os
import time
from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from robot_cells.errors import OrderError
from robot_cells.ids import OrderId, ProductId
from robot_cells.nodes.cell_host import CellHostNode
from robot_cells.nodes.line_client import LineClient
from robot_cells.nodes.line_snapshot import CellStatus, LineSnapshot, OrderStatus
from robot_cells.nodes.orchestrator import OrchestratorNode
from robot_cells.nodes.qos import EVENTS
from robot_cells.nodes.simulation import SimulationNode
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.work_order import OnTimeout, WorkOrder
from robot_cells_msgs.msg import Event

LIMIT_S = 30.0
ENDLESS = "duration_s: 3000"
"""Line time of an operation that does not end by itself within a test."""


class ClientLine:
    """A line in this process, and a client as the commands use it."""

    def __init__(self, bench: Any, client: LineClient) -> None:
        self.bench = bench
        self.client = client
        self.events: list[Event] = bench.listen(Event, "events", EVENTS)

    def until(self, condition: Callable[[LineSnapshot], Any], what: str) -> LineSnapshot:
        """The first state of the line in which it holds; a state that does not come is a fault, no matter of speed."""
        state: LineSnapshot | None = self.client.state()
        deadline_s = time.monotonic() + LIMIT_S
        while state is None or not condition(state):
            assert time.monotonic() < deadline_s, f"waited for: {what}; {state}; faults: {self.bench.faults}"
            state = self.client.next_state(1.0) or state
        return state

    def until_cell(self, cell: str, *wanted: CellStatus) -> None:
        self.until(
            lambda state: any(item.id == cell and item.status in wanted for item in state.cells), f"{cell} {wanted}"
        )

    def submit(self, order: str, **fields: Any) -> None:
        self.client.submit(WorkOrder(OrderId(order), ProductId("plate"), 1, **fields))

    def until_order(self, order: str, status: OrderStatus) -> None:
        def reached(state: LineSnapshot) -> bool:
            found = state.order(order)
            return found is not None and found.status is status

        self.until(reached, f"{order} {status.name}")

    def policies(self) -> list[str]:
        """How attempts were cancelled, as the journal has it."""
        return [json.loads(item.data)["policy"] for item in self.events if item.kind == "cancel_requested"]


@pytest.fixture
def line(bench: Callable[..., Any], tiny_line: Path, arguments_at: Callable[[float], list[str]]) -> Callable[..., Any]:
    arguments = arguments_at(20.0)

    @contextmanager
    def make(*, endless: bool = False, own: str = "stop_now", steps: int = 1) -> Any:
        if steps > 1:
            process = tiny_line.parent / "processes" / "dwell.yaml"
            one = "{skill: dwell, with: {duration_s: 4.0}}"
            process.write_text(f"process: dwell\ntree: {{sequence: [{', '.join([one] * steps)}]}}\n")
        if endless:
            tiny_line.write_text(tiny_line.read_text().replace("duration_s: 2,", f"{ENDLESS},"))
            product = tiny_line.with_name("product.yaml")
            product.write_text(product.read_text().replace("capability: stamp", f"capability: stamp, cancel: {own}"))
        with bench(arguments) as it, LineClient(domain=int(os.environ["ROS_DOMAIN_ID"]), timeout_s=30.0) as client:
            made = ClientLine(it, client)
            for program in (SimulationNode, CellHostNode, OrchestratorNode):
                it.run(program)
            made.until_cell("press", CellStatus.IDLE)
            made.until_cell("oven", CellStatus.IDLE)
            yield made
            assert it.faults == []

    return make


def test_a_suspended_cell_stands_still_after_its_step_and_goes_on_when_it_is_resumed(line: Any) -> None:
    with line(steps=100) as it:
        it.submit("WO-1")
        it.until_cell("press", CellStatus.EXECUTE)
        it.client.suspend("no trays", "press")
        it.until_cell("press", CellStatus.SUSPENDED)
        (press,) = [cell for cell in it.client.state().cells if cell.id == "press"]
        assert press.message == "suspend by command: no trays"
        with pytest.raises(OrderError, match="Only a single cell is suspended"):
            it.client.suspend("no trays", "")
        it.client.resume("trays", "press")
        it.until_cell("press", CellStatus.EXECUTE)


def test_an_idle_cell_that_is_suspended_gets_no_work_before_it_is_unsuspended(line: Any) -> None:
    with line() as it:
        it.client.suspend("no heat", "oven")
        it.submit("WO-1")
        it.until(lambda state: state.tasks_done == 1 and not state.tasks_running, "a piece that waits for the oven")
        it.client.unsuspend("heat", "oven")
        it.until_order("WO-1", OrderStatus.COMPLETED)


@pytest.mark.parametrize(("own", "policy"), [("stop_now", None), ("park", CancelPolicy.STOP_NOW)])
def test_a_cancelled_order_ends_at_once_where_the_operation_or_the_caller_says_so(
    line: Any, own: str, policy: CancelPolicy | None
) -> None:
    with line(endless=True, own=own) as it:
        it.submit("WO-1")
        it.until_cell("press", CellStatus.EXECUTE)
        it.client.cancel("WO-1", policy)
        it.until_order("WO-1", OrderStatus.CANCELLED)
        assert it.policies() == ["stop_now"]


def test_an_order_whose_step_does_not_end_can_be_stopped_at_once_afterwards(line: Any) -> None:
    with line(endless=True) as it:
        it.submit("WO-1")
        it.until_cell("press", CellStatus.EXECUTE)
        it.client.cancel("WO-1", CancelPolicy.FINISH_STEP)
        it.client.cancel("WO-1", CancelPolicy.STOP_NOW)
        it.until_order("WO-1", OrderStatus.CANCELLED)
        assert it.policies() == ["finish_step", "stop_now"]


def test_a_cell_whose_step_does_not_end_can_be_stopped_at_once_afterwards(line: Any) -> None:
    with line(endless=True) as it:
        it.submit("WO-1")
        it.until_cell("press", CellStatus.EXECUTE)
        it.client.stop("jammed", "press", CancelPolicy.FINISH_STEP)
        it.until_cell("press", CellStatus.STOPPING)
        it.client.stop("jammed", "press", CancelPolicy.STOP_NOW)
        it.until_cell("press", CellStatus.STOPPED)
        assert it.policies() == ["stop_now"]


def test_a_stop_ends_what_runs_as_its_operation_says_unless_a_policy_is_named(line: Any) -> None:
    with line(endless=True) as it:
        it.submit("WO-1")
        it.until_cell("press", CellStatus.EXECUTE)
        it.client.stop("maintenance")
        state = it.until(lambda state: state.prompts, "the question about the piece")
        assert it.policies() == ["stop_now"]
        it.client.answer(state.prompts[0].id, "retry")
        it.client.resume("done")
        it.until_cell("press", CellStatus.EXECUTE)
        it.client.stop("maintenance", policy=CancelPolicy.FINISH_STEP)
        it.bench.until(lambda: len(it.policies()) == 2, "the second stop")
        assert it.policies()[1] == "finish_step"


def test_an_order_that_is_handed_in_with_a_time_out_is_cancelled_when_it_has_not_ended_by_then(line: Any) -> None:
    with line(endless=True) as it:
        it.submit("WO-1", timeout_s=5.0, on_timeout=OnTimeout.CANCEL)
        it.submit("WO-1", timeout_s=5.0, on_timeout=OnTimeout.CANCEL)  # again: no effect
        with pytest.raises(OrderError, match="other content"):
            it.submit("WO-1", timeout_s=6.0)
        with pytest.raises(OrderError, match="time-out is -1"):
            it.submit("WO-2", timeout_s=-1.0)
        it.until_order("WO-1", OrderStatus.CANCELLED)
        assert [item.kind for item in it.events].count("order_timed_out") == 1


def test_an_alarm_says_who_has_acknowledged_it(line: Any) -> None:
    with line(endless=True) as it:
        it.submit("WO-1", timeout_s=1.0)
        state = it.until(lambda state: state.alarms, "the alarm of the order that is late")
        (alarm,) = state.alarms
        assert (alarm.code, alarm.acknowledged, alarm.acknowledged_by) == ("timeout.order", False, "")
        it.client.acknowledge(alarm.id, "Eva")
        state = it.until(lambda state: state.alarms and state.alarms[0].acknowledged, "the acknowledgement")
        assert state.alarms[0].acknowledged_by == "Eva"
