"""The life of one serial number, as data and as text."""

import io
import json
import re
from typing import Any

import pytest
from rich.console import Console

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase
from robot_cells.errors import OrderError
from robot_cells.ids import AttemptId, CellId, JobId, OperationId, PromptId, SerialNumber
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import (
    AttemptEnded,
    AttemptEndedLate,
    AttemptReopened,
    JobCompleted,
    JobRerouted,
    JobScrapped,
    PromptAnswered,
    PromptRaised,
    RetryPlanned,
    Trip,
)
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.reports.trace import trace_of
from robot_cells.reports.trace_text import trace_text

SERIAL = SerialNumber("WO-1-001")


def eventful_life(story: Any) -> JobId:
    story.order("WO-1", quantity=2)
    job = story.release("WO-1", 1, 0.0)
    curve = {"torque_nm": [number / 100 for number in range(60)], "angle_rad": [0.0, 1.0]}
    story.work(job, "fasten", "a", 0.0, 10.0, result={"screws": 4, "curve": curve, "is_seated": True})
    trip = Trip(Place(CellId("a"), PlaceKind.STATION), Place(CellId("b"), PlaceKind.INPUT), 5.0, 1.0)
    story.work(job, "transport", "amr", 10.0, 20.0, trip=trip)
    finding = {
        "verdict": "fail",
        "evidence": "ab12",
        "evidence_path": "WO-1-001/ab12.png",
        "defects": [{"code": "inspect.missing_screw", "subject": "s3"}],
    }
    story.work(job, "inspect", "b", 20.0, 25.0, Phase.FAILED, code="inspect.missing_screw", result=finding)
    story.tell(JobRerouted(25.0, job, "refit", OperationId("inspect"), 0))
    story.work(job, "refit", "a", 30.0, 40.0, Phase.FAILED, code="gripper.no_part")
    prompt = Prompt(PromptId("p1"), "Go on how?", ("retry", "scrap"), serial=SERIAL)
    story.tell(
        PromptRaised(40.0, prompt, job, OperationId("refit")), PromptAnswered(90.0, PromptId("p1"), "retry", "Ada")
    )
    story.tell(RetryPlanned(90.0, job, f"{job}/refit.1", 90.0))
    story.work(job, "refit", "a", 90.0, 95.0, number=2)
    story.work(job, "inspect", "b", 100.0, 105.0, visit=2, result={"verdict": "pass"})
    story.tell(JobCompleted(110.0, job))
    other = story.release("WO-1", 2, 5.0, "c")
    story.work(other, "fasten", "c", 5.0, 15.0)
    return job


def test_every_step_of_the_serial_is_there_in_order_and_no_step_of_another(story: Any, journal: SqliteJournal) -> None:
    eventful_life(story)
    trace = trace_of(journal, SERIAL)
    assert (trace.state, trace.released_s, trace.ended_s, trace.product) == ("completed", 0.0, 110.0, "tray")
    steps = [(step.operation, step.visit, step.number, step.cell, step.outcome, step.is_rework) for step in trace.steps]
    assert steps == [
        ("fasten", 1, 1, "a", "succeeded", False),
        ("transport", 1, 1, "amr", "succeeded", False),
        ("inspect", 1, 1, "b", "failed", False),
        ("refit", 1, 1, "a", "failed", True),
        ("refit", 1, 2, "a", "succeeded", True),
        ("inspect", 2, 1, "b", "succeeded", True),
    ]


def test_verdicts_defects_evidence_and_curves_are_taken_out_of_the_results(story: Any, journal: SqliteJournal) -> None:
    eventful_life(story)
    fasten, trip, inspect, *_ = trace_of(journal, SERIAL).steps
    curve = fasten.measurements["curve"]
    assert curve == {
        "torque_nm": {"count": 60, "first": 0.0, "last": 0.59, "min": 0.0, "max": 0.59},
        "angle_rad": [0.0, 1.0],
    }
    assert (trip.origin, trip.target) == ("a", "b")
    assert (inspect.verdict, inspect.evidence, inspect.code) == ("fail", "WO-1-001/ab12.png", "inspect.missing_screw")
    assert inspect.defects == ({"code": "inspect.missing_screw", "subject": "s3"},)
    assert dict(inspect.measurements) == {}


def test_decisions_and_answers_stand_in_the_order_of_time(story: Any, journal: SqliteJournal) -> None:
    eventful_life(story)
    incidents = [(item.at_s, item.kind) for item in trace_of(journal, SERIAL).incidents]
    assert incidents == [(25.0, "rework"), (40.0, "question"), (90.0, "answer"), (90.0, "retry")]
    assert trace_of(journal, SERIAL).incidents[2].text == "retry (Ada)"


def test_a_trace_is_plain_json(story: Any, journal: SqliteJournal) -> None:
    eventful_life(story)
    plain = json.loads(json.dumps(trace_of(journal, SERIAL).to_dict(), allow_nan=False))
    assert plain["serial"] == SERIAL
    assert len(plain["steps"]) == 6


