"""Assignments, reports and prompts as messages of `robot_cells_msgs`, and back."""

from __future__ import annotations

from builtin_interfaces.msg import Time as TimeMsg

from robot_cells.attempts.assignment import Assignment, AssignmentKind, CellCommand
from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase, Report
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
from robot_cells.nodes.message_json import MessageError, from_json, to_json
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells_msgs.msg import Assignment as AssignmentMsg
from robot_cells_msgs.msg import Prompt as PromptMsg
from robot_cells_msgs.msg import Report as ReportMsg

_NS_PER_S = 1_000_000_000


def to_time(at_s: float) -> TimeMsg:
    """Seconds as a time message; before zero is zero."""
    nanoseconds = max(0, round(at_s * _NS_PER_S))
    return TimeMsg(sec=nanoseconds // _NS_PER_S, nanosec=nanoseconds % _NS_PER_S)


def from_time(message: TimeMsg) -> float:
    """A time message in seconds."""
    return float(message.sec) + float(message.nanosec) / _NS_PER_S


def to_assignment_msg(assignment: Assignment, at_s: float) -> AssignmentMsg:
    """The message that carries `assignment`, stamped `at_s` seconds of the node clock."""
    return AssignmentMsg(
        stamp=to_time(at_s),
        kind=int(assignment.kind),
        journal_id=assignment.journal_id,
        epoch=assignment.epoch,
        cell=assignment.cell,
        attempt_id=assignment.attempt_id,
        task_id=assignment.task_id,
        order_id=assignment.order_id,
        serial=assignment.serial,
        product=assignment.product,
        operation=assignment.operation,
        capability=assignment.capability,
        parameters=to_json(assignment.parameters),
        expected_s=float(assignment.expected_s),
        cancel_policy=int(assignment.cancel_policy),
        prompt_id=assignment.prompt_id,
        answer=assignment.answer,
        cell_command=int(assignment.cell_command),
    )


def from_assignment_msg(message: AssignmentMsg) -> Assignment:
    """The assignment that a message carries; raises `MessageError`."""
    where = f"assignment {message.attempt_id} to {message.cell}"
    try:
        kind, policy = AssignmentKind(message.kind), CancelPolicy(message.cancel_policy)
        command = CellCommand(message.cell_command)
    except ValueError as error:
        raise MessageError(f"{error}.", where=where, remedy="Run the same version everywhere.") from error
    return Assignment(
        kind=kind,
        journal_id=JournalId(message.journal_id),
        epoch=message.epoch,
        cell=CellId(message.cell),
        attempt_id=AttemptId(message.attempt_id),
        task_id=TaskId(message.task_id),
        order_id=OrderId(message.order_id),
        serial=SerialNumber(message.serial),
        product=ProductId(message.product),
        operation=OperationId(message.operation),
        capability=message.capability,
        parameters=from_json(message.parameters, where),
        expected_s=message.expected_s,
        cancel_policy=policy,
        prompt_id=PromptId(message.prompt_id),
        answer=message.answer,
        cell_command=command,
    )


def to_report_msg(report: Report) -> ReportMsg:
    """The message that carries `report`."""
    failure = report.failure or Failure("", "")
    return ReportMsg(
        stamp=to_time(report.at_s),
        cell=report.cell,
        epoch=report.epoch,
        attempt_id=report.attempt_id,
        phase=int(report.phase),
        error_code=failure.code,
        error_message=failure.message,
        remedy=failure.remedy,
        result=to_json(report.result),
        prompt=to_prompt_msg(report.prompt) if report.prompt is not None else PromptMsg(),
    )


def from_report_msg(message: ReportMsg) -> Report:
    """The report that a message carries; raises `MessageError`."""
    where = f"report of {message.cell} on {message.attempt_id}"
    try:
        phase = Phase(message.phase)
    except ValueError as error:
        raise MessageError(f"{error}.", where=where, remedy="Run the same version everywhere.") from error
    failure = Failure(message.error_code, message.error_message, message.remedy) if message.error_code else None
    return Report(
        cell=CellId(message.cell),
        epoch=message.epoch,
        attempt_id=AttemptId(message.attempt_id),
        phase=phase,
        at_s=from_time(message.stamp),
        failure=failure,
        result=from_json(message.result, where),
        prompt=from_prompt_msg(message.prompt) if message.prompt.prompt_id else None,
    )


def to_prompt_msg(prompt: Prompt) -> PromptMsg:
    """The message that carries `prompt`."""
    return PromptMsg(
        prompt_id=prompt.id,
        cell=prompt.cell,
        attempt_id=prompt.attempt_id,
        serial=prompt.serial,
        text=prompt.text,
        choices=list(prompt.choices),
        timeout_s=float(prompt.timeout_s),
        default_choice=prompt.default_choice,
        escalate_s=float(prompt.escalate_s),
        raised_at=to_time(prompt.raised_at_s),
    )


def from_prompt_msg(message: PromptMsg) -> Prompt:
    """The prompt that a message carries."""
    return Prompt(
        id=PromptId(message.prompt_id),
        text=message.text,
        choices=tuple(message.choices),
        cell=CellId(message.cell),
        attempt_id=AttemptId(message.attempt_id),
        serial=SerialNumber(message.serial),
        timeout_s=message.timeout_s,
        default_choice=message.default_choice,
        raised_at_s=from_time(message.raised_at),
        escalate_s=message.escalate_s,
    )
