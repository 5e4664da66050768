"""From a journal to the record of a part."""

from __future__ import annotations

from dataclasses import replace

from robot_cells.ids import SerialNumber
from robot_cells.journals.journal import JournalReader
from robot_cells.journals.verification import HeadDigest
from robot_cells.orchestration.events import (
    AttemptAccepted,
    AttemptDispatched,
    AttemptEnded,
    AttemptRefused,
    AttemptStarted,
    JobCompleted,
    JobReleased,
    JobScrapped,
    OrchestratorStarted,
    OrderSubmitted,
)
from robot_cells.orchestration.task_names import split_job
from robot_cells.reports.history import AttemptRecord, History, JobRecord, OrderRecord
from robot_cells.reports.history_reader import history_of_records
from robot_cells.reports.part_decisions import decision_of
from robot_cells.reports.part_record import (
    VERSION,
    DecisionRecord,
    DocumentRecord,
    EntryRecord,
    EpochRecord,
    Fault,
    JournalExtent,
    Moment,
    OrderShare,
    PartRecord,
    Program,
    StepRecord,
)
from robot_cells.reports.part_records import PartSearch, Sighting, records_until
from robot_cells.reports.record_digest import digest_of
from robot_cells.reports.record_documents import documents_of, line_of
from robot_cells.reports.step_result import parts_of, read_result
from robot_cells.reports.time_text import utc_text
from robot_cells.reports.trace import job_with, state_of

FORM = "part"
_ENDS = (AttemptEnded.kind, AttemptRefused.kind)


def record_of(journal: JournalReader, serial: SerialNumber, *, until: int | None = None) -> PartRecord:
    """The record of a serial number, from the journal up to a position (None: all of it).

    Raises `OrderError` when no piece of the journal has it, `JournalError` when the journal cannot be understood.
    """
    history = history_of_records(journal.journal_id, records_until(journal, until))
    job = job_with(history, serial)
    search = PartSearch(HeadDigest(journal.journal_id), job.id, job.order, serial)
    search.search(records_until(journal, until))
    return _Reader(journal, history, job, search).record()


def moment_of(sighting: Sighting) -> Moment:
    """When and where it was recorded."""
    record = sighting.record
    return Moment(record.at_s, utc_text(record.recorded_ns), record.sequence, sighting.checksum.hex())