@pytest.mark.parametrize("width", [80, 160])
def test_the_text_tells_it_row_by_row(story: Any, journal: SqliteJournal, width: int) -> None:
    eventful_life(story)
    out = io.StringIO()
    Console(file=out, width=width, no_color=True).print(trace_text(trace_of(journal, SERIAL)))
    lines = out.getvalue().splitlines()
    order = [
        "WO-1-001",
        "fasten",
        "a → b",
        "inspect ",
        "rework:",
        "refit [rework]",
        "question:",
        "answer:",
        "try 2",
        "inspect.2",
    ]
    places = [next(number for number, line in enumerate(lines) if word in line) for word in order]
    assert places == sorted(places)
    text = out.getvalue()
    for word in (
        "verdict fail",
        "evidence WO-1-001/ab12.png",
        "defect inspect.missing_screw s3",
        "60 values, 0 to 0.59",
    ):
        assert word in text


def test_each_of_several_models_has_a_line_with_what_it_said_and_its_picture(
    story: Any, journal: SqliteJournal
) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    opinions = [
        {"model": "presence@1", "verdict": "fail", "defects": [{"code": "inspect.loose_cable", "subject": "cable_1"}]},
        {"model": "surface@2", "verdict": "pass", "defects": [], "evidence_path": "WO-1-001/cd34.png", "score": 0.1},
    ]
    story.work(job, "inspect", "b", 0.0, 5.0, Phase.FAILED, result={"verdict": "fail", "opinions": opinions})
    out = io.StringIO()
    Console(file=out, width=200, no_color=True).print(trace_text(trace_of(journal, SERIAL)))
    assert "opinion of presence@1: fail, inspect.loose_cable cable_1\n" in re.sub(" +\n", "\n", out.getvalue())
    assert "opinion of surface@2: pass, evidence WO-1-001/cd34.png" in out.getvalue()


def test_a_scrapped_piece_says_why_and_one_on_the_floor_has_not_left(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1", quantity=2)
    first, second = story.release("WO-1", 1, 0.0, "a"), story.release("WO-1", 2, 0.0, "b")
    story.tell(JobScrapped(9.0, first, "press.broken", "in two"))
    story.dispatch(second, "press", "b", 3.0)
    scrapped, standing = trace_of(journal, SERIAL), trace_of(journal, SerialNumber("WO-1-002"))
    assert (scrapped.state, scrapped.reason) == ("scrapped", "press.broken: in two")
    assert (standing.state, standing.ended_s, standing.steps[0].outcome) == ("on the floor", None, "open")


def doubted(story: Any) -> AttemptId:
    """An attempt that is taken for interrupted, and the question about it."""
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    attempt = story.dispatch(job, "press", "a", 0.0)
    failure = Failure("cell.silent", "nothing is heard")
    story.tell(AttemptEnded(60.0, attempt, CellId("a"), Phase.INTERRUPTED, failure))
    prompt = Prompt(PromptId(f"{attempt}?"), "Go on how?", ("retry", "scrap"), serial=SERIAL)
    story.tell(PromptRaised(60.0, prompt, job, OperationId("press")))
    return attempt


def test_a_presumed_end_that_was_taken_back_is_no_end(story: Any, journal: SqliteJournal) -> None:
    attempt = doubted(story)
    story.tell(AttemptReopened(70.0, attempt, CellId("a")))
    (open_again,) = trace_of(journal, SERIAL).steps
    assert (open_again.outcome, open_again.ended_s, open_again.code) == ("open", None, "")
    story.tell(AttemptEnded(71.0, attempt, CellId("a"), Phase.SUCCEEDED, None, {"force_n": 3.0}))
    trace = trace_of(journal, SERIAL)
    assert [(step.outcome, step.ended_s, step.code) for step in trace.steps] == [("succeeded", 71.0, "")]
    assert [item.text for item in trace.incidents if item.kind == "answer"] == ["withdrawn (a is heard again)"]


def test_what_a_cell_tells_late_stands_in_the_trace(story: Any, journal: SqliteJournal) -> None:
    attempt = doubted(story)
    story.tell(
        PromptAnswered(65.0, PromptId(f"{attempt}?"), "scrap", "Ada"),
        JobScrapped(65.0, JobId("WO-1/001"), "operator.scrap", "Ada chose so"),
        AttemptEndedLate(80.0, attempt, CellId("a"), SERIAL, Phase.SUCCEEDED),
    )
    (late,) = [item for item in trace_of(journal, SERIAL).incidents if item.kind == "late"]
    assert (late.at_s, late.text) == (80.0, "a is heard again: there WO-1/001/press.1#1 had succeeded")


def test_an_unknown_serial_number_is_refused_with_known_ones(story: Any, journal: SqliteJournal) -> None:
    eventful_life(story)
    with pytest.raises(OrderError, match="WO-1-001"):
        trace_of(journal, SerialNumber("WO-1-999"))
