"""The physics benchmark measures what it says, on few trials."""

from __future__ import annotations

import math

from benchmarks.physics.insertions import measure_insertions
from benchmarks.physics.running import measure_running


def test_insertions_with_the_arm_of_the_line_are_seated_gently() -> None:
    figures = measure_insertions(3)
    assert figures.seated == figures.trials == 3
    assert figures.too_long == 0 and 0.0 < figures.median_s < 10.0
    assert 4.0 < figures.peak_median_n <= figures.peak_most_n


def test_arms_end_where_they_were_sent_and_the_same_seed_gives_the_same_digest() -> None:
    figures = measure_running(2.0)
    assert figures.moves >= 2 and figures.parts > 30
    assert figures.worst_position_m < 0.0005 and figures.worst_turn_rad < math.radians(0.1)
    assert figures.same_digest
    assert min(figures.cell_factor, figures.cell_awake_factor, figures.line_factor) > 0.0
