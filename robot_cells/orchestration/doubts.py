"""Attempts in doubt: their cell is not heard, so nobody knows how far they came.

An attempt of a silent cell stays open and in doubt until the cell tells, or until it has been silent for as long as
the operation allows (`Timeouts.silent_s`); then it is taken for interrupted. What is repeatable and can be done
elsewhere is not waited for. Whatever the cell tells later is taken in: as long as nothing has been built on the doubt
it takes the doubt's place, else it is recorded and told to people.
"""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.attempts.report import Failure, Phase
from robot_cells.ids import AlarmId, AttemptId
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import (
    AlarmCleared,
    AlarmRaised,
    AttemptEnded,
    AttemptEndedLate,
    AttemptReopened,
    Event,
)
from robot_cells.orchestration.events.attempt_events import SILENT
from robot_cells.orchestration.failure_rules import is_repeatable
from robot_cells.orchestration.locked_zones import in_the_way
from robot_cells.orchestration.state import AttemptState, State
from robot_cells.orders.timeouts import Timeouts

LATE = "cell.late"
"""The code of the alarm about what a cell had done all the same, when the line had gone on without it."""
_DONE = {Phase.SUCCEEDED: "succeeded", Phase.FAILED: "failed", Phase.CANCELLED: "been cancelled after it had begun"}


def in_doubt(state: State) -> Iterator[AttemptState]:
    """The open attempts whose cells are not heard."""
    if state.silent:
        yield from (attempt for attempt in state.attempts.values() if attempt.cell in state.silent)


def deadlines(state: State) -> Iterator[tuple[float, AttemptId]]:
    """When attempts in doubt are taken for interrupted (line time in seconds), unless their cells are heard before."""
    for attempt in in_doubt(state):
        yield state.silent[attempt.cell] + silent_s(state, attempt), attempt.id


def silent_s(state: State, attempt: AttemptState) -> float:
    """For how long the cell may be silent while it has this attempt, in seconds of line time."""
    if attempt.trip is not None or attempt.operation == TRANSPORT:
        return Timeouts().silent_s
    return state.plant.operations[state.jobs[attempt.job].product, attempt.operation].timeouts.silent_s


def goes_elsewhere(state: State, attempt: AttemptState) -> bool:
    """Whether the work in doubt can be repeated by another cell at once.

    The process declares itself repeatable, another cell takes that work now, and the piece gets there without anybody
    having to fetch it from the silent cell (a line without vehicles).
    """
    if attempt.trip is not None or state.plant.vehicles:
        return False
    job = state.jobs[attempt.job]
    options = state.plant.options[job.product, attempt.operation]
    others = any(item.cell != attempt.cell and state.cells[item.cell].usable for item in options)
    interruptions = job.interruptions.get(attempt.operation, 0) + 1
    return others and is_repeatable(state.plant, job, attempt.operation, attempt.cell, interruptions)


def presumed_end(state: State, attempt: AttemptState, now_s: float) -> AttemptEnded:
    """The attempt is taken for interrupted, since its cell is silent."""
    job = state.jobs[attempt.job]
    silence_s = now_s - state.silent[attempt.cell]
    since = f"has been silent for {silence_s:.0f} s" if silence_s > 0.0 else "is silent"
    where = f"{job.serial} stands at the {job.place.kind.value} of {job.place.cell}."
    if attempt.trip is not None:
        where = (
            f"{job.serial} is on board, still at {attempt.trip.origin.cell}, or at {attempt.trip.target.cell} already."
        )
    failure = Failure(
        SILENT,
        f"{attempt.cell} {since}; how far {attempt.operation} came is not known. {where}",
        f"Look at {job.serial}, and at the process and network of {attempt.cell}. When it is heard again, what its "
        "ledger tells is taken instead, as long as nothing else has been begun.",
    )
    return AttemptEnded(now_s, attempt.id, attempt.cell, Phase.INTERRUPTED, failure)


def is_open(state: State, attempt: AttemptState) -> bool:
    """Whether nothing has been built on the presumed end: a question stands open, or a retry that has not begun."""
    job = state.jobs.get(attempt.job)
    if job is None or job.attempt is not None:
        return False
    if job.visit(attempt.operation) != attempt.visit or job.tries.get(attempt.operation) != attempt.number:
        return False
    if any(in_the_way(state, attempt.locks, besides=attempt.id)):
        return False  # Somebody said that its arm stands in no zone, and another one works there.
    return job.pinned == attempt.operation or job.prompt == f"{attempt.id}?"


def gives_way(state: State, attempt: AttemptState, outcome: Phase) -> bool:
    """Whether the true end takes the place of the presumed one; one that says the same does where somebody is asked."""
    if not is_open(state, attempt):
        return False
    return outcome is not Phase.INTERRUPTED or state.jobs[attempt.job].prompt is not None


def superseded(state: State) -> Iterator[AttemptState]:
    """Doubted attempts whose cells are heard again and have told nothing of them yet: they shall not go on there."""
    return (item for item in state.doubted.values() if state.cells[item.cell].present)


def silence_alarm(state: State, event: AttemptEnded, now_s: float) -> tuple[Event, ...]:
    """What is told where nobody has to be asked; a silence that was not waited for has the alarm of its cell."""
    since_s = state.silent.get(event.cell, now_s)
    if event.failure is None or now_s <= since_s:
        return ()
    serial = state.jobs[state.doubted[event.attempt].job].serial
    text, remedy = event.failure.message, event.failure.remedy
    alarm = Alarm(_silence_alarm_id(event.attempt), Severity.ERROR, event.cell, SILENT, text, remedy, serial)
    return (AlarmRaised(now_s, alarm),)


def after_reopening(state: State, event: AttemptReopened, now_s: float) -> tuple[Event, ...]:
    """The alarms about the doubt are over."""
    return _cleared(state, event.attempt, now_s)


def after_late_end(state: State, event: AttemptEndedLate, now_s: float) -> tuple[Event, ...]:
    """Where the cell had done something all the same, somebody has to look at the piece."""
    cleared = _cleared(state, event.attempt, now_s) if event.outcome is Phase.REFUSED else ()
    if event.outcome not in _DONE or event.result.get("begun") is False:
        return cleared
    if event.attested and event.outcome is Phase.SUCCEEDED:
        return cleared  # It is as somebody had said.
    task = event.attempt.partition(":")[2]
    alarm = Alarm(
        AlarmId(f"{LATE}:{event.attempt}"),
        Severity.WARNING,
        event.cell,
        LATE,
        f"{event.cell} is heard again: on it {task} had {_DONE[event.outcome]}; the line had gone on without it.",
        "Look at the product: what was done there, and what was chosen meanwhile, may both have been done to it.",
        event.serial,
    )
    return (*cleared, AlarmRaised(now_s, alarm))


def _cleared(state: State, attempt: AttemptId, now_s: float) -> tuple[Event, ...]:
    names = (AlarmId(f"asked:{attempt}?"), _silence_alarm_id(attempt))
    found = (state.alarms.get(name) for name in names)
    return tuple(AlarmCleared(now_s, item.alarm.id) for item in found if item is not None and item.active)


def _silence_alarm_id(attempt: AttemptId) -> AlarmId:
    return AlarmId(f"{SILENT}:{attempt}")
