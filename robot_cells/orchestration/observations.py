"""What reports of cells mean in the state at hand, and which events still change anything."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from robot_cells.attempts.assignment import CellCommand
from robot_cells.attempts.report import Phase, Report, program_of
from robot_cells.ids import AttemptId
from robot_cells.orchestration.cancel_policies import says_more
from robot_cells.orchestration.cell_heard import NOT_WORKING, HostHeard
from robot_cells.orchestration.cell_orders import STANDING_ORDERS, commands_for
from robot_cells.orchestration.choices import BY_NAME
from robot_cells.orchestration.doubts import is_open
from robot_cells.orchestration.emergencies import stop_of_cell
from robot_cells.orchestration.events import (
    AlarmAcknowledged,
    AlarmCleared,
    AlarmRaised,
    AttemptAccepted,
    AttemptEnded,
    AttemptRefused,
    AttemptReopened,
    AttemptStarted,
    CellAppeared,
    CellCommanded,
    CellHeld,
    CellLost,
    CellReleased,
    CorrectionStored,
    EmergencyReleased,
    EmergencyStopped,
    Event,
    LineHeld,
    LineReset,
    LineResumed,
    LineStopped,
    OrchestratorStarted,
    OrderCancelled,
    OrderPrioritised,
    OrderSubmitted,
    PromptAnswered,
    PromptRaised,
    ScheduleAdopted,
)
from robot_cells.orchestration.state import AttemptPhase, AttemptState, LineMode, State
from robot_cells.orchestration.task_names import split_attempt, split_job, split_task
from robot_cells.orders.cancel_policy import CancelPolicy


def events_of_report(state: State, report: Report, at_s: float) -> tuple[Event, ...]:
    """The events that a report of a cell means; none for attempts of other journals and of other cells."""
    parts = split_attempt(report.attempt_id)
    if parts is None or parts[0] != state.journal_id:
        return ()
    attempt = state.attempts.get(report.attempt_id) or state.doubted.get(report.attempt_id)
    if attempt is not None and attempt.cell != report.cell:
        return ()
    # A cell that is heard again and is at work on it still: what was presumed is taken back, where that is possible.
    is_back = report.attempt_id in state.doubted and not report.phase.is_end
    reopened = (AttemptReopened(at_s, report.attempt_id, report.cell),) if is_back else ()
    if report.phase is Phase.PROMPT:
        return (*reopened, *_prompt_of(state, report, attempt, at_s))
    return (*reopened, _phase_of(report, attempt, at_s))


def _phase_of(report: Report, attempt: AttemptState | None, at_s: float) -> Event:
    if report.phase is Phase.ACCEPTED:
        return AttemptAccepted(at_s, report.attempt_id)
    if report.phase is Phase.RUNNING:
        return AttemptStarted(at_s, report.attempt_id, *program_of(report.result))
    outcome = report.phase
    if outcome is Phase.REFUSED:
        if attempt is None or attempt.phase is not AttemptPhase.RUNNING:
            return AttemptRefused(at_s, report.attempt_id, report.cell, report.failure)
        # The cell has begun it and does not know it any more: its ledger is lost, and what was done with it.
        outcome = Phase.INTERRUPTED
    return AttemptEnded(at_s, report.attempt_id, report.cell, outcome, report.failure, report.result)


def _prompt_of(state: State, report: Report, attempt: AttemptState | None, at_s: float) -> tuple[Event, ...]:
    if report.prompt is None or attempt is None or attempt.job not in state.jobs:
        return ()
    prompt = replace(
        report.prompt,
        cell=report.cell,
        attempt_id=report.attempt_id,
        serial=state.jobs[attempt.job].serial,
        raised_at_s=at_s,
        escalate_s=report.prompt.escalate_s or state.plant.line.escalate_s,
    )
    return (PromptRaised(at_s, prompt),)


def events_of_host(state: State, heard: HostHeard, at_s: float) -> tuple[Event, ...]:
    """The events that a process's word about its cells means: cells appear, stand still, go on."""
    result: list[Event] = []
    for item in heard.cells:
        cell = state.cells.get(item.cell)
        if cell is None:
            continue
        held = cell.held
        if not cell.present or cell.incarnation != heard.incarnation:
            result.append(CellAppeared(at_s, item.cell, heard.host, heard.incarnation))
            result += stop_of_cell(state, cell, item, at_s)
            held = None
        if item.state in NOT_WORKING:
            if held != item.state:
                result.append(CellHeld(at_s, item.cell, item.state, item.message))
        elif held is not None:
            result.append(CellReleased(at_s, item.cell))
        if item.attempt_id in state.doubted:
            result.append(AttemptReopened(at_s, item.attempt_id, item.cell))
    return tuple(result)


def is_known(state: State, attempt: AttemptId) -> bool:
    """Whether the attempt is one of this journal, open or ended."""
    if attempt in state.attempts:
        return True
    parts = split_attempt(attempt)
    if parts is None or parts[0] != state.journal_id:
        return False
    job_id, _, _ = split_task(parts[1])
    job = state.jobs.get(job_id)
    if job is not None:
        return attempt in job.ended_attempts
    order_id, unit = split_job(job_id)
    order = state.orders.get(order_id)
    return order is not None and order.is_released(unit)


def changes_something(state: State, event: Event) -> bool:
    """Whether an observed event is news; repeated, late and overtaken ones are not."""
    rule = _NEWS.get(type(event))
    return rule is not None and rule(state, event)


def _accepted(state: State, event: AttemptAccepted) -> bool:
    attempt = state.attempts.get(event.attempt)
    return attempt is not None and attempt.phase is AttemptPhase.DISPATCHED


