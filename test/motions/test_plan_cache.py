"""Kept plans are the plans that were made, or misses."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from motion_scenes import ARM, HOME, assembly_cell

from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.goal import JointGoal, PoseGoal
from robot_cells.motions.plan import NoPlan, Plan
from robot_cells.motions.plan_cache import PlanCache, plan_key
from robot_cells.motions.planner import Planner
from robot_cells.motions.planning_options import PlanningOptions

GOALS = [PoseGoal(tool_down(0.62, -0.25, 0.15)), JointGoal((0.2, -1.6, 1.5, -1.5, -1.5, 0.0))]


def test_a_plan_is_found_again_to_the_last_bit_and_made_only_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planner = Planner(CollisionWorld(assembly_cell(), ARM))
    made = PlanCache(tmp_path / "plans").plan(planner, HOME, GOALS)
    assert isinstance(made, Plan)
    monkeypatch.setattr(planner, "plan", lambda *_: pytest.fail("It was planned again."))
    assert PlanCache(tmp_path / "plans").plan(planner, HOME, GOALS) == made


def test_another_world_start_goal_or_option_is_another_question() -> None:
    planner = Planner(CollisionWorld(assembly_cell(), ARM))
    other_start = (0.1, *HOME[1:])
    keys = [
        plan_key(planner, HOME, GOALS),
        plan_key(planner, other_start, GOALS),
        plan_key(planner, HOME, GOALS[:1]),
        plan_key(planner, HOME, [PoseGoal(tool_down(0.62, -0.25, 0.1501)), GOALS[1]]),
        plan_key(Planner(planner.world, PlanningOptions(seed=2)), HOME, GOALS),
        plan_key(Planner(planner.world.allowing(margin_m=0.011)), HOME, GOALS),
        plan_key(Planner(CollisionWorld(assembly_cell(post=False), ARM)), HOME, GOALS),
    ]
    assert len(set(keys)) == len(keys)
    assert plan_key(Planner(CollisionWorld(assembly_cell(), ARM)), HOME, GOALS) == keys[0]
    as_numpy = JointGoal(tuple(np.array((0.2, -1.6, 1.5, -1.5, -1.5, 0.0))))
    assert plan_key(planner, np.array(HOME), [GOALS[0], as_numpy]) == keys[0]


def test_a_torn_or_changed_file_is_a_miss_and_is_made_anew(tmp_path: Path) -> None:
    cache, planner = PlanCache(tmp_path), Planner(CollisionWorld(assembly_cell(), ARM))
    made = cache.plan(planner, HOME, GOALS)
    key = plan_key(planner, HOME, GOALS)
    path = tmp_path / f"{key}.json"
    whole = path.read_bytes()
    digit = whole.index(b"corners") + 12
    broken = [whole[:-9], b"", b"\xff\xfe", b"{}", whole[:digit] + b"7" + whole[digit + 1 :], whole + whole]
    for content in broken:
        path.write_bytes(content)
        assert cache.find(key) is None
        assert cache.plan(planner, HOME, GOALS) == made
        assert path.read_bytes() == whole
    other = "0" * 64
    (tmp_path / f"{other}.json").write_bytes(whole)
    assert cache.find(other) is None
    assert [item.suffix for item in tmp_path.iterdir()] == [".json", ".json"]


def test_what_failed_is_not_kept_and_a_folder_that_cannot_be_written_costs_nothing(tmp_path: Path) -> None:
    planner = Planner(CollisionWorld(assembly_cell(), ARM))
    cache = PlanCache(tmp_path / "plans")
    assert isinstance(cache.plan(planner, HOME, [PoseGoal(tool_down(3.0, 0.0, 0.0))]), NoPlan)
    assert not (tmp_path / "plans").exists()
    (tmp_path / "file").write_text("")
    assert isinstance(PlanCache(tmp_path / "file").plan(planner, HOME, GOALS), Plan)
