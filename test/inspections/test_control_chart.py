"""The control chart: its rules, its baseline, and how often it signals for nothing."""

from __future__ import annotations

import math
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.control_chart import (
    WESTERN_ELECTRIC,
    ControlChart,
    Limits,
    Phase,
    Rule,
    limits_of,
    log_odds,
)
from robot_cells.inspections.control_chart_picture import write_control_chart

STANDARD = Limits(0.0, 1.0)


def rules_of(values: Sequence[float]) -> tuple[Rule, ...]:
    """What the last of the values breaks on a chart with centre 0 and sigma 1."""
    chart = ControlChart(limits=STANDARD)
    for value in values:
        point = chart.add(value)
    return point.rules


@pytest.mark.parametrize(
    ("values", "rule", "breaks"),
    [
        ([3.01], Rule.BEYOND_3_SIGMA, True),
        ([-3.01], Rule.BEYOND_3_SIGMA, True),
        ([2.99], Rule.BEYOND_3_SIGMA, False),
        ([2.1, 0.0, 2.1], Rule.TWO_OF_THREE_BEYOND_2_SIGMA, True),
        ([2.1, 0.0, -2.1], Rule.TWO_OF_THREE_BEYOND_2_SIGMA, False),
        ([2.1, 0.0, 0.0, 2.1], Rule.TWO_OF_THREE_BEYOND_2_SIGMA, False),
        ([2.1, 2.1, 0.0], Rule.TWO_OF_THREE_BEYOND_2_SIGMA, False),
        ([1.1, 1.1, -0.5, 1.1, 1.1], Rule.FOUR_OF_FIVE_BEYOND_1_SIGMA, True),
        ([1.1, 1.1, -0.5, 0.9, 1.1], Rule.FOUR_OF_FIVE_BEYOND_1_SIGMA, False),
        ([0.1] * 8, Rule.EIGHT_ON_ONE_SIDE, True),
        ([-0.1] * 8, Rule.EIGHT_ON_ONE_SIDE, True),
        ([0.1] * 7, Rule.EIGHT_ON_ONE_SIDE, False),
        ([0.1] * 7 + [-0.1], Rule.EIGHT_ON_ONE_SIDE, False),
        ([0.9] * 30, Rule.EWMA, False),
        ([1.2] * 30, Rule.EWMA, True),
    ],
)
def test_a_rule_is_broken_by_its_pattern_and_by_nothing_less(values: list[float], rule: Rule, breaks: bool) -> None:
    assert (rule in rules_of(values)) is breaks


def mean_run_length(rules: set[Rule], shift: float, runs: int, seed: int) -> tuple[float, float]:
    """Mean number of normal values, shifted by so many sigma, until one of the rules is broken; and its error."""
    random = np.random.default_rng(seed)
    lengths = []
    for _ in range(runs):
        chart, length = ControlChart(limits=STANDARD, kept=1), 0
        while True:
            length += 1
            if rules & set(chart.add(float(random.normal(shift))).rules):
                break
        lengths.append(length)
    return float(np.mean(lengths)), float(np.std(lengths)) / math.sqrt(runs)


@pytest.mark.parametrize(
    ("rules", "shift", "published"),
    [
        # Champ and Woodall, Technometrics 29 (1987), table 1: rules 1 to 4 together, and rule 1 alone.
        (set(WESTERN_ELECTRIC), 0.0, 91.75),
        (set(WESTERN_ELECTRIC), 1.0, 9.22),
        ({Rule.BEYOND_3_SIGMA}, 1.0, 43.89),
    ],
)
def test_it_signals_as_often_as_published(rules: set[Rule], shift: float, published: float) -> None:
    mean, error = mean_run_length(rules, shift, 600 if shift == 0 else 1500, 5)
    assert abs(mean - published) < 3 * error
    assert error < 0.06 * published


def test_a_model_of_equal_values_signals_for_what_differs_by_more_than_its_resolution() -> None:
    chart = ControlChart(baseline=10, least_sigma=0.01)
    for _ in range(10):
        chart.add(0.2)
    assert chart.limits == Limits(pytest.approx(0.2), 0.01)
    assert not chart.add(0.21).is_signal
    assert Rule.BEYOND_3_SIGMA in chart.add(0.26).rules


def test_limits_come_from_the_moving_range_without_the_values_beyond_them() -> None:
    values = [1.0, 2.0, 1.0, 2.0] * 10
    clean = limits_of(values)
    assert clean.centre == pytest.approx(1.5)
    assert clean.sigma == pytest.approx(1 / 1.128)
    assert limits_of([*values, 50.0]) == clean


def test_a_baseline_that_drifts_goes_on_until_it_is_stable() -> None:
    chart = ControlChart(baseline=20)
    for number in range(40):
        chart.add(float(number % 2) + 10.0 * (number < 15))
        if number == 20:
            assert chart.phase is Phase.BASELINE
    assert chart.phase is Phase.WATCHING
    assert chart.limits is not None
    assert chart.limits.centre == pytest.approx(0.5, abs=0.2)


def test_after_a_swap_of_models_the_limits_are_taken_anew() -> None:
    random = np.random.default_rng(1)
    chart = ControlChart(baseline=20)
    for value in random.normal(0.2, 0.02, 30):
        chart.add(float(value))
    chart.begin_baseline("pcb@2")
    points = [chart.add(float(value)) for value in random.normal(0.6, 0.02, 60)]
    assert chart.baselines == ((31, "pcb@2"),)
    assert [point.phase for point in points[:20]] == [Phase.BASELINE] * 20
    assert chart.limits is not None
    assert chart.limits.centre == pytest.approx(0.6, abs=0.02)
    assert not any(Rule.BEYOND_3_SIGMA in point.rules for point in points)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_what_is_no_number_is_refused(value: float) -> None:
    with pytest.raises(InspectionError):
        ControlChart().add(value)


def test_no_limits_are_taken_from_one_value() -> None:
    with pytest.raises(InspectionError, match="at least two"):
        limits_of([1.0])


def test_log_odds_are_finite_at_both_ends() -> None:
    assert log_odds(0.5) == 0.0
    assert log_odds(0.0) == pytest.approx(-log_odds(1.0))
    assert log_odds(0.0) < -9


@pytest.mark.parametrize("name", ["chart.png", "chart.svg"])
def test_the_same_values_give_the_same_picture(tmp_path: Path, name: str) -> None:
    chart = ControlChart(baseline=10)
    for number in range(40):
        chart.add(0.1 * (number % 3) + 0.4 * (number > 30), at_s=float(number))
    (tmp_path / "again").mkdir()
    for folder in (tmp_path, tmp_path / "again"):
        write_control_chart(chart, folder / name, title="pcb@1")
    assert (tmp_path / name).read_bytes() == (tmp_path / "again" / name).read_bytes()
    assert len((tmp_path / name).read_bytes()) > 5_000


def test_a_chart_without_values_or_of_another_format_is_not_drawn(tmp_path: Path) -> None:
    with pytest.raises(InspectionError, match="no values"):
        write_control_chart(ControlChart(), tmp_path / "chart.png")
    with pytest.raises(InspectionError, match=r"\.png or \.svg"):
        write_control_chart(ControlChart(), tmp_path / "chart.gif")
