"""Which pieces a program was run on: what a recall asks."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.errors import OrderError
from robot_cells.journals.journal import JournalReader
from robot_cells.reports.history import AttemptRecord, JobRecord
from robot_cells.reports.history_reader import history_of
from robot_cells.reports.trace import state_of


@dataclass(frozen=True, slots=True)
class ProgramUse:
    """One attempt in which a cell ran a program; line time in seconds, `hash` is the content hash of the process."""

    serial: str
    state: str
    operation: str
    visit: int
    number: int
    cell: str
    began_s: float
    outcome: str
    process: str
    hash: str


def uses_of(journal: JournalReader, program: str) -> list[ProgramUse]:
    """Every attempt that ran a program, in the order in which they began.

    `program` is the name of a process, or the beginning of its content hash. Raises `OrderError` when the journal has
    no attempt with it, and says which programs there are.
    """
    uses = []
    for job in history_of(journal).jobs.values():
        for attempt in job.attempts:
            if attempt.program[0]:
                uses.append(_use(job, attempt))
    uses.sort(key=lambda use: use.began_s)
    found = [use for use in uses if program and (use.process == program or use.hash.startswith(program.lower()))]
    if not found:
        known = sorted({f"{use.process} {use.hash[:12]}" for use in uses})
        raise OrderError(
            f"No attempt ran a program {program!r}.",
            where=f"journal {journal.journal_id}",
            remedy=f"Programs that ran: {', '.join(known) or 'none'}.",
        )
    return found


def _use(job: JobRecord, attempt: AttemptRecord) -> ProgramUse:
    process, content_hash = attempt.program
    return ProgramUse(
        serial=job.serial,
        state=state_of(job),
        operation=attempt.operation,
        visit=attempt.visit,
        number=attempt.number,
        cell=attempt.cell,
        began_s=attempt.begun_s,
        outcome=attempt.outcome_name,
        process=process,
        hash=content_hash,
    )
