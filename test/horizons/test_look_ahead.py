"""Policies are compared in the same futures, and one that is behind is given up early."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.horizons import look_ahead
from robot_cells.horizons.future import futures_of
from robot_cells.horizons.look_ahead import LookAhead, is_certain, mean_of
from robot_cells.horizons.policy import NOTHING, Policy
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.order_rank import OrderRank
from robot_cells.schedules.schedule import Objective

FUTURES = futures_of(Scheduling(futures=3), "1")
GOOD = Policy(ranks=(OrderRank("WO-1", 0, 900.0),))
BAD = Policy(ranks=(OrderRank("WO-2", -1, 900.0),))


@pytest.fixture
def plant(kit: Any) -> Any:
    """The first order has the priority, the second one is in a hurry; something is at work until 10 s."""
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-0", "p", 1)
    plant.submit("WO-1", "p", 4, due_s=100.0, priority=1)
    plant.submit("WO-2", "p", 2, due_s=31.0)
    return plant


def test_ranks_change_what_the_line_comes_to(kit: Any, plant: Any) -> None:
    ahead = LookAhead(kit.base(plant), FUTURES)
    going_on, good = ahead.worth(None), ahead.worth(GOOD)
    assert going_on is not None
    assert good is not None
    assert mean_of(good) < mean_of(going_on)
    assert ahead.worth(Policy()) == going_on, "the rule alone is how it goes on"


def test_one_that_is_behind_after_the_first_future_is_not_carried_out_in_the_others(
    kit: Any, plant: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = LookAhead(kit.base(plant), FUTURES)
    good = ahead.worth(GOOD)
    looked: list[object] = []
    carried_out = look_ahead.rolled_out

    def noted(*asked: Any) -> Any:
        looked.append(asked[1])
        return carried_out(*asked)

    monkeypatch.setattr(look_ahead, "rolled_out", noted)
    assert ahead.worth(BAD, good) is None
    assert looked == list(FUTURES[:1])
    assert ahead.worth(GOOD, good) is None, "it does the same as the best"
    assert looked == [FUTURES[0]] * 2
    assert ahead.worth(GOOD, ahead.worth(None)) == good


def test_where_time_is_up_one_future_has_to_do(kit: Any, plant: Any) -> None:
    ahead = LookAhead(kit.base(plant), FUTURES, stopped=lambda: True)
    going_on = ahead.worth(None)
    assert going_on is not None
    assert len(going_on) == 1
    good = ahead.worth(GOOD, going_on)
    assert good is not None
    assert len(good) == 1


def test_the_mean_is_that_of_all_futures() -> None:
    assert mean_of((Objective(10.0, 100.0), Objective(0.0, 130.0))) == Objective(5.0, 115.0)


@pytest.mark.parametrize(
    ("kept", "promised", "is_gain"),
    [
        ((100.0, 100.0, 100.0), (80.0, 70.0, 90.0), True),
        ((100.0, 100.0, 100.0), (40.0, 130.0, 120.0), False),
        ((100.0, 100.0), (60.0, 130.0), False),
        ((100.0,), (90.0,), True),
        ((0.0, 0.0), (0.0, 0.0), True),
    ],
)
def test_a_gain_in_some_futures_only_may_be_luck(
    kept: tuple[float, ...], promised: tuple[float, ...], is_gain: bool
) -> None:
    one, other = (tuple(Objective(late_s, 100.0) for late_s in found) for found in (kept, promised))
    assert is_certain(one, other) is is_gain


def test_a_policy_says_what_is_recorded() -> None:
    event = GOOD.adopted(7.0)
    assert (event.at_s, event.schedule, event.gives_way, event.ranks) == (7.0, NOTHING, True, GOOD.ranks)
