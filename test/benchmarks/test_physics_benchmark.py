"""The physics benchmark measures what it says, on few trials."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.machine import describe_machine
from benchmarks.motion.inverse_trial import InverseFigures
from benchmarks.percentiles import Percentiles
from benchmarks.physics.figures import ExecutedMoves, PhysicsFigures, PlanningFigures, rows
from benchmarks.physics.four_arms import LineFigures, measure_whole_line
from benchmarks.physics.insertions import InsertionFigures, measure_insertions
from benchmarks.physics.makespans import LineRun, Makespans, measure_makespans
from benchmarks.physics.page import BEGIN, END, page_text, read_figures
from benchmarks.physics.running import RunningFigures, measure_running
from robot_cells.cli.json_text import json_text


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
    assert min(figures.cell_factor, figures.cell_awake_factor) > 0.0


@pytest.fixture(scope="module")
def whole_line(tmp_path_factory: pytest.TempPathFactory) -> LineFigures:
    return measure_whole_line(tmp_path_factory.mktemp("line"), 3.0)


def test_in_the_whole_line_four_arms_move_and_two_vehicles_drive(whole_line: LineFigures) -> None:
    assert (whole_line.cells, whole_line.arms, whole_line.vehicles) == (7, 4, 2)
    assert whole_line.moves >= 4 and whole_line.trips >= 2
    assert whole_line.factor > 0.0


def figures_of(line: LineFigures, makespans: tuple[Makespans, ...] = ()) -> PhysicsFigures:
    times = Percentiles(1, 12.0, 30.0)
    return PhysicsFigures(
        describe_machine(),
        RunningFigures(34, 50.0, 8.0, 10, 0.0001, 0.0001, True),
        line,
        line,
        14.0,
        (InverseFigures("closed", 100, 100, Percentiles(100, 0.2, 0.3)),),
        PlanningFigures(10, 10, 0, 100, times),
        InsertionFigures(10, 10, 0, 3.0, 5.0, 18.0, 50.0, 0.03),
        ExecutedMoves(250, 250, 0, 700, 0),
        makespans,
    )


def test_what_is_measured_stands_beside_its_aim(whole_line: LineFigures) -> None:
    run = LineRun(1000.0, (("WO-1", "completed"),), 1.0, "")
    late = replace(run, makespan_s=1100.0)
    failed = replace(run, ends=(("WO-1", "scrapped"),))
    pairs = tuple(Makespans(seed, 4, run, other) for seed, other in enumerate((run, late, failed)))
    table = {what: (measured, met) for what, measured, _, met in rows(figures_of(whole_line, pairs))}
    assert table["picture of 640 x 480, by the clock"] == ("14.0 ms", "met")
    assert table["collisions in 250 executed moves"][1] == "so far"
    marks = [met for what, (_, met) in table.items() if what.startswith("makespan")]
    assert marks == ["met", "**missed**", "**missed**"]


def test_figures_come_back_from_json_and_into_the_page(whole_line: LineFigures, tmp_path: Path) -> None:
    figures = figures_of(whole_line)
    path = tmp_path / "physics.json"
    path.write_text(json_text(figures), encoding="utf-8")
    assert read_figures(path) == figures
    page = page_text(f"before\n{BEGIN}\nSTALE\n{END}\nafter\n", figures)
    assert page.startswith("before") and page.endswith("after\n") and "STALE" not in page
    assert page.count("\n| ") == 2 + len(rows(figures))
    assert page_text(page, figures) == page
    with pytest.raises(ValueError, match="lacks the marks"):
        page_text("no table here", figures)


def test_makespans_of_both_simulations_are_of_the_same_orders(tmp_path: Path) -> None:
    orders = tmp_path / "orders.yaml"
    orders.write_text("orders: [{id: WO-1, product: tray_a, quantity: 1}]\n", encoding="utf-8")
    (found,) = measure_makespans(orders, range(1, 2), until_s=40.0)
    assert (found.trays, found.kinematic.ends, found.physics.ends) == (1, (), ())
    assert not found.is_alike and "not ended" in found.physics.problem
