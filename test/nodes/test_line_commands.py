"""What the services that take hold of a line, a cell or an order mean to the decision core, without a node."""

from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.attempts.assignment import AssignmentKind, CellCommand
from robot_cells.attempts.cell_state import CellState
from robot_cells.documents.plant import load_plant
from robot_cells.errors import OrderError
from robot_cells.ids import CellId, JournalId, OrderId, ProductId
from robot_cells.nodes.line_commands import command_line
from robot_cells.nodes.line_requests import command_order
from robot_cells.nodes.policy_numbers import OWN, number_of, policy_of
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import (
    CellCommanded,
    EmergencyStopped,
    LineStopped,
    OrchestratorStarted,
    OrderCancelled,
    OrderSubmitted,
)
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.work_order import WorkOrder
from robot_cells_msgs.srv import CommandLine, CommandOrder

Ask = CommandLine.Request
FINISH_STEP, PARK, STOP_NOW = CancelPolicy
POLICIES = [(0, FINISH_STEP), (1, PARK), (2, STOP_NOW), (3, None)]


@pytest.fixture
def core(tiny_line: Path) -> Orchestrator:
    """The tiny line; its press has a piece in work whose operation says `park`, its oven has nothing to do."""
    product = tiny_line.with_name("product.yaml")
    product.write_text(product.read_text().replace("capability: stamp", "capability: stamp, cancel: park"))
    plant = load_plant(tiny_line)
    core = Orchestrator(plant.line, plant.products, JournalId("9f2c41aa"), epoch=1)
    core.handle([OrchestratorStarted(0.0, 1)])
    core.handle(core.observe_cells(heard(press=CellState.IDLE, oven=CellState.IDLE), 0.0))
    core.handle([OrderSubmitted(0.0, WorkOrder(OrderId("WO-1"), ProductId("plate"), 1))])
    assert core.state.cells[CellId("press")].attempt is not None
    return core


def heard(**cells: CellState) -> HostHeard:
    return HostHeard("host", "1", tuple(CellHeard(CellId(name), int(state)) for name, state in cells.items()))


def command(core: Orchestrator, command: int, **fields: object) -> CellCommand | None:
    """Ask for it, let the core take what it means in, and give the command that was sent to a cell, if any."""
    outcome = core.handle(command_line(core, 1.0, Ask(command=command, **fields)))
    sent = [item.cell_command for item in outcome.assignments if item.kind is AssignmentKind.COMMAND]
    return sent[0] if sent else None


@pytest.mark.parametrize(("number", "policy"), POLICIES)
def test_a_stop_of_the_line_has_the_policy_that_its_number_says(
    core: Orchestrator, number: int, policy: CancelPolicy | None
) -> None:
    request = Ask(command=Ask.STOP, reason="smoke", cancel_policy=number)
    assert command_line(core, 1.0, request) == (LineStopped(1.0, "smoke", policy),)


@pytest.mark.parametrize(("number", "policy"), POLICIES)
def test_the_cancel_of_an_order_has_the_policy_that_its_number_says(
    core: Orchestrator, number: int, policy: CancelPolicy | None
) -> None:
    request = CommandOrder.Request(order_id="WO-1", command=CommandOrder.Request.CANCEL, cancel_policy=number)
    assert command_order(core, 1.0, request) == (OrderCancelled(1.0, OrderId("WO-1"), policy),)


@pytest.mark.parametrize(
    ("cell", "number", "policy"),
    [("press", OWN, PARK), ("oven", OWN, FINISH_STEP), ("press", 0, FINISH_STEP), ("press", 2, STOP_NOW)],
)
def test_the_stop_of_a_cell_ends_its_attempt_by_the_policy_or_as_the_operation_says(
    core: Orchestrator, cell: str, number: int, policy: CancelPolicy
) -> None:
    (event,) = command_line(core, 1.0, Ask(command=Ask.STOP, cell=cell, cancel_policy=number))
    assert event == CellCommanded(1.0, CellId(cell), CellCommand.STOP, "", policy)


