from __future__ import annotations

from collections.abc import Callable

import pytest

from robot_cells.twins.changes import changed, parse_change
from robot_cells.twins.effect import effect_of
from robot_cells.twins.model import Breakdown, TwinModel
from robot_cells.twins.outcome import outcome_of
from robot_cells.twins.prediction import prediction_of, spread_of
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.sweep import sweep


@pytest.mark.parametrize(
    ("values", "percentiles"),
    [([5.0], (5.0, 5.0, 5.0)), (range(1, 11), (1, 5, 9)), ([3.0, 1.0, 2.0], (1.0, 2.0, 3.0))],
)
def test_percentiles_are_nearest_rank(values, percentiles) -> None:
    found = spread_of(values)
    assert (found.p10, found.p50, found.p90) == percentiles


def test_every_moment_of_a_cell_is_busy_blocked_starved_or_down(tiny: Callable[..., Scenario]) -> None:
    outcome = outcome_of(tiny(quantity=10, model=TwinModel(breakdowns=(Breakdown("maker", 90.0, 20.0),))), 1)
    for use in outcome.cells.values():
        assert use.busy_s + use.blocked_s + use.starved_s + use.down_s == pytest.approx(outcome.makespan_s)
    assert outcome.cells["maker"].down_s > 0


def test_the_slowest_cell_is_the_bottleneck(tiny: Callable[..., Scenario]) -> None:
    assert prediction_of(sweep(tiny(quantity=10), range(3))).bottleneck == "maker"
    slow_test = changed(tiny(quantity=10), [parse_change("cells.tester.capabilities.test.duration_s=90")])
    assert prediction_of(sweep(slow_test, range(3))).bottleneck == "tester"


def test_an_order_that_ends_after_its_due_date_is_called_late(tiny: Callable[..., Scenario]) -> None:
    assert prediction_of(sweep(tiny(quantity=2), range(3))).late_orders == ()
    late = prediction_of(sweep(tiny(quantity=9), range(3)))
    assert late.late_orders == ("WO-1",)
    assert late.orders["WO-1"].late_share == 1.0


def test_a_change_that_changes_nothing_has_no_effect_at_all(tiny: Callable[..., Scenario]) -> None:
    same = changed(tiny(quantity=5), [parse_change("cells.tester.input_buffer.capacity=1")])
    effect = effect_of(sweep(tiny(quantity=5), range(4)), sweep(same, range(4)))
    assert (effect.makespan_s.p10, effect.makespan_s.p90) == (0.0, 0.0)


def test_the_effect_of_twice_the_cells_is_seen_in_every_seed(tiny: Callable[..., Scenario]) -> None:
    before = sweep(tiny(quantity=8), range(4))
    after = sweep(changed(tiny(quantity=8), [parse_change("cells.maker.copies=2")]), range(4))
    effect = effect_of(before, after)
    assert effect.makespan_s.p90 < -30.0
    assert effect.orders["WO-1"].p50 == pytest.approx(effect.makespan_s.p50)


def test_outcomes_of_other_seeds_are_not_compared(tiny: Callable[..., Scenario]) -> None:
    with pytest.raises(ValueError, match="same seeds"):
        effect_of(sweep(tiny(), [1]), sweep(tiny(), [2]))


def test_no_outcome_is_no_prediction() -> None:
    with pytest.raises(ValueError, match="one seed"):
        prediction_of(())
