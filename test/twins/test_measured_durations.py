from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from robot_cells.twins.measured_durations import (
    Measured,
    cold_s,
    measured_attempts,
    merged,
    reaction_s,
    shares_of,
    trip_delay_s,
    warmed_up,
)
from robot_cells.twins.model import TwinModel
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.twin import Twin

MODEL = TwinModel(
    shares={("make", "thing", "maker"): 1.25}, cold_s={"maker": 6.0}, spread=0.0, reaction_s=0.5, trip_delay_s=1.5
)


@pytest.fixture
def lived(tiny: Callable[..., Scenario]) -> list[Measured]:
    return measured_attempts(Twin(tiny(quantity=4, model=MODEL), 1).run())


def test_what_a_twin_has_lived_gives_its_model_back(lived: list[Measured]) -> None:
    shares = shares_of(warmed_up(lived))
    assert shares["make", "thing", "maker"] == pytest.approx(1.25)
    assert shares["test", "thing", "tester"] == pytest.approx(1.0)
    assert cold_s(lived) == {"maker": pytest.approx(6.0), "tester": pytest.approx(0.0, abs=0.01)}
    assert reaction_s(lived) == pytest.approx(0.5)
    assert trip_delay_s(lived) == pytest.approx(1.5)


def test_a_model_that_was_learned_predicts_the_same_again(tiny: Callable[..., Scenario], lived: list[Measured]) -> None:
    learned = TwinModel(
        shares=shares_of(warmed_up(lived)),
        cold_s=cold_s(lived),
        spread=0.0,
        reaction_s=reaction_s(lived),
        trip_delay_s=trip_delay_s(lived),
    )
    scenario = tiny(quantity=9, model=MODEL)
    real, predicted = (Twin(item, 1).run()[-1].at_s for item in (scenario, replace(scenario, model=learned)))
    assert predicted == pytest.approx(real, abs=0.05)


def test_a_first_attempt_stays_where_it_is_the_only_one_of_its_kind() -> None:
    only, first, second = (
        Measured(name, "p", cell, 10.0, 10.0, 0.0) for name, cell in (("a", "x"), ("b", "y"), ("b", "y"))
    )
    assert warmed_up([only, first, second]) == [only, second]


def test_a_product_that_was_measured_better_keeps_nothing_of_the_other() -> None:
    one = {("a", "p", "x"): 1.0, ("a", "p", None): 1.0, ("b", "p", "x"): 2.0}
    assert merged(one, {("a", "p", "y"): 3.0}) == {("b", "p", "x"): 2.0, ("a", "p", "y"): 3.0}


def test_nothing_measured_is_no_delay() -> None:
    assert (reaction_s([]), trip_delay_s([]), cold_s([]), shares_of([])) == (0.0, 0.0, {}, {})
