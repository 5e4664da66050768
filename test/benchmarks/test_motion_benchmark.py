"""The benchmark of motions measures what it says, in small."""

from __future__ import annotations

from benchmarks.motion.__main__ import rows
from benchmarks.motion.inverse_trial import inverse_figures
from benchmarks.motion.move_trial import move_figures
from benchmarks.motion.trial_cell import trial_cell


def test_a_few_poses_and_moves_are_solved_planned_and_looked_at() -> None:
    inverse = inverse_figures(60, seed=2)
    assert [item.solved for item in inverse] == [60, 60]
    told: list[int] = []
    figures = move_figures(trial_cell(), 6, 3, told.append)
    assert told == [1, 2, 3, 4, 5, 6]
    assert figures.moves == figures.planned == 6
    assert sum(figures.ways.values()) >= 6 * 2
    assert figures.touching == figures.problems == 0
    assert figures.looks > 6 * 100
    table = {what: measured for what, measured, _ in rows(inverse, figures)}
    assert table["moves planned"] == "6 of 6"
    assert table["moves in which something touches"].startswith("0 of 6 ")
