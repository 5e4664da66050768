"""A search moves nothing that has begun, nor what begins within the frozen horizon by the schedule held before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from robot_cells.audits.account import Account, journal_of
from robot_cells.audits.accounts import CellAccount
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import FROZEN_KEPT
from robot_cells.audits.planned_task import PlannedTask, planned_tasks, sequences_of
from robot_cells.audits.violation import Violation

TOLERANCE_S = 1e-6
REFUSED_S = 80.0
"""For so long at most a cell is not asked again for a piece that it has refused (docs/orchestration.md)."""


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Each schedule of a search (it gives way) against what runs, and against the one held before.

    A person who hands a schedule in may move what they like.
    """
    if entry.kind != "schedule_adopted" or entry.data.get("gives_way") is not True:
        return
    adopted = planned_tasks(entry)
    for planned in adopted:
        cell = _at_work_on(account, planned)
        if cell not in ("", planned.cell):
            what = f"{planned.task} has begun on {cell}; the schedule wants it on {planned.cell}."
            yield Violation(FROZEN_KEPT, planned.task, what, entry.sequence)
    until_s = entry.at_s + account.plant.line.scheduling.frozen_s
    before, after = sequences_of(account.schedule), sequences_of(adopted)
    for cell_id, held in before.items():
        for frozen in _frozen(account, account.cell(cell_id), held, entry.at_s, until_s):
            intruder = _moved_by(frozen, held, after.get(cell_id, []))
            if intruder is not None:
                was = f"{frozen.task} was to begin on {cell_id} at {frozen.start_s:g} s, before {until_s:g} s"
                yield Violation(FROZEN_KEPT, frozen.task, f"{was}: {intruder}.", entry.sequence)


def _at_work_on(account: Account, planned: PlannedTask) -> str:
    """The cell that has the task in work; empty where none has."""
    piece = account.piece(planned.job)
    attempt = account.attempts.get(piece.attempt) if piece is not None else None
    return attempt.cell if attempt is not None and attempt.task == planned.task else ""


def _frozen(
    account: Account, cell: CellAccount, held: Sequence[PlannedTask], now_s: float, until_s: float
) -> Iterator[PlannedTask]:
    """What of the schedule held is to begin on the cell before `until_s`, and certainly can.

    One task after the other, each for as long as planned. What perhaps cannot begin so soon is left out, but is
    reckoned with, so that whatever comes after it is rather too late than too early here.
    """
    if not cell.is_present or cell.is_held or cell.is_forbidden or cell.able_since_s >= now_s:
        return
    attempt = account.attempts.get(cell.attempt)
    ready_s = now_s if attempt is None else max(now_s, attempt.begun_s + attempt.expected_s)
    for planned in held:
        if _has_been_tried(account, planned):
            continue
        begin_s = max(ready_s, planned.start_s)
        if begin_s >= until_s - TOLERANCE_S:
            return
        ready_s = begin_s + planned.end_s - planned.start_s
        if _can_begin(account, planned, now_s):
            yield planned


def _has_been_tried(account: Account, planned: PlannedTask) -> bool:
    return f"{journal_of(account)}:{planned.task}#1" in account.attempts


def _can_begin(account: Account, planned: PlannedTask, now_s: float) -> bool:
    """Whether nothing but its turn keeps the task of a piece on the floor: all before it is done, nobody asks, ..."""
    piece = account.piece(planned.job)
    if piece is None or piece.attempt or piece.question or piece.chosen or piece.detour or piece.pinned:
        return False
    if now_s < piece.refused_s + REFUSED_S:
        return False
    order, latest = account.orders[piece.order], account.attempts.get(piece.latest)
    if order.is_cancelled or (latest is not None and (latest.outcome != "succeeded" or latest.ended_s >= now_s)):
        return False
    operation = account.plant.operation(piece.product, planned.operation)
    if operation is None or planned.operation in piece.done or not piece.done.issuperset(map(str, operation.after)):
        return False
    return planned.visit == piece.closed.get(planned.operation, 0) + 1


def _moved_by(frozen: PlannedTask, held: Sequence[PlannedTask], after: Sequence[PlannedTask]) -> str | None:
    """What has become of it, as a clause; None where it stays, and nothing gets before it that was not."""
    before = [item.task for item in held[: held.index(frozen)]]
    for item in after:
        if item.task == frozen.task:
            return None
        if item.task not in before:
            return f"{item.task} gets before it"
    return "it is taken from there"
