"""What the orchestrator tells a cell, without the middleware that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from robot_cells.ids import (
    AttemptId,
    CellId,
    JournalId,
    OperationId,
    OrderId,
    ProductId,
    PromptId,
    SerialNumber,
    TaskId,
)
from robot_cells.orders.cancel_policy import CancelPolicy


class AssignmentKind(IntEnum):
    """What the cell shall do; the numbers are those of `Assignment.msg`."""

    EXECUTE = 0
    """Carry the attempt out."""
    CANCEL = 1
    """End the attempt as the cancel policy says."""
    ACKNOWLEDGE = 2
    """The report of its end is durable: the attempt may be forgotten."""
    ANSWER = 3
    """The operator's answer to a prompt of the attempt."""
    COMMAND = 4
    """Bring the whole cell into another state, as the cell command says; names no attempt."""


class CellCommand(IntEnum):
    """What brings a whole cell into another state (PackML); the numbers are those of `Assignment.msg`."""

    HOLD = 0
    """Let the running step end, then stand still."""
    UNHOLD = 1
    """Go on after a hold."""
    SUSPEND = 2
    """Stand still for want of something outside the cell."""
    UNSUSPEND = 3
    """Go on after a suspension."""
    STOP = 4
    """End the attempt as the cancel policy says, take no other."""
    ABORT = 5
    """Stop every device at once."""
    CLEAR = 6
    """Out of the aborted state, into the stopped one."""
    RESET = 7
    """Out of the stopped state: take work again."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """One message to one cell. `expected_s` in seconds; `parameters` in SI units."""

    kind: AssignmentKind
    journal_id: JournalId
    epoch: int
    cell: CellId
    attempt_id: AttemptId
    task_id: TaskId = TaskId("")
    order_id: OrderId = OrderId("")
    serial: SerialNumber = SerialNumber("")
    product: ProductId = ProductId("")
    operation: OperationId = OperationId("")
    capability: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    expected_s: float = 0.0
    cancel_policy: CancelPolicy = CancelPolicy.FINISH_STEP
    prompt_id: PromptId = PromptId("")
    answer: str = ""
    cell_command: CellCommand = CellCommand.HOLD
