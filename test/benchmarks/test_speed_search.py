from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.speed_search import STEPS, search_highest


@given(st.floats(1.0, 400.0))
def test_the_speed_that_is_found_holds_and_is_close_to_the_true_limit(limit: float) -> None:
    found, trials = search_highest(
        lambda speed: speed, lambda speed: speed <= limit, first=10.0, lowest=0.5, limit=1000.0
    )
    assert found is not None
    assert found <= limit
    assert limit - found <= found / 2**STEPS + 1e-9
    assert found in trials


def test_where_even_the_lowest_speed_is_too_high_none_is_claimed() -> None:
    found = search_highest(lambda speed: speed, lambda _: False, first=10.0, lowest=2.0, limit=1000.0)
    assert found == (None, (10.0, 5.0, 2.5))


def test_no_speed_above_the_limit_is_tried() -> None:
    found, trials = search_highest(lambda speed: speed, lambda _: True, first=10.0, lowest=1.0, limit=45.0)
    assert found == pytest.approx(40.0)
    assert max(trials) <= 45.0