def test_both_services_number_the_policies_alike_and_as_the_decision_core_does() -> None:
    for service in (CommandLine.Request, CommandOrder.Request):
        assert [int(getattr(service, item.name)) for item in CancelPolicy] == [int(item) for item in CancelPolicy]
        assert int(service.OWN) == OWN
    for policy in (*CancelPolicy, None):
        assert policy_of(number_of(policy), "line") is policy


def test_an_emergency_stop_is_never_refused_for_a_number_that_does_not_concern_it(core: Orchestrator) -> None:
    request = Ask(command=Ask.EMERGENCY_STOP, reason="smoke", cancel_policy=77)
    assert command_line(core, 1.0, request) == (EmergencyStopped(1.0, "operator", "smoke"),)


def test_a_suspended_cell_goes_on_with_unsuspend_or_with_resume(core: Orchestrator) -> None:
    for way_back in (Ask.UNSUSPEND, Ask.RESUME):
        assert command(core, Ask.SUSPEND, cell="press", reason="no trays") is CellCommand.SUSPEND
        assert not core.state.cells[CellId("press")].usable
        core.handle(core.observe_cells(heard(press=CellState.SUSPENDED, oven=CellState.IDLE), 1.0))
        assert command(core, way_back, cell="press") is CellCommand.UNSUSPEND
        core.handle(core.observe_cells(heard(press=CellState.EXECUTE, oven=CellState.IDLE), 1.0))
        assert core.state.cells[CellId("press")].usable


def test_a_command_that_comes_again_does_no_harm(core: Orchestrator) -> None:
    for again in (Ask.SUSPEND, Ask.UNSUSPEND, Ask.HOLD, Ask.RESUME, Ask.STOP):
        command(core, again, cell="oven")
        ordered = core.state.cells[CellId("oven")].ordered
        command(core, again, cell="oven")
        assert core.state.cells[CellId("oven")].ordered is ordered


REFUSED = [
    ([], Ask(command=Ask.SUSPEND), "Only a single cell is suspended"),
    ([], Ask(command=Ask.UNSUSPEND), "Only a single cell is suspended"),
    ([], Ask(command=Ask.SUSPEND, cell="lathe"), "no cell lathe"),
    ([], Ask(command=7), "no command 7"),
    ([], Ask(command=7, cell="press"), "no command 7"),
    ([], Ask(command=Ask.STOP, cancel_policy=4), "no cancel policy 4"),
    ([], Ask(command=Ask.STOP, cell="press", cancel_policy=255), "no cancel policy 255"),
    ([Ask.HOLD], Ask(command=Ask.SUSPEND, cell="press"), "is held"),
    ([Ask.HOLD], Ask(command=Ask.UNSUSPEND, cell="press"), "is held"),
    ([Ask.STOP], Ask(command=Ask.SUSPEND, cell="press"), "stands anyway"),
    ([Ask.STOP], Ask(command=Ask.HOLD, cell="press"), "stands anyway"),
    ([Ask.STOP], Ask(command=Ask.UNSUSPEND, cell="press"), "cannot simply go on"),
    ([Ask.EMERGENCY_STOP], Ask(command=Ask.RESUME, cell="press"), "told to abort: it cannot simply go on"),
]


@pytest.mark.parametrize(("before", "request_", "reason"), REFUSED, ids=[row[2] for row in REFUSED])
def test_what_cannot_be_is_refused_with_one_sentence_and_changes_nothing(
    core: Orchestrator, before: list[int], request_: CommandLine.Request, reason: str
) -> None:
    for item in before:
        command(core, item, cell="press")
    known = core.state.events
    with pytest.raises(OrderError, match=reason) as refusal:
        command_line(core, 1.0, request_)
    assert "\n" not in str(refusal.value) and refusal.value.remedy
    assert core.state.events == known


def test_an_order_is_not_cancelled_by_a_policy_that_does_not_exist(core: Orchestrator) -> None:
    request = CommandOrder.Request(order_id="WO-1", command=CommandOrder.Request.CANCEL, cancel_policy=4)
    with pytest.raises(OrderError, match="WO-1: There is no cancel policy 4"):
        command_order(core, 1.0, request)
