"""Reads a journal into a history."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from robot_cells.attempts.report import Phase
from robot_cells.errors import JournalError
from robot_cells.ids import CellId, JournalId, PromptId, serial_number
from robot_cells.journals.event_records import event_of
from robot_cells.journals.journal import JournalReader
from robot_cells.journals.record import Record
from robot_cells.orchestration.events import (
    AttemptAccepted,
    AttemptDispatched,
    AttemptEnded,
    AttemptEndedLate,
    AttemptRefused,
    AttemptReopened,
    AttemptStarted,
    CellAppeared,
    CellHeld,
    CellLost,
    CellReleased,
    Event,
    JobCompleted,
    JobMoved,
    JobReleased,
    JobRerouted,
    JobScrapped,
    OrchestratorStarted,
    OrderEnded,
    OrderSubmitted,
    PromptAnswered,
    PromptRaised,
    PromptTimedOut,
    RetryPlanned,
    ScheduleAdopted,
    TaskAttested,
    VerdictReviewed,
)
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.orchestration.task_names import split_job
from robot_cells.reports.history import (
    Adoption,
    AttemptRecord,
    History,
    JobRecord,
    OrderRecord,
    Outage,
    PromptRecord,
    Stay,
)


def history_of(journal: JournalReader) -> History:
    """The history that a journal holds; raises `JournalError` for a record that cannot be understood."""
    return history_of_records(journal.journal_id, journal.read())


def history_of_records(journal_id: JournalId, records: Iterable[Record]) -> History:
    """The same from records at hand, which begin with the first."""
    history = History(journal_id)
    for record in records:
        event = event_of(record)
        history.moments.append((record.kind, record.recorded_ns))
        history.last_s = max(history.last_s, event.at_s)
        reader = _READERS.get(type(event))
        if reader is None:
            continue
        try:
            reader(history, event, record.recorded_ns)
        except KeyError as error:
            raise JournalError(
                f"A record speaks of {error}, which none before it has brought in.",
                where=f"record {record.sequence}, {record.kind}",
                remedy="The journal is incomplete; restore it from a copy.",
            ) from error
    return history


def history_of_events(journal_id: JournalId, events: Iterable[Event]) -> History:
    """The same from events that no journal holds, such as those of a twin: without Unix times and positions."""
    history = History(journal_id)
    for event in events:
        history.last_s = max(history.last_s, event.at_s)
        reader = _READERS.get(type(event))
        if reader is not None:
            reader(history, event, 0)
    return history


def _started(history: History, event: OrchestratorStarted, _: int) -> None:
    history.epochs = event.epoch


def _adopted(history: History, event: ScheduleAdopted, _: int) -> None:
    history.adoptions.append(Adoption(event.at_s, event.schedule))


def _submitted(history: History, event: OrderSubmitted, _: int) -> None:
    history.orders[event.order.id] = OrderRecord(event.order, event.at_s)


def _order_ended(history: History, event: OrderEnded, _: int) -> None:
    order = history.orders[event.order]
    order.ended_s, order.end = event.at_s, event.end


def _released(history: History, event: JobReleased, _: int) -> None:
    order, unit = split_job(event.job)
    job = JobRecord(
        event.job, order, serial_number(order, unit), history.orders[order].order.product, released_s=event.at_s
    )
    job.stays.append(Stay(Place(event.cell, PlaceKind.STATION), event.at_s))
    history.jobs[event.job] = job
    history.cells.setdefault(event.cell)


def _moved(history: History, event: JobMoved, _: int) -> None:
    _stand(history.jobs[event.job], event.place, event.at_s)


def _completed(history: History, event: JobCompleted, _: int) -> None:
    job = history.jobs[event.job]
    job.is_completed = True
    _leave(job, event.at_s)


def _scrapped(history: History, event: JobScrapped, _: int) -> None:
    job = history.jobs[event.job]
    job.scrapped = (event.code, event.reason)
    _leave(job, event.at_s)


def _rerouted(history: History, event: JobRerouted, _: int) -> None:
    job = history.jobs[event.job]
    job.reroutes.append(event)
    job.is_on_detour = True


def _retried(history: History, event: RetryPlanned, _: int) -> None:
    history.jobs[event.job].retries.append(event)


def _dispatched(history: History, event: AttemptDispatched, _: int) -> None:
    job = history.jobs[event.job]
    attempt = AttemptRecord(
        event.attempt,
        event.task,
        event.job,
        job.order,
        job.product,
        event.operation,
        event.visit,
        event.number,
        event.cell,
        event.at_s,
        event.expected_s,
        event.changeover_s,
        event.trip,
        event.because,
        is_rework=event.trip is None and (event.visit > 1 or job.is_on_detour),
    )
    history.attempts[event.attempt] = attempt
    job.attempts.append(attempt)
    history.cells.setdefault(event.cell)
    if event.trip is None:
        # The recipe is resumed with an operation that comes again; what was done before it was the detour.
        job.is_on_detour = job.is_on_detour and event.visit == 1
        _stand(job, Place(event.cell, PlaceKind.STATION), event.at_s)


def _accepted(history: History, event: AttemptAccepted, recorded_ns: int) -> None:
    attempt = history.attempts[event.attempt]
    attempt.accepted_s, attempt.accepted_ns = event.at_s, recorded_ns


def _begun(history: History, event: AttemptStarted, _: int) -> None:
    attempt = history.attempts[event.attempt]
    attempt.started_s, attempt.started_program = event.at_s, (event.process, event.program_hash)


def _refused(history: History, event: AttemptRefused, _: int) -> None:
    attempt = history.attempts[event.attempt]
    attempt.ended_s, attempt.outcome, attempt.failure = event.at_s, Phase.REFUSED, event.failure


def _ended(history: History, event: AttemptEnded, _: int) -> None:
    attempt = history.attempts[event.attempt]
    attempt.ended_s, attempt.outcome = event.at_s, event.outcome
    attempt.failure, attempt.result = event.failure, event.result
    if attempt.trip is not None and event.outcome is Phase.SUCCEEDED:
        _stand(history.jobs[attempt.job], attempt.trip.target, event.at_s)


def _reopened(history: History, event: AttemptReopened, _: int) -> None:
    attempt = history.attempts[event.attempt]
    attempt.ended_s = attempt.outcome = attempt.failure = None
    attempt.result = {}
    prompt = history.prompts.get(PromptId(f"{event.attempt}?"))
    if prompt is not None and prompt.answered_s is None:
        prompt.choice, prompt.answered_s = "withdrawn", event.at_s
        prompt.answered_by = f"{event.cell} is heard again"


def _ended_late(history: History, event: AttemptEndedLate, _: int) -> None:
    attempt = history.attempts[event.attempt]
    history.jobs[attempt.job].late.append(event)
    if attempt.attested is not None and event.outcome is Phase.SUCCEEDED:
        attempt.result = event.result  # What it had measured belongs to what was said to be done.


def _attested(history: History, event: TaskAttested, _: int) -> None:
    attempt = history.attempts[event.attempt]
    attempt.attested = event
    if attempt.trip is not None:
        _stand(history.jobs[attempt.job], attempt.trip.target, event.at_s)


def _reviewed(history: History, event: VerdictReviewed, _: int) -> None:
    history.attempts[event.attempt].review = event


def _lost(history: History, event: CellLost, _: int) -> None:
    _begin_outage(history, event.cell, event.at_s, event.reason or "nothing was heard of it")


def _held(history: History, event: CellHeld, _: int) -> None:
    _begin_outage(history, event.cell, event.at_s, event.reason or f"state {event.state}")


def _works(history: History, event: CellAppeared | CellReleased, _: int) -> None:
    history.cells.setdefault(event.cell)
    for outage in history.outages:
        if outage.cell == event.cell and outage.end_s is None:
            outage.end_s = event.at_s


def _raised(history: History, event: PromptRaised, _: int) -> None:
    history.prompts[event.prompt.id] = PromptRecord(event.prompt, event.at_s)


def _answered(history: History, event: PromptAnswered, _: int) -> None:
    prompt = history.prompts[event.prompt]
    prompt.choice, prompt.answered_s, prompt.answered_by = event.choice, event.at_s, event.operator_name


def _timed_out(history: History, event: PromptTimedOut, _: int) -> None:
    prompt = history.prompts[event.prompt]
    prompt.choice, prompt.answered_s = event.choice, event.at_s


def _begin_outage(history: History, cell: CellId, at_s: float, reason: str) -> None:
    if not any(item.cell == cell and item.end_s is None for item in history.outages):
        history.outages.append(Outage(cell, at_s, reason))


def _stand(job: JobRecord, place: Place, at_s: float) -> None:
    if job.stays and job.stays[-1].end_s is None:
        if job.stays[-1].place == place:
            return
        job.stays[-1].end_s = at_s
    job.stays.append(Stay(place, at_s))


def _leave(job: JobRecord, at_s: float) -> None:
    job.ended_s = at_s
    if job.stays and job.stays[-1].end_s is None:
        job.stays[-1].end_s = at_s


# An entry takes the history, the event of its key and when that was recorded; the table ties the types together.
_READERS: dict[type[Event], Callable[[History, Any, int], None]] = {
    OrchestratorStarted: _started,
    ScheduleAdopted: _adopted,
    OrderSubmitted: _submitted,
    OrderEnded: _order_ended,
    JobReleased: _released,
    JobMoved: _moved,
    JobCompleted: _completed,
    JobScrapped: _scrapped,
    JobRerouted: _rerouted,
    RetryPlanned: _retried,
    AttemptDispatched: _dispatched,
    AttemptAccepted: _accepted,
    AttemptStarted: _begun,
    AttemptRefused: _refused,
    AttemptEnded: _ended,
    AttemptReopened: _reopened,
    AttemptEndedLate: _ended_late,
    TaskAttested: _attested,
    VerdictReviewed: _reviewed,
    CellLost: _lost,
    CellHeld: _held,
    CellAppeared: _works,
    CellReleased: _works,
    PromptRaised: _raised,
    PromptAnswered: _answered,
    PromptTimedOut: _timed_out,
}
