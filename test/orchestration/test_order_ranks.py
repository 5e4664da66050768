"""By what orders are ranked may be adopted; what they are worth and when they are late stays their own."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.orchestration.events import OrderPrioritised, ScheduleAdopted
from robot_cells.orchestration.order_rank import OrderRank
from robot_cells.orchestration.state_document import decode_state, encode_state
from robot_cells.schedules.schedule import Objective, Schedule

NOTHING = Schedule((), Objective(0.0, 0.0))


def plant_of(kit: Any, *ranks: OrderRank) -> Any:
    """One cell, at work for another order until 10 s; then the more urgent one of two goes first."""
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-0", "p", 1)
    plant.submit("WO-1", "p", 2, due_s=100.0, priority=1)
    plant.submit("WO-2", "p", 2, due_s=200.0)
    plant.tell(ScheduleAdopted(0.0, NOTHING, gives_way=True, ranks=ranks))
    return plant


def begun(plant: Any) -> list[str]:
    return [item.job for item in plant.ended("attempt_dispatched")][1:]


ONE_FIRST = ["WO-1/001", "WO-1/002", "WO-2/001", "WO-2/002"]
TWO_FIRST = ["WO-2/001", "WO-2/002", "WO-1/001", "WO-1/002"]


@pytest.mark.parametrize(
    ("ranks", "goes"),
    [
        ((), ONE_FIRST),
        ((OrderRank("WO-2", 2, 200.0),), TWO_FIRST),
        ((OrderRank("WO-2", 1, 90.0),), TWO_FIRST),
        ((OrderRank("WO-1", 0, 100.0),), ONE_FIRST),
        ((OrderRank("WO-1", 0, 300.0),), TWO_FIRST),
        ((OrderRank("WO-1", 0, None),), TWO_FIRST),
        ((OrderRank("WO-9", 7, 1.0),), ONE_FIRST),
    ],
)
def test_orders_go_as_they_are_ranked(kit: Any, ranks: tuple[OrderRank, ...], goes: list[str]) -> None:
    plant = plant_of(kit, *ranks)
    plant.run()
    assert begun(plant) == goes
    assert plant.orchestrator.state.orders["WO-1"].due_at_s == 100.0


def test_the_next_adoption_replaces_all_ranks(kit: Any) -> None:
    plant = plant_of(kit, OrderRank("WO-2", 2, 200.0))
    plant.tell(ScheduleAdopted(1.0, NOTHING, gives_way=True))
    plant.run()
    assert begun(plant) == ONE_FIRST


def test_whoever_gives_an_order_another_priority_gets_that(kit: Any) -> None:
    plant = plant_of(kit, OrderRank("WO-2", 2, 200.0))
    plant.tell(OrderPrioritised(1.0, "WO-2", -1))
    plant.run()
    assert begun(plant) == ONE_FIRST


def test_ranks_survive_a_restart(kit: Any) -> None:
    plant = plant_of(kit, OrderRank("WO-2", 2, 200.0))
    state = plant.orchestrator.state
    assert plant.replayed().state == state
    assert decode_state(encode_state(state), state.plant) == state
    assert state.orders["WO-2"].ranked_priority == 2
