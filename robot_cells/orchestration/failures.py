"""What follows the end of an attempt: the recipe's failure rules, trips that did not succeed, questions, scrap."""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase
from robot_cells.errors import TransitionError
from robot_cells.ids import AlarmId, AttemptId, CellId, OperationId, PromptId, TaskId
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration import choices
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.attestations import after_doubt
from robot_cells.orchestration.doubts import silence_alarm
from robot_cells.orchestration.events import (
    AlarmCleared,
    AlarmRaised,
    AttemptEnded,
    AttemptRefused,
    Event,
    JobCompleted,
    JobRerouted,
    JobScrapped,
    PromptRaised,
    RetryPlanned,
)
from robot_cells.orchestration.failure_rules import applicable_rule, backoff_s, is_repeatable, naming_rule, uses
from robot_cells.orchestration.judgement import Judgement, judgement_of
from robot_cells.orchestration.progress import is_finished
from robot_cells.orchestration.reviews import question, reviewed
from robot_cells.orchestration.state import JobState, State
from robot_cells.orchestration.task_names import split_attempt, split_task
from robot_cells.orders.operation import Consequence, FailureRule

Events = tuple[Event, ...]

ORDER_CANCELLED = "order.cancelled"
"""Why a piece of a cancelled order is scrapped."""
STOPPED_BY_HAND = ("cell.emergency_stop", "cell.aborted")
"""Codes of attempts that somebody has cut short: what follows is for a rule that names the code, or for a person."""
REFUSALS_BEFORE_ALARM = 3
"""So many refusals of one job in a row are worth a look."""

INTERRUPTED = "attempt.interrupted"
"""The code by which failure rules name an attempt that its cell reports as interrupted, whatever its own code."""

_REFUSED = "refused:"
"""How the ids of alarms about a cell that refuses begin."""
_WAITS = " waits for an answer: "
"""Between the serial number and what had happened, in the text of the alarm about a question."""

TRIP_TRIES = 3
"""A vehicle tries so often before somebody is asked."""
TRIP_BACKOFF_S = 10.0
"""What it waits before the second try; doubled each time."""


def after_end(state: State, event: AttemptEnded, now_s: float) -> Events:
    """The job is finished, goes on, is tried again, sent along a rework route, asked about, or given up."""
    job, operation = _job_and_operation(state, event.attempt)
    if event.outcome is Phase.SUCCEEDED and is_finished(state.plant, job):
        return (JobCompleted(now_s, job.id),)
    if state.orders[job.order].cancelled is not None:
        return (cancelled_piece(job, now_s),)
    if event.outcome is Phase.SUCCEEDED or event.has_not_begun:
        return ()
    follows = _not_done(state, job, operation, event, now_s)
    if event.is_presumed and not any(isinstance(item, AlarmRaised) for item in follows):
        return (*silence_alarm(state, event, now_s), *follows)
    return follows


def _not_done(state: State, job: JobState, operation: OperationId, event: AttemptEnded, now_s: float) -> Events:
    failure = event.failure or Failure(f"attempt.{event.outcome.name.lower()}", "The cell gave no reason.")
    if operation == TRANSPORT:
        return _trip_failed(state, job, event, failure, now_s)
    if event.outcome is Phase.FAILED:
        return _failed(state, job, operation, event, failure, now_s)
    if event.outcome is Phase.INTERRUPTED:
        return _interrupted(state, job, operation, event, failure, now_s)
    return _cancelled(state, job, operation, event, failure, now_s)


def _cancelled(
    state: State, job: JobState, operation: OperationId, event: AttemptEnded, failure: Failure, now_s: float
) -> Events:
    """Something may have moved: a rule that names the time-out decides where one was the cause, else the operator."""
    text = f"{operation} on {job.serial} was cancelled while it ran: go on how?"
    if job.cancelled_for:
        failure = Failure(job.cancelled_for, f"It ran for too long and was cancelled ({failure.message})")
        found = naming_rule(state.plant.operations[job.product, operation], job, (job.cancelled_for,))
        if found is not None:
            defects = defects_of(event.result)
            return by_rule(state, job, operation, event.attempt, failure, found, text, now_s, defects, event.cell)
    allowed = after_doubt(state.plant, state.plant.operations[job.product, operation], event.cell, choices.AFTER_DOUBT)
    return _asked(state, job, operation, event.attempt, text, allowed, failure, now_s)


