"""The one door of a cell."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.attempts.assignment import AssignmentKind
from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.memory_ledger import MemoryLedger
from robot_cells.attempts.report import Phase, Report
from robot_cells.errors import JournalError, TransitionError
from robot_cells.ids import AttemptId, JournalId
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.content_hash import content_hash


def phases(reports: list[Report]) -> list[str]:
    return [report.phase.name for report in reports]


class FullLedger(MemoryLedger):
    """A ledger on a disk without room."""

    def __init__(self) -> None:
        super().__init__()
        self.is_full = True

    def begin(self, assignment: Any, at_s: float, known: Any) -> None:
        self._check()
        super().begin(assignment, at_s, known)

    def note(self, attempt: Any, known: Any) -> None:
        self._check()
        super().note(attempt, known)

    def end(self, report: Report) -> None:
        self._check()
        super().end(report)

    def record_epoch(self, journal: JournalId, epoch: int) -> None:
        self._check()
        super().record_epoch(journal, epoch)

    def _check(self) -> None:
        if self.is_full:
            raise JournalError("The ledger cannot be used: database or disk is full.", remedy="Make room.")


class WatchedLedger(MemoryLedger):
    """A ledger that notes how many commands the station had when an attempt was begun."""

    def __init__(self) -> None:
        super().__init__()
        self.station: Any = None
        self.commands_at_begin: list[int] = []

    def begin(self, assignment: Any, at_s: float, known: Any) -> None:
        self.commands_at_begin.append(len(self.station.executed))
        super().begin(assignment, at_s, known)


def test_an_assignment_is_accepted_then_written_down_then_run_to_its_end(cellar: Any) -> None:
    assert phases(cellar.worker.receive(cellar.assignment())) == ["ACCEPTED"]
    assert cellar.station.executed == []
    assert cellar.ledger.entries() == ()
    assert phases(cellar.worker.tick()) == ["RUNNING"]
    assert [entry.attempt for entry in cellar.ledger.entries()] == ["j:a#1"]
    (end,) = cellar.advance(10.0)
    assert (end.phase, end.at_s, end.failure) == (Phase.SUCCEEDED, 20.0, None)
    assert cellar.ledger.entries()[0].end == end


def test_the_ledger_is_written_before_any_device_is_told_anything(make_cellar: Any) -> None:
    ledger = WatchedLedger()
    cellar = make_cellar(ledger)
    ledger.station = cellar.station
    cellar.execute()
    assert ledger.commands_at_begin == [0]
    assert len(cellar.station.executed) == 1


def test_a_message_for_another_cell_is_none_of_its_business(cellar: Any) -> None:
    assert cellar.worker.receive(cellar.assignment(cell="c2")) == []
    assert cellar.worker.state is CellState.IDLE


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"capability": "fly"}, "cell.unknown_capability"),
        ({"epoch": 0}, "cell.stale_epoch"),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_reason(cellar: Any, fields: dict[str, Any], code: str) -> None:
    cellar.tell(AssignmentKind.ACKNOWLEDGE, "j:other#1")
    (report,) = cellar.worker.receive(cellar.assignment(**fields))
    assert report.phase is Phase.REFUSED
    assert report.failure is not None
    assert report.failure.code == code
    assert report.failure.remedy
    assert report.epoch == 1


@pytest.mark.parametrize(
    ("capability", "parameters", "reason"),
    [
        ("lost", {}, "no process `lost`"),
        ("work", {"duration_s": "long"}, "`duration_s` is a number"),
        ("work", {"durations_s": 1}, "did you mean `duration_s`?"),
    ],
)
def test_what_turns_out_impossible_is_refused_before_anything_is_written_or_moves(
    cellar: Any, capability: str, parameters: dict[str, Any], reason: str
) -> None:
    accepted, refused = cellar.execute(capability=capability, parameters=parameters)
    assert (accepted.phase, refused.phase) == (Phase.ACCEPTED, Phase.REFUSED)
    assert refused.failure is not None
    assert refused.failure.code == "process.invalid"
    assert reason in refused.failure.message
    assert cellar.ledger.entries() == ()
    assert cellar.worker.state is CellState.IDLE


def test_a_product_that_nobody_knows_is_refused(cellar: Any) -> None:
    refused = cellar.execute(product="tray_z")[-1]
    assert refused.failure is not None
    assert "no product `tray_z`" in refused.failure.message


def test_a_busy_cell_refuses_other_work_and_goes_on(cellar: Any) -> None:
    cellar.execute()
    (report,) = cellar.execute("j:b#1")
    assert report.failure is not None
    assert report.failure.code == "cell.busy"
    assert phases(cellar.advance(10.0)) == ["SUCCEEDED"]


def test_a_repeated_assignment_is_answered_with_what_is_known_and_never_run_again(cellar: Any) -> None:
    cellar.execute()
    assert phases(cellar.execute()) == ["RUNNING"]
    cellar.advance(10.0)
    assert phases(cellar.execute()) == ["SUCCEEDED"]
    cellar.acknowledge()
    assert phases(cellar.execute()) == ["SUCCEEDED"]
    assert len(cellar.station.executed) == 2


def test_a_refusal_stands_also_when_it_is_acknowledged_and_the_assignment_comes_late_once_more(cellar: Any) -> None:
    cellar.execute()
    cellar.execute("j:b#1")
    cellar.advance(10.0)
    assert phases(cellar.execute("j:b#1")) == ["REFUSED"]
    cellar.acknowledge("j:b#1")
    assert phases(cellar.worker.unacknowledged()) == ["SUCCEEDED"]
    assert phases(cellar.execute("j:b#1")) == ["REFUSED"]


def test_an_end_is_kept_until_it_is_acknowledged(cellar: Any) -> None:
    cellar.execute()
    cellar.advance(10.0)
    assert phases(cellar.worker.unacknowledged()) == ["SUCCEEDED"]
    assert phases(cellar.worker.reports(JournalId("j"))) == ["SUCCEEDED"]
    assert cellar.worker.reports(JournalId("other")) == []
    cellar.acknowledge()
    assert cellar.worker.unacknowledged() == []


def test_the_cell_is_free_for_the_next_attempt_before_the_acknowledgement(cellar: Any) -> None:
    cellar.execute()
    cellar.advance(10.0)
    assert phases(cellar.execute("j:b#1")) == ["ACCEPTED", "RUNNING"]
    assert phases(cellar.worker.reports(JournalId("j"))) == ["SUCCEEDED", "RUNNING"]


def test_a_failure_is_reported_with_its_code(cellar: Any) -> None:
    end = cellar.execute(capability="scan")[-1]
    assert end.phase is Phase.FAILED
    assert end.failure is not None
    assert end.failure.code == "scan.no_read"


class TestEpochs:
    def test_an_older_orchestrator_is_not_obeyed(self, cellar: Any) -> None:
        cellar.execute(epoch=3)
        cellar.cancel()
        assert cellar.worker.state is CellState.EXECUTE
        (report,) = cellar.execute("j:b#1", epoch=2)
        assert report.failure is not None
        assert report.failure.code == "cell.stale_epoch"

    def test_its_refusal_stands_for_the_newer_one_too(self, cellar: Any) -> None:
        cellar.tell(AssignmentKind.ACKNOWLEDGE, "j:x#1", epoch=3)
        cellar.execute(epoch=2)
        assert phases(cellar.execute(epoch=3)) == ["REFUSED"]
        cellar.tell(AssignmentKind.ACKNOWLEDGE, epoch=3)
        assert phases(cellar.execute(epoch=3)) == ["REFUSED"]

    def test_an_older_orchestrator_that_repeats_known_work_is_told_the_truth(self, cellar: Any) -> None:
        cellar.execute(epoch=3)
        assert phases(cellar.execute(epoch=2)) == ["RUNNING"]

    def test_epochs_outlive_the_cell(self, cellar: Any) -> None:
        cellar.tell(AssignmentKind.ACKNOWLEDGE, "j:x#1", epoch=5)
        cellar.restart()
        (report,) = cellar.worker.receive(cellar.assignment(epoch=4))
        assert report.failure is not None
        assert report.failure.code == "cell.stale_epoch"
        assert cellar.worker.epoch_of(JournalId("j")) == 5

    def test_another_journal_begins_at_one_again(self, cellar: Any) -> None:
        cellar.tell(AssignmentKind.ACKNOWLEDGE, "j:x#1", epoch=5)
        assert phases(cellar.execute("k:a#1", journal_id=JournalId("k"))) == ["ACCEPTED", "RUNNING"]
        assert cellar.worker.epoch == 1

    def test_work_by_hand_says_nothing_about_orchestrators(self, cellar: Any) -> None:
        cellar.tell(AssignmentKind.ACKNOWLEDGE, "j:x#1", epoch=5)
        cellar.execute("by_hand:1", journal_id=JournalId("by_hand"), epoch=0)
        assert cellar.worker.epoch == 5


class TestRestart:
    def test_an_attempt_without_an_end_is_reported_interrupted_and_not_run_again(self, cellar: Any) -> None:
        cellar.execute()
        cellar.restart()
        (report,) = cellar.worker.unacknowledged()
        assert report.phase is Phase.INTERRUPTED
        assert report.failure is not None
        assert report.failure.code == "cell.interrupted"
        assert phases(cellar.execute()) == ["INTERRUPTED"]
        assert len(cellar.station.executed) == 1

    def test_interrupted_stays_the_end_after_yet_another_restart(self, cellar: Any) -> None:
        cellar.execute()
        cellar.restart()
        cellar.acknowledge()
        cellar.restart()
        assert cellar.worker.unacknowledged() == []
        assert phases(cellar.execute()) == ["INTERRUPTED"]

    def test_an_end_that_was_not_acknowledged_is_still_there(self, cellar: Any) -> None:
        cellar.execute()
        (end,) = cellar.advance(10.0)
        cellar.restart()
        assert cellar.worker.unacknowledged() == [end]
        assert cellar.worker.reports(JournalId("j")) == [end]

    def test_an_attempt_that_was_accepted_only_is_unknown_after_it(self, cellar: Any) -> None:
        cellar.worker.receive(cellar.assignment())
        cellar.restart()
        assert cellar.worker.reports(JournalId("j")) == []
        assert phases(cellar.execute()) == ["ACCEPTED", "RUNNING"]


class TestFullDisk:
    def test_the_attempt_is_refused_and_nothing_moves(self, make_cellar: Any) -> None:
        cellar = make_cellar(FullLedger())
        refused = cellar.execute()[-1]
        assert refused.phase is Phase.REFUSED
        assert refused.failure is not None
        assert refused.failure.code == "cell.ledger"
        assert "full" in refused.failure.message
        assert refused.failure.remedy == "Make room."
        assert cellar.station.executed == []

    def test_an_end_that_does_not_fit_is_reported_and_written_when_there_is_room(self, make_cellar: Any) -> None:
        ledger = FullLedger()
        ledger.is_full = False
        cellar = make_cellar(ledger)
        cellar.execute()
        ledger.is_full = True
        assert phases(cellar.advance(10.0)) == ["SUCCEEDED"]
        assert ledger.entries()[0].end is None
        cellar.advance(3.0)
        ledger.is_full = False
        cellar.advance(2.0)
        assert ledger.entries()[0].end is not None
        assert cellar.worker.wake_at_s == float("inf")


class TestCancel:
    def test_it_ends_after_the_running_step(self, cellar: Any) -> None:
        cellar.execute()
        assert cellar.cancel() == []
        assert phases(cellar.advance(5.0)) == ["CANCELLED"]
        assert len(cellar.station.executed) == 1

    def test_stop_now_ends_at_once(self, cellar: Any) -> None:
        cellar.execute()
        (cancelled,) = cellar.cancel(policy=CancelPolicy.STOP_NOW)
        assert cancelled.phase is Phase.CANCELLED
        assert "begun" not in cancelled.result, "something may have moved"

    def test_before_the_first_tick_nothing_moves(self, cellar: Any) -> None:
        cellar.worker.receive(cellar.assignment())
        (cancelled,) = cellar.cancel()
        assert (cancelled.phase, cancelled.result) == (Phase.CANCELLED, {"begun": False})
        assert cellar.station.executed == []
        assert cellar.ledger.entries() == ()
        assert cellar.worker.state is CellState.IDLE

    def test_of_an_attempt_that_nobody_knows_says_that_nothing_moved(self, cellar: Any) -> None:
        (report,) = cellar.cancel("j:unknown#1")
        assert report.phase is Phase.REFUSED
        assert report.failure is not None
        assert report.failure.code == "cell.unknown_attempt"

    def test_of_an_attempt_that_has_ended_repeats_its_end(self, cellar: Any) -> None:
        cellar.execute()
        cellar.advance(10.0)
        assert phases(cellar.cancel()) == ["SUCCEEDED"]


class TestProvenance:
    @pytest.mark.parametrize(("capability", "device"), [("work", "station"), ("scan", "scanner")])
    def test_an_end_says_which_program_ran_and_which_devices_it_commanded(
        self, cellar: Any, capability: str, device: str
    ) -> None:
        cellar.execute(capability=capability)
        cellar.advance(10.0)
        (end,) = cellar.worker.unacknowledged()
        assert end.phase.is_end
        assert end.result["program"] == {"process": capability, "hash": content_hash(cellar.process(capability))}
        assert end.result["devices"] == [device]

    def test_the_start_says_it_too_and_an_interruption_by_the_ledger(self, cellar: Any) -> None:
        started = cellar.execute()[-1]
        program = {"program": {"process": "work", "hash": content_hash(cellar.process("work"))}}
        assert (started.phase, started.result) == (Phase.RUNNING, program)
        (interrupted,) = cellar.restart().unacknowledged()
        assert (interrupted.phase, interrupted.result) == (Phase.INTERRUPTED, program)

    @pytest.mark.parametrize(("died_after_s", "changed_over"), [(0.0, None), (9.9, None), (10.0, True), (12.0, True)])
    def test_an_interruption_says_whether_the_change_over_was_finished(
        self, cellar: Any, died_after_s: float, changed_over: bool | None
    ) -> None:
        cellar.execute(capability="set_up", parameters={"changeover_s": 10.0})
        cellar.advance(died_after_s)
        (interrupted,) = cellar.restart().unacknowledged()
        assert interrupted.phase is Phase.INTERRUPTED
        assert interrupted.result.get("changed_over") is changed_over

    def test_where_none_was_due_nothing_is_said_of_one(self, cellar: Any) -> None:
        cellar.execute(capability="set_up")
        cellar.advance(1.0)
        assert "changed_over" not in cellar.restart().unacknowledged()[0].result

    def test_a_change_over_that_the_ledger_cannot_take_stops_nothing(self, make_cellar: Any) -> None:
        ledger = FullLedger()
        ledger.is_full = False
        cellar = make_cellar(ledger)
        cellar.execute(capability="set_up", parameters={"changeover_s": 10.0})
        ledger.is_full = True
        cellar.advance(11.0)
        assert "changed_over" not in ledger.entries()[0].known
        (end,) = cellar.advance(10.0)
        assert (end.phase, end.result["changed_over"]) == (Phase.SUCCEEDED, True)

    def test_what_was_withdrawn_before_it_began_ran_no_program(self, cellar: Any) -> None:
        cellar.execute(capability="lost")
        (end,) = cellar.worker.unacknowledged()
        assert (end.phase, end.result) == (Phase.REFUSED, {})


class TestPrompts:
    def test_a_prompt_is_reported_repeated_and_answered(self, cellar: Any) -> None:
        *_, report = cellar.execute(capability="ask")
        assert report.phase is Phase.PROMPT
        prompt = report.prompt
        assert (prompt.text, prompt.cell, prompt.attempt_id, prompt.serial) == ("Ready?", "c1", "j:a#1", "S-1")
        assert cellar.worker.unacknowledged() == [report]
        assert cellar.answer(prompt.id, "yes") == []
        assert cellar.worker.unacknowledged() == []
        (end,) = cellar.advance(5.0)
        assert end.result["answers"] == [{"question": "Ready?", "choice": "yes"}]

    def test_an_answer_that_is_no_choice_changes_nothing(self, cellar: Any) -> None:
        *_, report = cellar.execute(capability="ask")
        assert cellar.answer(report.prompt.id, "perhaps") == []
        assert cellar.worker.unacknowledged() == [report]

    def test_an_answer_to_a_cell_that_works_on_nothing_is_ignored(self, cellar: Any) -> None:
        assert cellar.tell(AssignmentKind.ANSWER, prompt_id="x", answer="yes") == []


class TestStates:
    def test_they_follow_the_work(self, cellar: Any) -> None:
        seen = [cellar.worker.state]
        cellar.worker.receive(cellar.assignment())
        seen.append(cellar.worker.state)
        cellar.worker.tick()
        seen.append(cellar.worker.state)
        cellar.advance(10.0)
        seen.append(cellar.worker.state)
        assert seen == [CellState.IDLE, CellState.STARTING, CellState.EXECUTE, CellState.IDLE]

    def test_attempt_serial_step_and_progress_are_told(self, cellar: Any) -> None:
        cellar.execute()
        cellar.advance(6.0)
        worker = cellar.worker
        assert (worker.attempt_id, worker.serial, worker.step) == ("j:a#1", "S-1", "dwell")
        assert worker.progress == pytest.approx(0.6)
        cellar.advance(4.0)
        assert (worker.attempt_id, worker.serial, worker.step, worker.progress) == ("", "", "", 0.0)

    def test_hold_lets_the_step_end_and_unhold_goes_on(self, cellar: Any) -> None:
        cellar.execute()
        cellar.worker.hold()
        assert cellar.worker.state is CellState.HOLDING
        assert cellar.advance(30.0) == []
        assert cellar.worker.state is CellState.HELD
        cellar.worker.unhold()
        assert phases(cellar.advance(5.0)) == ["SUCCEEDED"]
        assert cellar.worker.state is CellState.IDLE

    def test_a_held_cell_whose_attempt_ended_with_the_step_takes_work_only_after_unhold(self, cellar: Any) -> None:
        cellar.execute()
        cellar.advance(6.0)
        cellar.worker.hold()
        assert phases(cellar.advance(10.0)) == ["SUCCEEDED"]
        assert cellar.worker.state is CellState.HELD
        (refused,) = cellar.execute("j:b#1")
        assert refused.failure is not None
        assert refused.failure.code == "cell.held"
        cellar.worker.unhold()
        assert cellar.worker.state is CellState.IDLE

    def test_an_idle_cell_cannot_be_held(self, cellar: Any) -> None:
        with pytest.raises(TransitionError, match="IDLE knows no `hold`"):
            cellar.worker.hold()

    def test_a_cancel_takes_a_held_attempt_out_of_hold(self, cellar: Any) -> None:
        cellar.execute()
        cellar.worker.hold()
        cellar.advance(10.0)
        assert phases(cellar.cancel()) == ["CANCELLED"]
        assert cellar.worker.state is CellState.IDLE

    def test_stop_ends_the_attempt_and_refuses_work_until_reset(self, cellar: Any) -> None:
        cellar.execute()
        cellar.worker.stop(reason="shift is over")
        assert cellar.worker.state is CellState.STOPPING
        assert phases(cellar.advance(5.0)) == ["CANCELLED"]
        assert (cellar.worker.state, cellar.worker.message) == (CellState.STOPPED, "shift is over")
        (refused,) = cellar.execute("j:b#1")
        assert refused.failure is not None
        assert refused.failure.code == "cell.stopped"
        cellar.worker.reset()
        assert phases(cellar.execute("j:b#2")) == ["ACCEPTED", "RUNNING"]

    def test_abort_stops_the_devices_at_once(self, cellar: Any) -> None:
        cellar.execute()
        cellar.worker.abort("the guard is open")
        (end,) = cellar.worker.tick()
        assert (end.phase, end.failure.code) == (Phase.FAILED, "cell.aborted")
        assert "the guard is open" in end.failure.message
        assert len(cellar.station.cancelled) == 1
        assert cellar.worker.state is CellState.ABORTED
        cellar.worker.clear()
        cellar.worker.reset()
        assert cellar.worker.state is CellState.IDLE

    def test_a_stop_before_the_first_tick_moves_nothing(self, cellar: Any) -> None:
        cellar.worker.receive(cellar.assignment())
        cellar.worker.stop()
        assert phases(cellar.worker.tick()) == ["CANCELLED"]
        assert cellar.worker.state is CellState.STOPPED
        assert cellar.station.executed == []


def test_it_must_be_ticked_at_once_after_a_message_and_then_when_the_process_wants(cellar: Any) -> None:
    cellar.worker.receive(cellar.assignment())
    assert cellar.worker.wake_at_s == cellar.clock.now()
    cellar.worker.tick()
    assert cellar.worker.wake_at_s > cellar.clock.now()
    cellar.cancel()
    cellar.advance(5.0)
    assert cellar.worker.wake_at_s == float("inf")


def test_only_so_many_acknowledged_attempts_are_remembered(cellar: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("robot_cells.attempts.outbox.KEPT_ACKNOWLEDGED", 1)
    for attempt in ("j:a#1", "j:b#1"):
        cellar.execute(attempt)
        cellar.advance(10.0)
        cellar.acknowledge(attempt)
    assert phases(cellar.execute("j:b#1")) == ["SUCCEEDED"]
    assert "RUNNING" in phases(cellar.execute("j:a#1"))


def test_reports_name_the_epoch_of_their_own_journal(cellar: Any) -> None:
    cellar.execute(epoch=4)
    cellar.tell(AssignmentKind.ACKNOWLEDGE, "k:x#1", journal_id=JournalId("k"), epoch=9)
    (end,) = cellar.advance(10.0)
    assert end == replace(end, epoch=4, attempt_id=AttemptId("j:a#1"))
