from __future__ import annotations

import statistics

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.percentiles import percentile, summarise


@given(st.lists(st.floats(0, 1e3), min_size=1, max_size=200), st.floats(0, 1))
def test_a_percentile_is_numpys(values: list[float], share: float) -> None:
    assert percentile(sorted(values), share) == pytest.approx(float(np.quantile(values, share)), abs=1e-9)


def test_times_are_summed_up_in_milliseconds() -> None:
    times = [0.001 * number for number in range(1, 102)]
    summary = summarise(times)
    assert summary.count == 101
    assert summary.p50_ms == pytest.approx(statistics.median(times) * 1e3)
    assert summary.p99_ms == pytest.approx(100.0)


def test_where_nothing_was_measured_no_figure_is_made_up() -> None:
    with pytest.raises(ValueError, match="Nothing was measured"):
        summarise([])
