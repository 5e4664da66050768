"""McNemar's test, against tables and a slow count of all courses."""

from __future__ import annotations

from itertools import product

import pytest

from robot_cells.inspections.evaluations.comparison import Disagreement, compared, mcnemar_p_value
from robot_cells.inspections.samples.sample import Sample
from robot_cells.inspections.verdict import InspectionResult, Verdict


@pytest.mark.parametrize(("first", "second"), [(0, 0), (1, 0), (3, 2), (0, 7), (5, 5), (9, 2)])
def test_the_p_value_is_the_share_of_courses_that_are_as_lopsided(first: int, second: int) -> None:
    pairs = first + second
    lopsided = sum(abs(2 * sum(course) - pairs) >= abs(first - second) for course in product((0, 1), repeat=pairs))
    assert mcnemar_p_value(first, second) == pytest.approx(lopsided / 2**pairs)
    assert mcnemar_p_value(first, second) == mcnemar_p_value(second, first)


def test_thousands_of_pairs_do_not_leave_the_range_of_numbers() -> None:
    assert mcnemar_p_value(5_000, 5_000) == 1.0
    assert 0.0 < mcnemar_p_value(4_900, 5_100) < 0.05
    assert mcnemar_p_value(0, 2_000) == 0.0


def test_undecided_is_right_for_nobody_and_pictures_of_unknown_state_do_not_count() -> None:
    states = [True, False, None, True]
    first = [Verdict.PASS, Verdict.UNDECIDED, Verdict.PASS, Verdict.PASS]
    second = [Verdict.UNDECIDED, Verdict.FAIL, Verdict.FAIL, Verdict.PASS]
    samples = [Sample(str(number), __file__, is_good=state) for number, state in enumerate(states)]  # type: ignore[arg-type]
    results = [[InspectionResult(verdict, "", 0.0, "") for verdict in verdicts] for verdicts in (first, second)]
    found = compared(samples, results[0], results[1])
    assert (found.only_first, found.only_second, found.pictures) == (1, 1, 4)
    assert found.disagreements[2] == Disagreement("2", None, Verdict.PASS, Verdict.FAIL)
