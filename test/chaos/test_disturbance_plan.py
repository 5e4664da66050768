from __future__ import annotations

from collections import Counter

import pytest

from robot_cells.bringup.process_state import SUPERVISOR, ZYGOTE
from robot_cells.chaos.disturbance import Disturbance, DisturbanceKind
from robot_cells.chaos.disturbance_plan import (
    LONGEST_CUT_S,
    LONGEST_FREEZE_S,
    SHORTEST_CUT_S,
    SHORTEST_FREEZE_S,
    disturbances,
)
from robot_cells.chaos.target import Target
from robot_cells.ids import CellId

TARGETS = (
    Target("simulation", "simulation"),
    Target("orchestrator", "orchestrator"),
    Target("press_1", "machine_tending", (CellId("press_1"),)),
    Target("press_2", "machine_tending", (CellId("press_2"),)),
    Target(ZYGOTE, ZYGOTE),
    Target(SUPERVISOR, SUPERVISOR),
)


def kills(plan: tuple[Disturbance, ...]) -> Counter[str]:
    return Counter(item.target for item in plan if item.kind is DisturbanceKind.KILL)


def test_the_same_seed_gives_the_same_plan_and_another_seed_another() -> None:
    assert disturbances(TARGETS, 30, 7) == disturbances(TARGETS, 30, 7)
    assert disturbances(TARGETS, 30, 7) != disturbances(TARGETS, 30, 8)


@pytest.mark.parametrize("count", [1, 10, 200])
def test_a_plan_has_as_many_kills_as_were_asked_for_and_ends_with_one(count: int) -> None:
    plan = disturbances(TARGETS, count, 1)
    assert kills(plan).total() == count
    assert plan[-1].kind is DisturbanceKind.KILL
    assert [item.number for item in plan] == list(range(1, len(plan) + 1))


@pytest.mark.parametrize("seed", range(20))
def test_every_process_is_hit_early_and_the_orchestrator_most(seed: int) -> None:
    hit = kills(disturbances(TARGETS, 70, seed))
    assert set(hit) == {target.name for target in TARGETS}
    assert hit.most_common(1)[0][0] == "orchestrator"


def test_only_freezes_last_and_the_first_disturbance_overlaps_nothing() -> None:
    plan = disturbances(TARGETS, 200, 3)
    for item in plan:
        is_freeze = item.kind is DisturbanceKind.FREEZE
        assert (SHORTEST_FREEZE_S <= item.lasts_s <= LONGEST_FREEZE_S) if is_freeze else item.lasts_s == 0.0
        assert not (is_freeze and item.target in (ZYGOTE, SUPERVISOR))
    assert not plan[0].overlaps
    assert any(item.overlaps for item in plan)


def test_only_cells_are_cut_off_and_only_where_that_is_wanted() -> None:
    cut = [item for item in disturbances(TARGETS, 100, 3, cuts=True) if item.kind is DisturbanceKind.CUT]
    assert {item.target for item in cut} == {"press_1", "press_2"}
    assert all(SHORTEST_CUT_S <= item.lasts_s <= LONGEST_CUT_S for item in cut)
    assert all(item.kind is not DisturbanceKind.CUT for item in disturbances(TARGETS, 100, 3))


def test_nodes_stand_still_only_where_that_is_wanted() -> None:
    plan = disturbances(TARGETS, 100, 3, stalls=True)
    stalled = Counter(item.target for item in plan if item.kind is DisturbanceKind.STALL)
    assert set(stalled) == {"simulation", "orchestrator", "press_1", "press_2"}
    assert kills(plan).total() == 100 and plan[-1].kind is DisturbanceKind.KILL
    assert all(item.lasts_s == 0.0 for item in plan if item.kind is DisturbanceKind.STALL)
    assert all(item.kind is not DisturbanceKind.STALL for item in disturbances(TARGETS, 100, 3))
