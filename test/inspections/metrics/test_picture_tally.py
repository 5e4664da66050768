"""Whole pictures: escapes, false calls, and how sure one can be of them."""

from pathlib import Path

import pytest

from robot_cells.inspections.metrics.picture_tally import picture_tally, separation
from robot_cells.inspections.metrics.wilson import wilson_interval
from robot_cells.inspections.samples.sample import Sample
from robot_cells.inspections.verdict import InspectionResult, Verdict


@pytest.mark.parametrize(
    ("events", "trials", "low", "high"),
    # Wilson's intervals at z = 1.96, computed by hand from his formula.
    [(0, 300, 0.0, 0.01264), (5, 10, 0.23659, 0.76341), (0, 0, 0.0, 1.0)],
)
def test_the_interval_is_wilsons(events: int, trials: int, low: float, high: float) -> None:
    assert wilson_interval(events, trials) == pytest.approx((low, high), abs=1e-4)


def judged(is_good: bool | None, verdict: Verdict, score: float | None = None) -> tuple[Sample, InspectionResult]:
    return Sample("1.png", Path("1.png"), is_good=is_good), InspectionResult(verdict, "m@1", 0.0, "", score=score)


def test_an_escape_is_a_bad_picture_that_passed_and_a_false_call_a_good_one_that_failed() -> None:
    rows = [
        *[judged(False, Verdict.PASS)] * 2,
        *[judged(False, Verdict.FAIL)] * 5,
        *[judged(False, Verdict.UNDECIDED)] * 3,
        *[judged(True, Verdict.PASS)] * 6,
        *[judged(True, Verdict.FAIL)] * 1,
        *[judged(True, Verdict.UNDECIDED)] * 4,
        *[judged(None, Verdict.FAIL)] * 9,
    ]
    tally = picture_tally(*zip(*rows, strict=True))
    assert (tally.escapes.events, tally.escapes.trials) == (2, 10)
    assert (tally.false_calls.events, tally.false_calls.trials) == (1, 11)
    assert (tally.undecided_bad.events, tally.undecided_good.events) == (3, 4)
    assert tally.escapes.interval == wilson_interval(2, 10)
    assert tally.separation is None


def test_separation_is_the_chance_that_a_bad_picture_scores_higher() -> None:
    assert separation([0.9, 0.8], [0.1, 0.2]) == 1.0
    assert separation([0.5], [0.5, 0.1, 0.9, 0.5]) == 0.5
    assert separation([], [0.1]) is None
    tally = picture_tally(*zip(judged(False, Verdict.FAIL, 0.3), judged(True, Verdict.PASS, 0.6), strict=True))
    assert tally.separation == 0.0
