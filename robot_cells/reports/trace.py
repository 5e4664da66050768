"""Everything that happened to one serial number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

from robot_cells.errors import OrderError
from robot_cells.ids import AttemptId, CellId, JobId, OrderId, ProductId, SerialNumber
from robot_cells.journals.journal import JournalReader
from robot_cells.reports.curve_summary import summarised
from robot_cells.reports.history import AttemptRecord, History, JobRecord, PromptRecord
from robot_cells.reports.history_reader import history_of
from robot_cells.reports.part_decisions import attested_text, reviewed_text

EVIDENCE_KEYS = ("evidence_path", "evidence")
PROVENANCE_KEYS = ("program", "devices")
"""What it was done with: told by the record of the part (`part_record.py`), not by a trace."""


@dataclass(frozen=True, slots=True)
class Step:
    """One attempt on the piece. Times in line time, seconds; None where it has not come to that.

    `outcome` is how it ended, in lower case (`succeeded`, `failed`, ...; `open` while it runs, `attested` where it had
    ended in doubt and a person said that it is done). `measurements` is the attempt's result with curves summed up;
    `verdict` and `evidence` (path in the evidence folder) are taken out of it.
    """

    operation: str
    visit: int
    number: int
    cell: CellId
    attempt: AttemptId
    begun_s: float
    ended_s: float | None
    outcome: str
    is_rework: bool
    origin: str
    target: str
    code: str
    message: str
    verdict: str
    evidence: str
    defects: tuple[Mapping[str, object], ...]
    measurements: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Incident:
    """Something that was decided about the piece.

    `kind` is `rework`, `retry`, `question`, `answer`, `attestation` (a person said that it is done) or `late`.
    """

    at_s: float
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Trace:
    """The whole life of a piece. `state` is `completed`, `scrapped` or `on the floor`; `reason` why it was scrapped."""

    serial: SerialNumber
    job: JobId
    order: OrderId
    product: ProductId
    state: str
    reason: str
    released_s: float
    ended_s: float | None
    steps: tuple[Step, ...]
    incidents: tuple[Incident, ...]

    def to_dict(self) -> dict[str, object]:
        """Plain values, ready for JSON."""
        return asdict(self)


def trace_of(journal: JournalReader, serial: SerialNumber) -> Trace:
    """The trace of a serial number; raises `OrderError` when no piece of the journal has it."""
    return trace_in(history_of(journal), serial)


def trace_in(history: History, serial: SerialNumber) -> Trace:
    """The same from a history at hand."""
    job = job_with(history, serial)
    return Trace(
        job.serial,
        job.id,
        job.order,
        job.product,
        state_of(job),
        "" if job.scrapped is None else f"{job.scrapped[0]}: {job.scrapped[1]}",
        job.released_s,
        job.ended_s,
        tuple(_step(item) for item in job.attempts),
        tuple(sorted(_incidents(history, job), key=lambda item: item.at_s)),
    )


def job_with(history: History, serial: SerialNumber) -> JobRecord:
    """The piece of that serial number; raises `OrderError` when none has it."""
    job = next((item for item in history.jobs.values() if item.serial == serial), None)
    if job is None:
        known = ", ".join(item.serial for item in list(history.jobs.values())[:5]) or "none yet"
        raise OrderError(
            f"No piece with the serial number {serial!r} has entered the line.",
            where=f"journal {history.journal_id}",
            remedy=f"Serial numbers look like these: {known}.",
        )
    return job


def state_of(job: JobRecord) -> str:
    """`completed`, `scrapped` or `on the floor`."""
    if job.is_completed:
        return "completed"
    return "on the floor" if job.scrapped is None else "scrapped"


def _step(attempt: AttemptRecord) -> Step:
    result = dict(attempt.result)
    defects = result.pop("defects", ())
    verdict = result.pop("verdict", "")
    for key in PROVENANCE_KEYS:
        result.pop(key, None)
    evidence = next((str(result[key]) for key in EVIDENCE_KEYS if result.get(key)), "")
    for key in EVIDENCE_KEYS:
        result.pop(key, None)
    listed = defects if isinstance(defects, list | tuple) else ()
    return Step(
        attempt.operation,
        attempt.visit,
        attempt.number,
        attempt.cell,
        attempt.id,
        attempt.begun_s,
        attempt.ended_s,
        attempt.outcome_name,
        attempt.is_rework,
        "" if attempt.trip is None else attempt.trip.origin.cell,
        "" if attempt.trip is None else attempt.trip.target.cell,
        "" if attempt.failure is None else attempt.failure.code,
        "" if attempt.failure is None else attempt.failure.message,
        str(verdict),
        evidence,
        tuple(item for item in listed if isinstance(item, Mapping)),
        summarised(result),
    )


def _incidents(history: History, job: JobRecord) -> list[Incident]:
    """In an order that the sort by time keeps: an answer stands above what it brought about."""
    result = [
        incident
        for record in history.prompts.values()
        if record.prompt.serial == job.serial
        for incident in _of_prompt(record)
    ]
    result += [
        Incident(item.at_s, "rework", f"{item.operation} failed: rework by the route {item.route}")
        for item in job.reroutes
    ]
    result += [
        Incident(
            item.at_s,
            "late",
            f"{item.cell} is heard again: there {item.attempt.partition(':')[2]} had {item.outcome.name.lower()}",
        )
        for item in job.late
    ]
    result += [
        Incident(item.attested.at_s, "attestation", attested_text(item.attested))
        for item in job.attempts
        if item.attested is not None
    ]
    result += [
        Incident(item.review.at_s, "review", reviewed_text(item.review))
        for item in job.attempts
        if item.review is not None
    ]
    result += [
        Incident(item.at_s, "retry", f"{item.task.rpartition('/')[2]} again, not before {item.not_before_s:.1f} s")
        for item in job.retries
    ]
    return result


def _of_prompt(record: PromptRecord) -> list[Incident]:
    asked = Incident(record.raised_s, "question", f"{record.prompt.text} ({', '.join(record.prompt.choices)})")
    if record.answered_s is None:
        return [asked]
    who = record.answered_by or "nobody in time: the default"
    return [asked, Incident(record.answered_s, "answer", f"{record.choice} ({who})")]