class _Reader:
    """Puts the record of one piece together."""

    def __init__(self, journal: JournalReader, history: History, job: JobRecord, search: PartSearch) -> None:
        self._journal = journal
        self._history = history
        self._job = job
        self._search = search
        self._moments: dict[tuple[str, str], Moment] = {}
        for item in search.found:
            # The latest of a kind: an end that was presumed is taken back by the true one.
            self._moments[item.record.kind, item.record.subject] = moment_of(item)
        self._epochs = tuple(self._epoch(item) for item in search.found if isinstance(item.event, OrchestratorStarted))

    def record(self) -> PartRecord:
        """The whole record, from the order to the last step."""
        job = self._job
        steps = tuple(self._step(attempt) for attempt in job.attempts)
        found = PartRecord(
            record=FORM,
            version=VERSION,
            serial=job.serial,
            product=job.product,
            job=job.id,
            state=state_of(job),
            reason="" if job.scrapped is None else f"{job.scrapped[0]}: {job.scrapped[1]}",
            released=self._moments[JobReleased.kind, job.id],
            ended=self._moment((JobCompleted.kind, JobScrapped.kind), job.id),
            order=self._order(self._history.orders[job.order]),
            journal=self._extent(),
            recipe=self._recipe(),
            epochs=self._epochs,
            parts=tuple(part for attempt in job.attempts for part in parts_of(attempt)),
            steps=steps,
            decisions=tuple(self._decisions()),
            entries=tuple(_entry(item) for item in self._search.found),
        )
        return replace(found, digest=digest_of(found))

    def _moment(self, kinds: tuple[str, ...], subject: str) -> Moment | None:
        return next((self._moments[kind, subject] for kind in kinds if (kind, subject) in self._moments), None)

    def _order(self, order: OrderRecord) -> OrderShare:
        return OrderShare(
            order.order.id,
            split_job(self._job.id)[1],
            order.order.quantity,
            order.order.priority,
            self._moments[OrderSubmitted.kind, order.order.id],
            order.due_at_s,
        )

    def _extent(self) -> JournalExtent:
        line = line_of(self._journal.documents())
        search = self._search
        return JournalExtent(
            self._history.journal_id, line, search.sequence, search.checksum.hex(), str(search.head.head)
        )

    def _epoch(self, sighting: Sighting) -> EpochRecord:
        event = sighting.event
        assert isinstance(event, OrchestratorStarted)
        documents = documents_of(self._journal.documents(event.epoch), self._job.product)
        return EpochRecord(event.epoch, moment_of(sighting), documents)

    def _epoch_at(self, moment: Moment) -> EpochRecord | None:
        """The incarnation that was at work when something was recorded."""
        return next((epoch for epoch in reversed(self._epochs) if epoch.began.sequence < moment.sequence), None)

    def _recipe(self) -> DocumentRecord | None:
        epoch = self._epoch_at(self._moments[JobReleased.kind, self._job.id])
        documents = () if epoch is None else epoch.documents
        return next((document for document in documents if document.kind == "product"), None)

    def _step(self, attempt: AttemptRecord) -> StepRecord:
        dispatched = self._moments[AttemptDispatched.kind, attempt.id]
        epoch = self._epoch_at(dispatched)
        result = read_result(attempt.result)
        return StepRecord(
            operation=attempt.operation,
            visit=attempt.visit,
            number=attempt.number,
            task=attempt.task,
            attempt=attempt.id,
            cell=attempt.cell,
            epoch=0 if epoch is None else epoch.epoch,
            is_rework=attempt.is_rework,
            origin="" if attempt.trip is None else attempt.trip.origin.cell,
            target="" if attempt.trip is None else attempt.trip.target.cell,
            dispatched=dispatched,
            accepted=self._moment((AttemptAccepted.kind,), attempt.id),
            started=self._moment((AttemptStarted.kind,), attempt.id),
            ended=None if attempt.outcome is None else self._moment(_ENDS, attempt.id),
            outcome=attempt.outcome_name,
            program=_program(attempt, epoch),
            devices=result.devices,
            failure=_fault(attempt),
            verdict=result.verdict,
            defects=result.defects,
            measurements=result.measurements,
            picture=result.picture,
            answers=result.answers,
            values=result.values,
        )

    def _decisions(self) -> list[DecisionRecord]:
        """In the order of the journal; starts of orchestrators count from the first after the piece had come."""
        released = self._moments[JobReleased.kind, self._job.id].sequence
        found = []
        for item in self._search.found:
            said = decision_of(item.event, self._history)
            if said is None or (isinstance(item.event, OrchestratorStarted) and item.record.sequence < released):
                continue
            found.append(DecisionRecord(moment_of(item), said.kind, said.text, said.operator, said.attempt))
        return found


def _program(attempt: AttemptRecord, epoch: EpochRecord | None) -> Program | None:
    process, content_hash = attempt.program
    if not process:
        return None
    known = () if epoch is None else epoch.documents
    is_documented = any(item.process == process and item.hash == content_hash for item in known)
    return Program(process, content_hash, is_documented)


def _fault(attempt: AttemptRecord) -> Fault | None:
    failure = attempt.failure
    return None if failure is None else Fault(failure.code, failure.message, failure.remedy)


def _entry(item: Sighting) -> EntryRecord:
    record = item.record
    return EntryRecord(
        record.sequence, item.checksum.hex(), record.kind, record.subject, record.at_s, utc_text(record.recorded_ns)
    )
