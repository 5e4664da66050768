"""The one door of a cell: assignments go in, reports come out."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable

from robot_cells.attempts.admission import reason_to_refuse
from robot_cells.attempts.assignment import Assignment, AssignmentKind
from robot_cells.attempts.attempt_in_work import AttemptInWork
from robot_cells.attempts.cell_commands import obey
from robot_cells.attempts.cell_condition import PAUSING, CellCondition
from robot_cells.attempts.cell_state import CellState, CellTrigger
from robot_cells.attempts.emergency_stop import EmergencyStop
from robot_cells.attempts.emergency_stops import EmergencyStops
from robot_cells.attempts.epochs import Epochs
from robot_cells.attempts.ledger import Ledger
from robot_cells.attempts.outbox import Outbox
from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.clock import Clock
from robot_cells.errors import JournalError, ProcessError, TransitionError
from robot_cells.ids import AttemptId, JournalId, SerialNumber
from robot_cells.lines.cell import Cell
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.runner import Runner, RunStatus

LEDGER_RETRY_S = 1.0
"""What the ledger could not take is offered to it again after so many seconds of line time."""

_LOOK = "See how far it came, before the product is worked on again."
_log = logging.getLogger(__name__)


class CellWorker:
    """Admission, ledger, execution and reports of one cell, one attempt at a time.

    `receive` answers at once and moves nothing; `tick` writes the ledger and lets the process go on. Whoever drives it
    ticks after `receive`, when a device of the cell has spoken, and when `wake_at_s` has come. No method waits for
    anything but the disk. Goals given by hand enter as assignments too (with a journal id of their own, epoch 0), and
    whoever gave one acknowledges it. One thread at a time.
    """

    def __init__(self, cell: Cell, build_runner: Callable[[Assignment], Runner], ledger: Ledger, clock: Clock) -> None:
        """Read the ledger: attempts without an end become INTERRUPTED. Raises `JournalError`."""
        self._cell = cell
        self._build_runner = build_runner
        self._ledger = ledger
        self._clock = clock
        self.condition = CellCondition()
        self._current: AttemptInWork | None = None
        self._is_due = False
        self._retry_at_s = math.inf
        self._epochs = Epochs(ledger)
        self._outbox = Outbox(ledger)
        self._outbox.recover(cell.id, clock.now())
        self._stops = EmergencyStops(ledger)
        if self._stops.stands:
            self.condition.move(CellTrigger.ABORT, CellTrigger.STATE_COMPLETE)
            self.condition.message = self._stops.text
            self.condition.needs_reset = True

    def receive(self, assignment: Assignment) -> list[Report]:
        """Take a message in; what it answers is to be sent. A message for another cell answers nothing."""
        if assignment.cell != self._cell.id:
            return []
        is_current = self._epochs.hear(assignment.journal_id, assignment.epoch)
        self._is_due = True
        if assignment.kind is AssignmentKind.EXECUTE:
            return [self._execute(assignment)]
        if not is_current:
            _log.warning("%s: %s of old epoch %d", self._cell.id, assignment.kind.name, assignment.epoch)
        elif assignment.kind is AssignmentKind.CANCEL:
            return self._cancel(assignment)
        elif assignment.kind is AssignmentKind.ANSWER:
            self._answer(assignment)
        elif assignment.kind is AssignmentKind.COMMAND:
            obey(self, assignment.cell_command, assignment.cancel_policy)
        else:
            self._outbox.acknowledge(assignment.attempt_id)
        return []

    def tick(self) -> list[Report]:
        """Go as far as possible without waiting; the reports are to be sent in this order."""
        self._is_due = False
        self._write()
        reports: list[Report] = []
        if self._current is not None and self._current.runner is None:
            reports += self._begin(self._current)
        if self._current is not None and self._current.runner is not None:
            reports += self._proceed(self._current, self._current.runner)
        self._settle()
        self._write()
        return reports

    def unacknowledged(self) -> list[Report]:
        """The ends that the orchestrator has not acknowledged, and the prompts that nobody has answered."""
        prompts = self._current.prompts.values() if self._current is not None else ()
        return [*self._outbox.pending(), *prompts]

    def reports(self, journal: JournalId) -> list[Report]:
        """The latest report of every attempt of a journal that is in work or not acknowledged (reconciliation)."""
        current = self._current
        in_work = [current.latest] if current is not None and current.assignment.journal_id == journal else []
        return [*self._outbox.pending(journal), *in_work]

    def hear_epoch(self, journal: JournalId, epoch: int) -> bool:
        """Somebody of this epoch asks: whoever has an older one is obeyed no more. False when a newer one was heard."""
        self._is_due = True
        return self._epochs.hear(journal, epoch)

    def epoch_of(self, journal: JournalId) -> int:
        """The newest epoch of a journal that the cell has seen; 0 before the first."""
        return self._epochs.of(journal)

    def hold(self, reason: str = "held") -> None:
        """Let the running step end and stand still then; raises `TransitionError` when no attempt is in work."""
        self._pause(CellTrigger.HOLD, reason)

    def unhold(self) -> None:
        """Take the work up again. Tick afterwards."""
        self._go_on(CellTrigger.UNHOLD)

    def suspend(self, reason: str = "suspended") -> None:
        """As `hold`, for want of something outside the cell."""
        self._pause(CellTrigger.SUSPEND, reason)

    def unsuspend(self) -> None:
        """Take the work up again. Tick afterwards."""
        self._go_on(CellTrigger.UNSUSPEND)

    def stop(self, policy: CancelPolicy = CancelPolicy.FINISH_STEP, reason: str = "stopped") -> None:
        """End the attempt in work, and take no other until `reset`. Tick afterwards."""
        self._leave(CellTrigger.STOP, policy, reason)

    def abort(self, reason: str = "aborted", failure: Failure | None = None) -> None:
        """Stop every device at once; no work until `clear` and `reset`. Tick afterwards.

        The attempt in work fails with `failure`, as soon as every device stands still.
        """
        self._leave(CellTrigger.ABORT, CancelPolicy.STOP_NOW, reason)
        self.condition.needs_reset = True
        if self._current is not None:
            what = f"{self._cell.id} was aborted ({reason}): every device stopped where it stood."
            self._current.abortion = failure or Failure("cell.aborted", what, _LOOK)

    def hear_emergency_stop(self, stop: EmergencyStop) -> None:
        """What a source of emergency stops says: abort, or that it has let go. Tick afterwards."""
        self._is_due = True
        if not self._stops.hear(stop):
            return
        text = self._stops.text
        if self.condition.may(CellTrigger.ABORT):
            self.abort(text, Failure("cell.emergency_stop", f"{text}. Every device stopped where it stood.", _LOOK))
        self.condition.message = text
        self.condition.needs_reset = True

    def clear(self) -> None:
        """Out of the aborted state, into the stopped one; raises `TransitionError` while an emergency stop is held."""
        if self._stops.holding:
            held = ", ".join(self._stops.holding)
            raise TransitionError(f"The emergency stop is held by {held}.", remedy="Let go of it there first.")
        self.condition.move(CellTrigger.CLEAR, CellTrigger.STATE_COMPLETE)
        if self._stops.stands:
            self._stops.clear()
        self._is_due = True

    def reset(self) -> None:
        """Out of the stopped state: take work again."""
        self.condition.move(CellTrigger.RESET, CellTrigger.STATE_COMPLETE)
        self.condition.message = ""
        self.condition.needs_reset = False

    @property
    def state(self) -> CellState:
        """The PackML state."""
        return self.condition.state

    @property
    def is_stop_held(self) -> bool:
        """Whether a source of emergency stops has not let go."""
        return bool(self._stops.holding)

    @property
    def epoch(self) -> int:
        """The epoch of the orchestrator that was heard last."""
        return self._epochs.latest

    @property
    def attempt_id(self) -> AttemptId:
        """The attempt in work; empty when there is none."""
        return self._current.assignment.attempt_id if self._current is not None else AttemptId("")

    @property
    def serial(self) -> SerialNumber:
        """The product in work; empty when there is none."""
        return self._current.assignment.serial if self._current is not None else SerialNumber("")

    @property
    def step(self) -> str:
        """The steps that run now."""
        return self._runner.step if self._runner is not None else ""

    @property
    def progress(self) -> float:
        """Share of the process done, 0 to 1."""
        return self._runner.progress if self._runner is not None else 0.0

    @property
    def message(self) -> str:
        """Why the cell stands still, where it does."""
        return self.condition.message

    @property
    def wake_at_s(self) -> float:
        """Line time of the next tick that matters though no device speaks; infinite when there is none."""
        if self._is_due:
            return self._clock.now()
        return min(self._retry_at_s, self._runner.wake_at_s if self._runner is not None else math.inf)

    @property
    def _runner(self) -> Runner | None:
        return self._current.runner if self._current is not None else None

    def _execute(self, assignment: Assignment) -> Report:
        """Admission; a repetition is answered with what is known already."""
        attempt = assignment.attempt_id
        if self._current is not None and self._current.assignment.attempt_id == attempt:
            return self._current.latest
        known = self._outbox.latest(attempt)
        if known is not None:
            return known
        newest = self._epochs.of(assignment.journal_id)
        reason = reason_to_refuse(self._cell, assignment, self.condition, self.attempt_id, newest)
        if reason is not None:
            # Every orchestrator hears it, a newer one included: so it stands, whoever sends the attempt meanwhile,
            # until it is acknowledged. Were the attempt carried out after all, it could be done twice.
            report = self._report(assignment, Phase.REFUSED, reason)
            self._outbox.keep(report, assignment.journal_id, has_begun=False)
            return report
        report = self._report(assignment, Phase.ACCEPTED)
        self._current = AttemptInWork(assignment, report)
        self.condition.move(CellTrigger.START)
        return report

    def _cancel(self, assignment: Assignment) -> list[Report]:
        current = self._current
        if current is None or current.assignment.attempt_id != assignment.attempt_id:
            known = self._outbox.latest(assignment.attempt_id)
            if known is None:
                what = f"{self._cell.id} knows no attempt {assignment.attempt_id}; nothing of it has moved here."
                known = self._report(assignment, Phase.REFUSED, Failure("cell.unknown_attempt", what))
                self._outbox.keep(known, assignment.journal_id, has_begun=False)
            return [known]
        current.is_cancelled = True
        if current.runner is not None:
            self.condition.end_pause()
            current.runner.cancel(assignment.cancel_policy)
        return []

    def _answer(self, assignment: Assignment) -> None:
        if self._runner is None:
            _log.warning("%s: nobody asked %s", self._cell.id, assignment.prompt_id)
            return
        try:
            self._runner.answer(assignment.prompt_id, assignment.answer)
        except ProcessError as error:
            _log.warning("%s: %s", self._cell.id, error)

    def _begin(self, current: AttemptInWork) -> list[Report]:
        """Build the tree, write the ledger; only then may anything move."""
        assignment = current.assignment
        if current.is_cancelled:
            # Says that nothing has moved, so that nobody has to be asked before it is done anew.
            return [self._withdraw(self._report(assignment, Phase.CANCELLED, result={"begun": False}))]
        try:
            runner = self._build_runner(assignment)
        except ProcessError as error:
            failure = Failure("process.invalid", str(error), error.remedy)
            return [self._withdraw(self._report(assignment, Phase.REFUSED, failure))]
        try:
            self._ledger.begin(assignment, self._clock.now(), runner.certain)
        except JournalError as error:
            failure = Failure("cell.ledger", str(error), error.remedy)
            return [self._withdraw(self._report(assignment, Phase.REFUSED, failure))]
        current.runner = runner
        current.known = runner.certain
        current.latest = self._report(assignment, Phase.RUNNING, result=current.known)
        self.condition.move(CellTrigger.STATE_COMPLETE)
        if self.condition.wanted_pause is not None:
            self._pause(self.condition.wanted_pause, "held before its first step")
        return [current.latest]

    def _proceed(self, current: AttemptInWork, runner: Runner) -> list[Report]:
        """Tick the process; tell of new prompts and of the end."""
        status = runner.tick()
        if status is RunStatus.RUNNING:
            self._note(current, runner)
        pending = {prompt.id: prompt for prompt in runner.prompts}
        new = [prompt for prompt in pending.values() if prompt.id not in current.prompts]
        current.prompts = {name: report for name, report in current.prompts.items() if name in pending}
        for prompt in new:
            at_s = prompt.raised_at_s
            assignment = current.assignment
            current.prompts[prompt.id] = Report(
                self._cell.id, self._epochs.latest, assignment.attempt_id, Phase.PROMPT, at_s, prompt=prompt
            )
        reports = [current.prompts[prompt.id] for prompt in new]
        if status is not RunStatus.RUNNING:
            result = {**runner.result, **runner.provenance}
            end = self._report(current.assignment, *current.end(status, runner.failure), result)
            self._outbox.keep(end, current.assignment.journal_id, has_begun=True)
            self._current = None
            reports.append(end)
            if self.condition.state is CellState.EXECUTE:
                self.condition.complete()
        return reports

    def _note(self, current: AttemptInWork, runner: Runner) -> None:
        """What has become certain is written down, so that it is known should the cell die."""
        certain = runner.certain
        if certain == current.known:
            return
        current.known = certain
        try:
            self._ledger.note(current.assignment.attempt_id, certain)
        except JournalError as error:
            # Nothing is lost by it but time: what is not known to be done is done again.
            _log.error("what is certain of %s is not written down: %s", current.assignment.attempt_id, error)

    def _withdraw(self, report: Report) -> Report:
        """The attempt ends before its ledger entry: nothing has moved."""
        assert self._current is not None
        self._outbox.keep(report, self._current.assignment.journal_id, has_begun=False)
        self._current = None
        self.condition.wanted_pause = None
        if self.condition.state is CellState.STARTING:
            self.condition.move(CellTrigger.WITHDRAW, CellTrigger.STATE_COMPLETE)
        return report

    def _pause(self, trigger: CellTrigger, reason: str) -> None:
        self.condition.move(trigger)
        self.condition.wanted_pause = None
        self.condition.message = reason
        if self._runner is not None:
            self._runner.hold()
        self._settle()

    def _go_on(self, trigger: CellTrigger) -> None:
        self.condition.move(trigger, CellTrigger.STATE_COMPLETE)
        self.condition.message = ""
        self._is_due = True
        if self._current is None:
            self.condition.complete()
        elif self._current.runner is not None:
            self._current.runner.resume()

    def _leave(self, trigger: CellTrigger, policy: CancelPolicy, reason: str) -> None:
        self.condition.move(trigger)
        self.condition.message = reason
        self.condition.wanted_pause = None
        self._is_due = True
        if self._current is not None:
            self._current.is_cancelled = True
            runner = self._current.runner
            if runner is not None and trigger is CellTrigger.ABORT:
                runner.abort()
            elif runner is not None:
                runner.cancel(policy)
        self._settle()

    def _write(self) -> None:
        """Offer the ledger what it lacks; what it cannot take now it is offered again later."""
        if self._clock.now() < self._retry_at_s < math.inf:
            return
        self._epochs.write()
        self._outbox.write()
        self._stops.write()
        has_unwritten = self._outbox.has_unwritten or self._epochs.has_unwritten or self._stops.has_unwritten
        self._retry_at_s = self._clock.now() + LEDGER_RETRY_S if has_unwritten else math.inf

    def _settle(self) -> None:
        """Leave the acting states whose work is done."""
        is_still = self._runner is None or self._runner.is_still
        state = self.condition.state
        is_over = state in (CellState.STOPPING, CellState.ABORTING) and self._current is None
        if is_over or (state in PAUSING and is_still):
            self.condition.move(CellTrigger.STATE_COMPLETE)

    def _report(
        self,
        assignment: Assignment,
        phase: Phase,
        failure: Failure | None = None,
        result: dict[str, object] | None = None,
    ) -> Report:
        epoch = self._epochs.of(assignment.journal_id)
        return Report(self._cell.id, epoch, assignment.attempt_id, phase, self._clock.now(), failure, result or {})
