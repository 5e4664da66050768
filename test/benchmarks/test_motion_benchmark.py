"""The benchmark of motions measures what it says, in small."""

from __future__ import annotations

from pathlib import Path

from benchmarks.motion.__main__ import rows
from benchmarks.motion.collision_run import read_pieces, run_piece, told
from benchmarks.motion.inverse_trial import inverse_figures
from benchmarks.motion.move_trial import move_figures
from benchmarks.motion.trial_cell import trial_cell
from robot_cells.cli.json_text import json_text


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


def test_pieces_of_the_collision_run_are_followed_in_physics_and_kept(tmp_path: Path) -> None:
    piece = run_piece(5, 4)
    assert piece.moves == piece.planned == 4
    assert piece.followed >= 2 * 4
    assert (piece.touching, piece.touched, piece.not_followed) == (0, 0, 0)
    assert 0.0 < piece.farthest_m < 0.0005
    path = tmp_path / "moves.json"
    assert read_pieces(path) == []
    path.write_text(json_text([piece]), encoding="utf-8")
    assert read_pieces(path) == [piece]
    assert told([piece]).startswith("4 of 4 moves planned")
