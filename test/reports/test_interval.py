"""Arithmetic of stretches of time."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_cells.reports.interval import Interval, length_s, union, within, without

WHOLE = st.builds(Interval, st.integers(0, 20).map(float), st.integers(0, 20).map(float))
SETS = st.lists(WHOLE, max_size=6)


def seconds(intervals: list[Interval]) -> set[int]:
    """The whole seconds that lie inside: what the arithmetic must agree with."""
    return {second for second in range(20) if any(i.start_s <= second and second + 1 <= i.end_s for i in intervals)}


@given(SETS, SETS)
def test_union_difference_and_length_agree_with_counting_seconds(first: list[Interval], second: list[Interval]) -> None:
    assert seconds(union(first)) == seconds(first)
    assert seconds(without(first, second)) == seconds(first) - seconds(second)
    assert length_s(first) == len(seconds(first))


@given(SETS)
def test_a_union_is_in_order_and_without_touching_pieces(intervals: list[Interval]) -> None:
    joined = union(intervals)
    assert all(a.end_s < b.start_s for a, b in pairwise(joined))
    assert all(item.duration_s > 0 for item in joined)


def test_within_cuts_at_the_bounds() -> None:
    cut = within([Interval(-5.0, 3.0), Interval(8.0, 30.0), Interval(40.0, 50.0)], Interval(0.0, 10.0))
    assert cut == [Interval(0.0, 3.0), Interval(8.0, 10.0)]


@pytest.mark.parametrize("interval", [Interval(3.0, 3.0), Interval(4.0, 1.0)])
def test_a_stretch_that_ends_before_it_begins_is_no_time(interval: Interval) -> None:
    assert union([interval]) == []
    assert length_s([interval]) == 0.0
