"""What a person has attested stands in trace, record and figures under that name, and never as what a cell told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase
from robot_cells.ids import CellId, JobId, OperationId, PromptId, SerialNumber
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import (
    AttemptEnded,
    AttemptEndedLate,
    AttemptStarted,
    JobCompleted,
    PromptAnswered,
    PromptRaised,
    TaskAttested,
    Trip,
)
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.reports.history_reader import history_of
from robot_cells.reports.order_figures import first_pass_yield
from robot_cells.reports.part_record_reader import record_of
from robot_cells.reports.record_page import record_page
from robot_cells.reports.task_figures import task_figures
from robot_cells.reports.trace import trace_of

SERIAL = SerialNumber("WO-1-001")
SILENCE = Failure("cell.silent", "a is silent")
TO_B = Trip(Place(CellId("a"), PlaceKind.STATION), Place(CellId("b"), PlaceKind.INPUT), 6.0, 0.0)


def attested(story: Any, operation: str, cell: str, at_s: float, trip: Trip | None = None) -> str:
    """An attempt that is taken for interrupted after 10 s, and attested after 20 s."""
    attempt = story.dispatch(JobId("WO-1/001"), operation, cell, at_s, trip=trip)
    question = PromptId(f"{attempt}?")
    prompt = Prompt(question, "Go on how?", ("retry", "done", "scrap"), serial=SERIAL)
    story.tell(
        AttemptStarted(at_s, attempt),
        AttemptEnded(at_s + 10.0, attempt, CellId(cell), Phase.INTERRUPTED, SILENCE),
        PromptRaised(at_s + 10.0, prompt, JobId("WO-1/001"), OperationId(operation)),
        PromptAnswered(at_s + 20.0, question, "done", "Ada <b>"),
        TaskAttested(at_s + 20.0, attempt, CellId(cell), "Ada <b>", "cell.silent: a is silent", question),
    )
    return attempt


@pytest.fixture
def told(story: Any) -> Any:
    """One piece: `fasten` and a trip are attested, `check` succeeds."""
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    story.fasten = attested(story, "fasten", "a", 0.0)
    attested(story, "transport", "amr", 30.0, TO_B)
    story.work(job, "check", "b", 60.0, 70.0)
    return story


def test_the_trace_tells_who_said_so_and_why_somebody_was_asked(told: Any) -> None:
    trace = trace_of(told.journal, SERIAL)
    assert [step.outcome for step in trace.steps] == ["attested", "attested", "succeeded"]
    assert trace.steps[0].code == "cell.silent"
    words = [item.text for item in trace.incidents if item.kind == "attestation"]
    reason = "asked because of cell.silent: a is silent"
    assert words == [f"{step} is done, attested by Ada <b>; {reason}" for step in ("fasten.1", "transport.1")]


def test_the_record_names_the_person_with_the_place_in_the_journal(told: Any) -> None:
    record = record_of(told.journal, SERIAL)
    step = record.steps[0]
    assert (step.outcome, step.measurements, step.program) == ("attested", (), None)
    assert step.failure is not None and step.failure.code == "cell.silent"
    words = [item for item in record.decisions if item.kind == "attestation"]
    assert [(item.operator, item.attempt) for item in words] == [
        ("Ada <b>", step.attempt),
        ("Ada <b>", record.steps[1].attempt),
    ]
    kinds = {item.sequence: item.kind for item in record.entries}
    assert kinds[words[0].moment.sequence] == "task_attested"


def test_the_page_shows_it_at_the_step_and_escapes_the_name(told: Any, tmp_path: Path) -> None:
    page = record_page(record_of(told.journal, SERIAL), tmp_path)
    assert '<span class="step-outcome attested">attested</span><div class="faint">by Ada &lt;b&gt;</div>' in page
    assert "0 not successful, 2 attested by a person" in page
    assert "Ada <b>" not in page


def test_figures_count_it_apart_from_what_succeeded(told: Any) -> None:
    told.tell(JobCompleted(70.0, JobId("WO-1/001")))
    history = history_of(told.journal)
    figures = task_figures(history)
    assert (figures.total, figures.succeeded, figures.attested, figures.failed, figures.open) == (3, 1, 2, 0, 0)
    assert first_pass_yield(history) == 0.0, "an interrupted piece is none of the first pass"


def test_a_trip_that_was_attested_has_brought_the_piece_to_its_target(told: Any) -> None:
    stays = history_of(told.journal).jobs[JobId("WO-1/001")].stays
    assert [(stay.place.cell, stay.start_s, stay.end_s) for stay in stays[:2]] == [("a", 0.0, 50.0), ("b", 50.0, 60.0)]


def test_what_the_cell_had_measured_is_shown_when_it_tells_later_that_it_had_succeeded(told: Any) -> None:
    result = {"measurements": [{"name": "torque", "value": 0.6, "unit": "N.m", "verdict": "pass"}]}
    for outcome, count in ((Phase.FAILED, 0), (Phase.SUCCEEDED, 1)):
        late = AttemptEndedLate(80.0, told.fasten, CellId("a"), SERIAL, outcome, None, result, attested=True)
        told.tell(late)
        step = record_of(told.journal, SERIAL).steps[0]
        assert (step.outcome, len(step.measurements)) == ("attested", count)


def test_a_task_that_is_taken_up_again_after_it_was_attested_counts_as_executed_twice(told: Any) -> None:
    told.work(JobId("WO-1/001"), "fasten", "a", 80.0, 90.0, number=2)
    assert task_figures(history_of(told.journal)).executed_twice == 1


def test_a_journal_of_attestations_is_read_back_as_it_was_written(told: Any) -> None:
    assert isinstance(told.journal, SqliteJournal)
    assert [item.kind for item in told.journal.read()].count("task_attested") == 2