def _started(state: State, event: AttemptStarted) -> bool:
    attempt = state.attempts.get(event.attempt)
    return attempt is not None and attempt.phase is not AttemptPhase.RUNNING


def _refused(state: State, event: AttemptRefused) -> bool:
    attempt = state.attempts.get(event.attempt)
    return attempt is not None and attempt.cell == event.cell and attempt.phase is not AttemptPhase.RUNNING


def _ended(state: State, event: AttemptEnded) -> bool:
    attempt = state.attempts.get(event.attempt)
    return attempt is not None and attempt.cell == event.cell


def _reopened(state: State, event: AttemptReopened) -> bool:
    attempt = state.doubted.get(event.attempt)
    return attempt is not None and attempt.cell == event.cell and is_open(state, attempt)


def _prompted(state: State, event: PromptRaised) -> bool:
    attempt = state.attempts.get(event.prompt.attempt_id)
    return attempt is not None and event.prompt.id not in state.prompts and event.prompt.id not in attempt.answered


def _answered(state: State, event: PromptAnswered) -> bool:
    item = state.prompts.get(event.prompt)
    if item is None or event.choice not in item.prompt.choices:
        return False
    # What is done in the place of a cell's word has somebody's name.
    return event.choice not in BY_NAME or bool(item.prompt.cell or event.operator_name.strip())


def _cell_appeared(state: State, event: CellAppeared) -> bool:
    cell = state.cells.get(event.cell)
    return cell is not None and (not cell.present or cell.incarnation != event.incarnation)


def _cell_lost(state: State, event: CellLost) -> bool:
    return event.cell in state.cells and state.cells[event.cell].present


def _cell_held(state: State, event: CellHeld) -> bool:
    return event.cell in state.cells and state.cells[event.cell].held != event.state


def _cell_released(state: State, event: CellReleased) -> bool:
    return event.cell in state.cells and state.cells[event.cell].held is not None


def _cell_commanded(state: State, event: CellCommanded) -> bool:
    cell = state.cells.get(event.cell)
    if cell is None:
        return False
    is_new = cell.ordered is not STANDING_ORDERS[event.command] or bool(commands_for(cell))
    return is_new or (event.command is CellCommand.STOP and _stops_more(state, (cell.attempt,), event.policy))


def _reset(state: State, event: LineReset) -> bool:
    return state.mode in (LineMode.EMERGENCY_STOPPED, LineMode.STOPPED) and not state.emergency_stops


def _cancelled(state: State, event: OrderCancelled) -> bool:
    order = state.orders.get(event.order)
    if order is None or order.end is not None:
        return False
    jobs = (state.jobs[job] for job in order.on_floor)
    return order.cancelled is None or _stops_more(state, (job.attempt for job in jobs), event.policy)


def _stopped(state: State, event: LineStopped) -> bool:
    if state.mode is LineMode.STOPPED:
        return _stops_more(state, state.attempts, event.policy)
    return state.mode is not LineMode.EMERGENCY_STOPPED


def _stops_more(state: State, attempts: Iterable[AttemptId | None], policy: CancelPolicy | None) -> bool:
    """Whether a second cancel ends any of these at once that was to end more gently."""
    cancelled = (state.attempts[attempt] for attempt in attempts if attempt is not None)
    return policy is CancelPolicy.STOP_NOW and any(says_more(attempt, policy) for attempt in cancelled)


def _prioritised(state: State, event: OrderPrioritised) -> bool:
    order = state.orders.get(event.order)
    return order is not None and order.end is None and order.priority != event.priority


def _alarm_acknowledged(state: State, event: AlarmAcknowledged) -> bool:
    return event.alarm in state.alarms and not state.alarms[event.alarm].acknowledged


# An entry takes the state and the event of its key; the table is what ties the two types together.
_NEWS: dict[type[Event], Callable[[State, Any], bool]] = {
    OrchestratorStarted: lambda state, event: True,
    ScheduleAdopted: lambda state, event: True,
    # An emergency stop ends with a reset alone.
    LineHeld: lambda state, event: state.mode not in (LineMode.HELD, LineMode.EMERGENCY_STOPPED),
    LineResumed: lambda state, event: state.mode not in (LineMode.RUNNING, LineMode.EMERGENCY_STOPPED),
    LineStopped: _stopped,
    LineReset: _reset,
    EmergencyStopped: lambda state, event: event.source not in state.emergency_stops,
    EmergencyReleased: lambda state, event: event.source in state.emergency_stops,
    CellCommanded: _cell_commanded,
    CellAppeared: _cell_appeared,
    CellLost: _cell_lost,
    CellHeld: _cell_held,
    CellReleased: _cell_released,
    OrderSubmitted: lambda state, event: event.order.id not in state.orders,
    OrderCancelled: _cancelled,
    OrderPrioritised: _prioritised,
    AttemptAccepted: _accepted,
    AttemptStarted: _started,
    AttemptRefused: _refused,
    AttemptEnded: _ended,
    AttemptReopened: _reopened,
    PromptRaised: _prompted,
    PromptAnswered: _answered,
    CorrectionStored: lambda state, event: event.evidence in state.corrections,
    AlarmAcknowledged: _alarm_acknowledged,
    # Whoever drives the core may have noticed something itself: a cell that never came up.
    AlarmRaised: lambda state, event: event.alarm.id not in state.alarms,
    AlarmCleared: lambda state, event: event.alarm in state.alarms and state.alarms[event.alarm].active,
}
