import pytest

from robot_cells.reports.scale import Scale, extent, ticks, time_ticks


def test_a_scale_maps_its_ends_to_the_ends_of_the_drawing() -> None:
    scale = Scale(10.0, 20.0, 0.0, 100.0)
    assert [scale(10.0), scale(15.0), scale(20.0)] == [0.0, 50.0, 100.0]
    assert Scale(5.0, 5.0, 0.0, 100.0)(5.0) == 50.0


@pytest.mark.parametrize("values", [[0.0], [3.0, 3.0], [-2.0, -2.0], [1e-9], [0.0, 1.0]])
def test_an_extent_is_never_of_no_width(values: list[float]) -> None:
    low, high = extent(values)
    assert low <= min(values) and high >= max(values)
    assert extent(values, margin=0.1)[1] > extent(values, margin=0.1)[0]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [(0.0, 1.0, [0.0, 0.5, 1.0]), (0.0, 28.0, [0.0, 10.0, 20.0]), (-3.0, 3.0, [-2.0, 0.0, 2.0]), (5.0, 5.0, [5.0])],
)
def test_ticks_are_round_and_lie_within(low: float, high: float, expected: list[float]) -> None:
    assert ticks(low, high, 3) == pytest.approx(expected)


def test_ticks_of_time_are_those_of_clocks() -> None:
    assert time_ticks(0.0, 1600.0, 6) == [0.0, 300.0, 600.0, 900.0, 1200.0, 1500.0]
    assert all(value % 86_400 == 0 for value in time_ticks(0.0, 9e6, 5))
