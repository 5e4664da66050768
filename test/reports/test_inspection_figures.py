"""Escapes and false calls are counted against the witness of the simulation, never against the journal itself."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.errors import JournalError
from robot_cells.ids import AttemptId, ProductId, PromptId, SerialNumber
from robot_cells.inspections.metrics.wilson import wilson_interval
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import VerdictReviewed
from robot_cells.orchestration.judgement import Judgement
from robot_cells.reports.inspection_figures import Judged, inspection_figures
from robot_cells.reports.run_report import report_of

SCREW = "inspect.missing_screw"


def judged(number: int, verdict: str, decided: str = "", model: str = "m@1") -> Judged:
    return Judged(f"a#{number}", "inspect", "post", model, verdict, decided)


def truth(*defects: tuple[int, tuple[str, ...]]) -> dict[str, object]:
    return {
        "pictures": [
            {"attempt_id": f"a#{number}", "defects": [{"code": code, "subject": "x"} for code in codes]}
            for number, codes in defects
        ]
    }


def test_each_verdict_counts_as_what_it_is_against_the_truth() -> None:
    witness = truth((1, ()), (2, ()), (3, ()), (4, (SCREW,)), (5, (SCREW, SCREW)), (6, (SCREW,)))
    found = [judged(n, v) for n, v in enumerate(("pass", "fail", "undecided", "pass", "fail", "undecided"), 1)]
    (figures,) = inspection_figures(found, witness)
    assert (figures.good, figures.bad, figures.inspections) == (3, 3, 6)
    assert (figures.escapes, figures.false_calls) == (1, 1)
    assert (figures.undecided_good, figures.undecided_bad) == (1, 1)
    assert figures.missed == {SCREW: 1}
    plain = figures.to_dict()
    assert plain["escape_rate"] == {"rate": 1 / 3, "low": wilson_interval(1, 3)[0], "high": wilson_interval(1, 3)[1]}


def test_what_a_person_decides_is_no_escape_of_the_model_and_is_counted_apart() -> None:
    found = [judged(1, "undecided", "pass"), judged(2, "undecided", "fail"), judged(3, "fail", "pass")]
    (figures,) = inspection_figures(found, truth((1, (SCREW,)), (2, ()), (3, ())))
    assert (figures.escapes, figures.decided_by_persons) == (0, 3)
    assert (figures.wrongly_released, figures.wrongly_rejected) == (1, 1)


def test_models_are_counted_apart_and_what_nobody_witnessed_is_left_out() -> None:
    found = [judged(1, "pass", model="b@1"), judged(2, "pass"), judged(3, "pass"), judged(4, "strange")]
    figures = inspection_figures(found, truth((1, ()), (2, ()), (4, ())))
    assert [(item.model, item.inspections) for item in figures] == [("b@1", 1), ("m@1", 1)]


def test_without_a_truth_there_is_no_figure() -> None:
    assert inspection_figures([judged(1, "pass")], None) == ()
    assert inspection_figures([judged(1, "pass")], {"executions": []}) == ()


@pytest.mark.parametrize("pictures", [3, [3], [{}], [{"attempt_id": "a"}], [{"attempt_id": "a", "defects": [{}]}]])
def test_a_truth_that_is_none_is_refused(pictures: object) -> None:
    with pytest.raises(JournalError, match="cannot be read"):
        inspection_figures([judged(1, "pass")], {"pictures": pictures})


def test_a_rate_of_nothing_is_none() -> None:
    (figures,) = inspection_figures([judged(1, "pass")], truth((1, ())))
    assert figures.to_dict()["escape_rate"] is None


def test_the_report_takes_verdicts_from_the_journal_and_the_truth_from_the_witness(
    story: Any, journal: SqliteJournal
) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    attempts = []
    for number, verdict in enumerate(("undecided", "pass"), 1):
        outcome = Phase.SUCCEEDED if verdict == "pass" else Phase.FAILED
        code = "" if verdict == "pass" else "inspect.undecided"
        result = {"verdict": verdict, "model": "m@1"}
        story.work(job, "inspect", "a", 0.0, 10.0, outcome, number=number, code=code, result=result)
        attempts.append(f"9f2c41aa:{job}/inspect.1#{number}")
    story.tell(
        VerdictReviewed(
            11.0,
            AttemptId(attempts[0]),
            SerialNumber("WO-1-001"),
            ProductId("tray"),
            "pass",
            Judgement("undecided"),
            "Ada",
            "",
            PromptId("q"),
        )
    )
    witness = {"executions": [], "pictures": [{"attempt_id": item, "defects": [{"code": SCREW}]} for item in attempts]}
    report = report_of(journal, truth=witness).to_dict()
    (figures,) = report["inspections"]  # type: ignore[misc]
    assert (figures["model"], figures["bad"], figures["escapes"]) == ("m@1", 2, 1)  # type: ignore[index]
    assert (figures["undecided_bad"], figures["wrongly_released"]) == (1, 1)  # type: ignore[index]
    assert report_of(journal).to_dict()["inspections"] == []
