"""Identifiers: each kind of thing has a type of its own, and derived ids are derived here only.

A derived id is readable and the same on every machine and after every restart, so that a restarted
orchestrator and a restarted cell speak of the same attempt without having exchanged anything.
"""

from __future__ import annotations

from typing import NewType

LineId = NewType("LineId", str)
CellId = NewType("CellId", str)
DeviceId = NewType("DeviceId", str)
ZoneId = NewType("ZoneId", str)
ResourceId = NewType("ResourceId", str)
ProductId = NewType("ProductId", str)
OperationId = NewType("OperationId", str)
OrderId = NewType("OrderId", str)
JobId = NewType("JobId", str)
SerialNumber = NewType("SerialNumber", str)
TaskId = NewType("TaskId", str)
AttemptId = NewType("AttemptId", str)
PromptId = NewType("PromptId", str)
AlarmId = NewType("AlarmId", str)
JournalId = NewType("JournalId", str)


def job_id(order: OrderId, unit: int) -> JobId:
    """The job that makes the `unit`-th piece (counted from 1) of an order: `WO-7/003`."""
    return JobId(f"{order}/{unit:03d}")


def serial_number(order: OrderId, unit: int) -> SerialNumber:
    """The serial number of that piece, in characters that every barcode and file name takes: `WO-7-003`."""
    return SerialNumber(f"{order}-{unit:03d}")


def task_id(job: JobId, operation: OperationId, visit: int) -> TaskId:
    """The task for the `visit`-th time (counted from 1) that a job comes to an operation: `WO-7/003/inspect.2`."""
    return TaskId(f"{job}/{operation}.{visit}")


def attempt_id(journal: JournalId, task: TaskId, number: int) -> AttemptId:
    """The id of the `number`-th try (counted from 1) at a task of one journal: `9f2c41aa:WO-7/003/inspect.1#2`."""
    return AttemptId(f"{journal}:{task}#{number}")
