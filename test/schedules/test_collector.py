"""The garbage collector rests while an answer is made, and is afterwards as it was."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from random import Random

import pytest

from robot_cells.schedules.collector import CollectorAtRest
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve


@pytest.fixture(autouse=True)
def collector_on() -> Iterator[None]:
    gc.enable()
    yield
    gc.enable()


def test_it_rests_within_and_runs_afterwards() -> None:
    rest = CollectorAtRest()
    with rest:
        assert not gc.isenabled()
        with rest:
            assert not gc.isenabled()
        assert not gc.isenabled()
    assert gc.isenabled()


def test_it_runs_after_an_error_too() -> None:
    with pytest.raises(KeyError), CollectorAtRest():
        raise KeyError
    assert gc.isenabled()


def test_where_it_was_off_it_stays_off() -> None:
    gc.disable()
    with CollectorAtRest():
        pass
    assert not gc.isenabled()


@pytest.mark.parametrize(
    ("budget", "rests"),
    [
        (Budget(seconds=0.0), True),
        (Budget(seconds=0.01), True),
        (Budget(seconds=None, iterations=0), True),
        (Budget(seconds=None, iterations=9), False),
        (Budget(seconds=1.5, iterations=9), False),
    ],
    ids=["no time", "little time", "no iterations", "a search", "much time"],
)
def test_it_rests_where_somebody_waits_for_the_answer(budget: Budget, rests: bool) -> None:
    problem = random_problem(Random(1), [Feature.ALTERNATIVES, Feature.CHANGEOVERS], Size(), full=True)
    seen: list[bool] = []

    def note() -> bool:
        seen.append(gc.isenabled())
        return False

    solve(problem, budget, stopped=note)
    assert set(seen) == {not rests}
    assert gc.isenabled()