def _interrupted(
    state: State, job: JobState, operation: OperationId, event: AttemptEnded, failure: Failure, now_s: float
) -> Events:
    """Something may have moved: done again only where the process or a rule that names the code says that it may."""
    item = state.plant.operations[job.product, operation]
    if is_repeatable(state.plant, job, operation, event.cell, job.interruptions.get(operation, 0)):
        return (retry(job, event.attempt, now_s, -1, now_s),)
    text = f"{operation} on {job.serial} was interrupted, what was done is not known: go on how?"
    found = naming_rule(item, job, (failure.code,) if event.is_presumed else (failure.code, INTERRUPTED))
    if found is None:
        allowed = after_doubt(state.plant, item, event.cell, choices.AFTER_DOUBT)
        return _asked(state, job, operation, event.attempt, text, allowed, failure, now_s)
    defects = defects_of(event.result)
    return by_rule(state, job, operation, event.attempt, failure, found, text, now_s, defects, event.cell)


def _failed(
    state: State, job: JobState, operation: OperationId, event: AttemptEnded, failure: Failure, now_s: float
) -> Events:
    item = state.plant.operations[job.product, operation]
    is_cut_short = failure.code in STOPPED_BY_HAND
    found = naming_rule(item, job, (failure.code,)) if is_cut_short else applicable_rule(item, job, failure.code)
    if found is None and is_cut_short:
        text = f"{operation} on {job.serial} was cut short ({failure.message}): go on how?"
        allowed = choices.after_failure(state.plant.product(job.product).recipe, item)
        allowed = after_doubt(state.plant, item, event.cell, allowed)
        return _asked(state, job, operation, event.attempt, text, allowed, failure, now_s)
    if found is None:
        return scrapped(job, operation, failure, now_s)
    text = f"{operation} on {job.serial} failed ({failure.code}: {failure.message}): go on how?"
    doubted = event.cell if is_cut_short else None
    defects = defects_of(event.result)
    judged = reviewed(state.plant, found[1], item, event.cell, judgement_of(event.result))
    return by_rule(state, job, operation, event.attempt, failure, found, text, now_s, defects, doubted, judged)


def by_rule(
    state: State,
    job: JobState,
    operation: OperationId,
    attempt: AttemptId,
    failure: Failure,
    found: tuple[int, FailureRule],
    text: str,
    now_s: float,
    defects: tuple[Mapping[str, object], ...] = (),
    doubted: CellId | None = None,
    judged: Judgement | None = None,
) -> Events:
    """What the rule (its number, and itself) says; `text` is the question where it says to ask.

    `doubted` is the cell of which nobody knows whether it has done it; None where it said what happened. `judged` is
    the verdict that whoever is asked may decide.
    """
    item = state.plant.operations[job.product, operation]
    number, rule = found
    if rule.consequence is Consequence.RETRY:
        return (retry(job, attempt, now_s + backoff_s(rule, uses(item, number, rule, job)), number, now_s),)
    if rule.consequence is Consequence.REWORK:
        return (JobRerouted(now_s, job.id, rule.route, operation, number, defects or job.defects),)
    if rule.consequence is Consequence.ASK:
        allowed = choices.after_failure(state.plant.product(job.product).recipe, item)
        allowed = allowed if doubted is None else after_doubt(state.plant, item, doubted, allowed)
        if judged is not None:
            allowed, text = choices.or_good(allowed), question(job, operation, judged)
        return _asked(state, job, operation, attempt, text, allowed, failure, now_s, number, defects, judged)
    return scrapped(job, operation, failure, now_s)


def _trip_failed(state: State, job: JobState, event: AttemptEnded, failure: Failure, now_s: float) -> Events:
    parts = split_attempt(event.attempt)
    number = parts[2] if parts is not None else TRIP_TRIES
    if event.outcome is Phase.FAILED and number < TRIP_TRIES and failure.code not in STOPPED_BY_HAND:
        return (retry(job, event.attempt, now_s + TRIP_BACKOFF_S * 2.0 ** (number - 1), -1, now_s),)
    text = f"{job.carrier} did not bring {job.serial} to its target ({failure.code}: {failure.message}): go on how?"
    return _asked(state, job, OperationId(TRANSPORT), event.attempt, text, choices.AFTER_TRIP, failure, now_s)


def retry(job: JobState, attempt: AttemptId, not_before_s: float, rule: int, now_s: float) -> RetryPlanned:
    """The task of the attempt is tried again, not before that time."""
    parts = split_attempt(attempt)
    task = parts[1] if parts is not None else TaskId("")
    return RetryPlanned(now_s, job.id, task, not_before_s, rule)


def defects_of(result: Mapping[str, object]) -> tuple[Mapping[str, object], ...]:
    """The defects in the result of an attempt (`result["defects"]`, a list of objects); anything else is left out."""
    found = result.get("defects", ())
    return tuple(item for item in found if isinstance(item, Mapping)) if isinstance(found, list | tuple) else ()


