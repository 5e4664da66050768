"""A neighbour of a ranking changes one order or two, and knows the open ones only."""

from __future__ import annotations

import random
from typing import Any

from robot_cells.horizons.shifted_ranks import shifted_ranks
from robot_cells.orchestration.events import OrderCancelled
from robot_cells.orchestration.order_rank import OrderRank


def plant_of(kit: Any) -> Any:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 2, due_s=50.0, priority=2)
    plant.submit("WO-2", "p", 2)
    plant.submit("WO-3", "p", 2, due_s=30.0)
    return plant


def neighbours(kit: Any, plant: Any, ranks: tuple[OrderRank, ...] = (), seed: int = 1) -> list[tuple[OrderRank, ...]]:
    chance = random.Random(seed)
    return [shifted_ranks(ranks, plant.orchestrator.state, 0.0, 60.0, chance) for _ in range(200)]


def test_one_order_or_two_are_ranked_otherwise_and_each_comes_to_be(kit: Any) -> None:
    found = neighbours(kit, plant_of(kit))
    assert {len(ranks) for ranks in found} == {0, 1, 2}
    assert {item.order for ranks in found for item in ranks} == {"WO-1", "WO-2", "WO-3"}
    assert {item.priority for ranks in found for item in ranks} == {0, 2}


def test_what_has_been_changed_stays_so_unless_it_is_drawn_again(kit: Any) -> None:
    kept = OrderRank("WO-3", 2, 400.0)
    found = neighbours(kit, plant_of(kit), (kept,))
    assert sum(kept in ranks for ranks in found) > 100
    assert any(all(item.order != "WO-3" for item in ranks) for ranks in found), "and may get its own back"


def test_orders_that_are_over_are_left_out(kit: Any) -> None:
    plant = plant_of(kit)
    plant.tell(OrderCancelled(0.0, "WO-3"))
    found = neighbours(kit, plant, (OrderRank("WO-3", 2, 400.0),))
    assert "WO-3" not in {item.order for ranks in found for item in ranks}


def test_the_same_seed_gives_the_same_neighbours(kit: Any) -> None:
    plant = plant_of(kit)
    assert neighbours(kit, plant, seed=4) == neighbours(kit, plant, seed=4) != neighbours(kit, plant, seed=5)
