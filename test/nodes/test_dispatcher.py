"""The dispatcher with a journal that can be made to fail, without ROS."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.report import Phase, Report
from robot_cells.documents.plant import load_plant
from robot_cells.errors import JournalError, OrderError
from robot_cells.ids import AttemptId, CellId, OrderId, ProductId
from robot_cells.journals.record import Entry, Record
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.nodes import dispatcher as dispatcher_module
from robot_cells.nodes.dispatcher import Dispatcher
from robot_cells.nodes.request import Answer, Request
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.events import OrderSubmitted
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.order_checks import check_order
from robot_cells.orchestration.state_document import state_digest
from robot_cells.orders.work_order import WorkOrder

IDLE = 4
HOST = HostHeard("host", "1", (CellHeard(CellId("press"), IDLE), CellHeard(CellId("oven"), IDLE)))


class Disk(SqliteJournal):
    """A journal whose disk can be full."""

    full = False

    def append(self, entries: Sequence[Entry]) -> tuple[int, ...]:
        if self.full and entries:
            raise JournalError("The disk is full.", where="journal", remedy="Make room.")
        return super().append(entries)


@dataclass
class Line:
    """What has left the dispatcher, in order."""

    sent: list[Assignment] = field(default_factory=list)
    told: list[Record] = field(default_factory=list)

    def send(self, assignment: Assignment) -> None:
        self.sent.append(assignment)

    def tell(self, record: Record) -> None:
        self.told.append(record)

    def executions(self) -> list[str]:
        return [item.attempt_id.split(":")[1] for item in self.sent if item.kind is AssignmentKind.EXECUTE]


class Desk:
    """A dispatcher, its journal and what leaves it; line time is counted by hand."""

    def __init__(self, line: Path, folder: Path) -> None:
        plant = load_plant(line)
        self.journal = Disk(folder / "journal.sqlite", 1)
        self.line = Line()
        self.answers: list[Answer] = []
        self.dispatcher = Dispatcher(
            lambda: Orchestrator(plant.line, plant.products, self.journal.journal_id, epoch=self.journal.epoch),
            self.journal,
            self.line,
            snapshots=self.journal,
            documents=plant.sources,
        )
        self.dispatcher.begin(0.0)

    def order(self, name: str, quantity: int = 1) -> Request:
        order = WorkOrder(OrderId(name), ProductId("plate"), quantity)

        def decide(core: Orchestrator, at_s: float) -> tuple[OrderSubmitted, ...]:
            return (OrderSubmitted(at_s, order),) if check_order(core.state, order) else ()

        return Request(decide, self.answers.append, 123)

    def report(self, attempt: AttemptId, phase: Phase, heard_ns: int) -> tuple[Report, int]:
        return Report(CellId("press"), 1, attempt, phase, 0.0), heard_ns


@pytest.fixture
def desk(tiny_line: Path, tmp_path: Path) -> Desk:
    return Desk(tiny_line, tmp_path)


def test_an_order_is_answered_when_it_is_durable_and_work_is_sent_then(desk: Desk) -> None:
    assert desk.dispatcher.turn(1.0, hosts=[(HOST, 5)], requests=[desk.order("WO-1")])
    assert desk.answers == [Answer(True)]
    assert desk.line.executions() == ["WO-1/001/stamp.1#1"]
    kinds = [record.kind for record in desk.journal.read()]
    assert kinds.index("order_submitted") < kinds.index("attempt_dispatched")
    assert [record.sequence for record in desk.line.told] == list(range(1, len(kinds) + 1))


def test_what_was_heard_is_recorded_with_the_time_at_which_it_was_heard(desk: Desk) -> None:
    desk.dispatcher.turn(1.0, hosts=[(HOST, 77)], requests=[desk.order("WO-1")])
    heard = {record.kind: record.recorded_ns for record in desk.journal.read()}
    assert heard["cell_appeared"] == 77
    assert heard["order_submitted"] == 123
    assert heard["attempt_dispatched"] > 10**18  # decided now, in Unix time


def test_an_order_that_cannot_be_is_refused_and_the_others_of_the_turn_are_not(desk: Desk) -> None:
    def refuse(core: Orchestrator, at_s: float) -> tuple[OrderSubmitted, ...]:
        raise OrderError("No.", where="WO-0", remedy="Never mind.")

    refused: list[Answer] = []
    desk.dispatcher.turn(1.0, requests=[Request(refuse, refused.append, 1), desk.order("WO-1")])
    assert refused == [Answer(False, "order", "WO-0: No. Never mind.")]
    assert desk.answers == [Answer(True)]


def test_of_two_orders_of_one_id_in_one_turn_the_second_is_judged_after_the_first(desk: Desk) -> None:
    desk.dispatcher.turn(1.0, requests=[desk.order("WO-1", 1), desk.order("WO-1", 2), desk.order("WO-1", 1)])
    assert sorted(answer.accepted for answer in desk.answers) == [False, True, True]
    assert "other content" in next(answer.message for answer in desk.answers if not answer.accepted)
    assert [record.kind for record in desk.journal.read()].count("order_submitted") == 1


def test_with_a_full_disk_nothing_is_sent_and_orders_are_refused_with_the_reason(desk: Desk) -> None:
    desk.dispatcher.turn(1.0, hosts=[(HOST, 5)])
    desk.journal.full = True
    assert not desk.dispatcher.turn(2.0, requests=[desk.order("WO-1")])
    assert not desk.dispatcher.turn(2.1, requests=[desk.order("WO-2")])
    assert [answer.accepted for answer in desk.answers] == [False, False]
    assert all("disk is full" in answer.message for answer in desk.answers)
    assert desk.line.sent == []
    assert desk.dispatcher.fault is not None
    assert desk.dispatcher.core.state.orders == {}  # what could not be recorded has not happened


def test_the_line_goes_on_by_itself_when_there_is_room_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatcher_module, "RETRY_S", 0.0)
    desk.dispatcher.turn(1.0, hosts=[(HOST, 5)], requests=[desk.order("WO-1")])
    attempt = desk.line.sent[-1].attempt_id
    desk.journal.full = True
    end = desk.report(attempt, Phase.SUCCEEDED, 9)
    for at_s in (2.0, 3.0, 4.0):
        desk.dispatcher.turn(at_s, reports=[end])
    assert desk.line.executions() == ["WO-1/001/stamp.1#1"]
    assert not any(item.kind is AssignmentKind.ACKNOWLEDGE for item in desk.line.sent)
    desk.journal.full = False
    desk.dispatcher.turn(5.0, reports=[end])  # the cell repeats what was not acknowledged
    assert desk.dispatcher.fault is None
    assert desk.line.executions() == ["WO-1/001/stamp.1#1", "WO-1/001/bake.1#1"]
    assert any(item.kind is AssignmentKind.ACKNOWLEDGE for item in desk.line.sent)
    assert [alarm.alarm.code for alarm in desk.dispatcher.core.state.alarms.values()] == ["journal.interrupted"]
    replayed = [record.kind for record in desk.journal.read()]
    assert replayed.count("attempt_ended") == 1


def test_what_no_cell_has_answered_is_sent_again(desk: Desk) -> None:
    desk.dispatcher.turn(1.0, hosts=[(HOST, 5)], requests=[desk.order("WO-1")])
    assert desk.dispatcher.resend(0.5) == 0
    assert desk.dispatcher.resend(1.5) == 1
    assert desk.line.executions() == ["WO-1/001/stamp.1#1"] * 2
    attempt = desk.line.sent[0].attempt_id
    desk.dispatcher.turn(2.0, reports=[desk.report(attempt, Phase.ACCEPTED, 9)])
    assert desk.dispatcher.resend(3.0) == 0


def test_a_second_incarnation_begins_where_the_first_ended(desk: Desk, tiny_line: Path, tmp_path: Path) -> None:
    desk.dispatcher.turn(1.0, hosts=[(HOST, 5)], requests=[desk.order("WO-1", 2)])
    sent = desk.line.sent[-1]
    desk.journal.close()
    again = Desk(tiny_line, tmp_path)
    assert again.journal.epoch == 2
    assert again.dispatcher.core.state.attempts[sent.attempt_id].cell == "press"
    assert again.line.executions() == []
    again.dispatcher.turn(2.0, hosts=[(HOST, 6)])
    # The attempt that was under way is asked for again, under its own name; no second one is begun.
    assert again.dispatcher.resend(3.0) == 1
    assert {item.attempt_id for item in again.line.sent if item.kind is AssignmentKind.EXECUTE} == {sent.attempt_id}


def snapshot_positions(desk: Desk) -> list[int]:
    return [item.sequence for item in desk.journal.snapshots()]


def test_a_snapshot_is_kept_after_so_many_records_and_a_restart_begins_with_it(
    tiny_line: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher_module.Dispatcher, "snapshot_records", 10)
    desk = Desk(tiny_line, tmp_path)
    desk.dispatcher.turn(1.0, hosts=[(HOST, 5)])
    assert snapshot_positions(desk) == []
    for number in range(6):
        desk.dispatcher.turn(2.0 + number, requests=[desk.order(f"WO-{number}")])
    kept = snapshot_positions(desk)
    assert kept
    lived = desk.dispatcher.core.state
    desk.journal.close()
    again = Desk(tiny_line, tmp_path)
    assert again.dispatcher.begun_with.snapshot == kept[0]
    assert again.dispatcher.begun_with.records == lived.events - kept[0]
    assert again.dispatcher.core.state.orders == lived.orders


def test_a_snapshot_that_cannot_be_kept_does_not_stop_the_line(
    tiny_line: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise JournalError("The disk is full.")

    monkeypatch.setattr(dispatcher_module.Dispatcher, "snapshot_records", 1)
    desk = Desk(tiny_line, tmp_path)
    monkeypatch.setattr(desk.journal, "keep_snapshot", full)
    desk.dispatcher.turn(1.0, hosts=[(HOST, 5)], requests=[desk.order("WO-1")])
    assert desk.line.executions() == ["WO-1/001/stamp.1#1"]
    assert desk.dispatcher.fault is None
    assert desk.dispatcher.snapshot_fault is not None
    monkeypatch.undo()
    monkeypatch.setattr(dispatcher_module.Dispatcher, "snapshot_records", 1)
    desk.dispatcher.turn(2.0, requests=[desk.order("WO-2")])
    assert desk.dispatcher.snapshot_fault is None


def test_after_a_full_disk_the_core_is_that_of_the_journal_with_snapshots_too(
    tiny_line: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatcher_module, "RETRY_S", 0.0)
    monkeypatch.setattr(dispatcher_module.Dispatcher, "snapshot_records", 5)
    desk = Desk(tiny_line, tmp_path)
    desk.dispatcher.turn(1.0, hosts=[(HOST, 5)], requests=[desk.order("WO-1")])
    desk.dispatcher.turn(2.0, requests=[desk.order("WO-2")])
    before = state_digest(desk.dispatcher.core.state)
    assert snapshot_positions(desk)
    desk.journal.full = True
    desk.dispatcher.turn(3.0, requests=[desk.order("WO-3")])
    assert desk.dispatcher.fault is not None
    assert state_digest(desk.dispatcher.core.state) == before
    desk.journal.full = False
    desk.dispatcher.turn(4.0, requests=[desk.order("WO-3")])
    assert desk.answers[-1] == Answer(True)