def scrapped(job: JobState, operation: OperationId, failure: Failure, now_s: float) -> Events:
    """The piece is given up, and an alarm says why."""
    alarm = Alarm(
        AlarmId(f"scrapped:{job.id}"),
        Severity.WARNING,
        "orchestrator",
        failure.code,
        f"{job.serial} was scrapped: {operation} failed ({failure.message})",
        failure.remedy or "Take the piece out of the line.",
        job.serial,
    )
    return (AlarmRaised(now_s, alarm), JobScrapped(now_s, job.id, failure.code, failure.message))


def _asked(
    state: State,
    job: JobState,
    operation: OperationId,
    attempt: AttemptId,
    text: str,
    allowed: tuple[str, ...],
    failure: Failure,
    now_s: float,
    rule: int = -1,
    defects: tuple[Mapping[str, object], ...] = (),
    judged: Judgement | None = None,
) -> Events:
    said = state.plant.operations[job.product, operation].on_failure[rule] if rule >= 0 else None
    # That something is done or good is said by somebody: it is never what follows when nobody answers.
    default = said.default if said is not None and said.default in allowed else ""
    default = "" if default in choices.BY_NAME else default
    prompt = Prompt(
        PromptId(f"{attempt}?"),
        text,
        allowed,
        serial=job.serial,
        timeout_s=said.timeout_s if said is not None and default else 0.0,
        default_choice=default,
        raised_at_s=now_s,
        escalate_s=(said.escalate_s if said is not None else 0.0) or state.plant.line.escalate_s,
    )
    alarm = Alarm(
        alarm_of_prompt(prompt.id),
        Severity.ERROR,
        "orchestrator",
        failure.code,
        f"{job.serial}{_WAITS}{operation}: {failure.message}",
        failure.remedy or "Look at the piece, then answer the question.",
        job.serial,
        lasting=True,
    )
    return (AlarmRaised(now_s, alarm), PromptRaised(now_s, prompt, job.id, operation, rule, defects, judged))


def why_asked(state: State, prompt: PromptId) -> str:
    """The code and the sentence of what a question of the orchestrator was raised about."""
    found = state.alarms.get(alarm_of_prompt(prompt))
    if found is None:
        return ""
    _, _, text = found.alarm.text.partition(_WAITS)
    return f"{found.alarm.code}: {text}"


def alarm_of_prompt(prompt: PromptId) -> AlarmId:
    """The alarm that stays active while the orchestrator waits for the answer."""
    return AlarmId(f"asked:{prompt}")


def cancelled_piece(job: JobState, now_s: float) -> JobScrapped:
    """A piece of a cancelled order leaves the line."""
    return JobScrapped(now_s, job.id, ORDER_CANCELLED, "The order was cancelled.")


def after_refusal(state: State, event: AttemptRefused, now_s: float) -> Events:
    """The task waits to be given out again; after several refusals in a row somebody should look."""
    job, operation = _job_and_operation(state, event.attempt)
    if state.orders[job.order].cancelled is not None:
        return (cancelled_piece(job, now_s),)
    if job.refusals != REFUSALS_BEFORE_ALARM:
        return ()
    failure = event.failure or Failure("attempt.refused", "no reason was given")
    # One cause, one alarm: what keeps a cell from working is the same for every piece that it refuses.
    name = AlarmId(f"{_REFUSED}{event.cell}:{failure.code}")
    known = state.alarms.get(name)
    if known is not None and known.active:
        return ()
    alarm = Alarm(
        name,
        Severity.WARNING,
        event.cell,
        failure.code,
        f"{operation} on {job.serial} has been refused {job.refusals} times: {failure.message}",
        "Look at the cell. What it refuses is tried again, and goes to another cell that can do it.",
        job.serial,
        lasting=True,
    )
    return (AlarmRaised(now_s, alarm),)


def no_longer_refused(state: State, cell: CellId, now_s: float) -> Events:
    """A cell has begun to work: what it refused before is over."""
    return tuple(
        AlarmCleared(now_s, name)
        for name, item in state.alarms.items()
        if item.active and name.startswith(f"{_REFUSED}{cell}:")
    )


def _job_and_operation(state: State, attempt: AttemptId) -> tuple[JobState, OperationId]:
    parts = split_attempt(attempt)
    if parts is None:
        raise TransitionError(f"{attempt!r} is not the id of an attempt.")
    job, operation, _ = split_task(parts[1])
    return state.jobs[job], operation
