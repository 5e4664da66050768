"""Plans that touch nothing, and reasons where there are none."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest
from motion_scenes import ARM, HOME, TABLE_M, assembly_cell, block

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.bodies.shape import Box
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.motions.branch import Branch, Elbow, Shoulder
from robot_cells.motions.collision_world import CollisionWorld
from robot_cells.motions.goal import Goal, JointGoal, PoseGoal
from robot_cells.motions.plan import NoPlan, Plan, Reason, Way
from robot_cells.motions.planner import Planner
from robot_cells.motions.planning_options import PlanningOptions

UP = Branch(shoulder=Shoulder.RIGHT, elbow=Elbow.UP)
RIGHT_OF_IT = PoseGoal(tool_down(0.62, -0.25, 0.15), UP)
LEFT_OF_IT = PoseGoal(tool_down(0.62, 0.30, 0.15), UP)
WALL = block("wall", Box(0.5, 0.03, 0.35), Pose3D(0.65, 0.0, TABLE_M + 0.175))


def reached(planner: Planner, goal: Goal, start: tuple[float, ...] = HOME) -> Plan:
    """The plan, or the reason why there is none as a failure."""
    plan = planner.plan(start, [goal])
    assert isinstance(plan, Plan), plan
    return plan


def nothing_touches(world: CollisionWorld, plan: Plan) -> bool:
    """Checked a hundred times denser than planners do, without a margin."""
    bare = world.allowing(margin_m=0.0)
    for a, b in pairwise(plan.corners):
        start, end = np.array(a), np.array(b)
        for share in np.linspace(0.0, 1.0, 400):
            if not bare.is_free(start + (end - start) * share):
                return False
    return True


def test_where_nothing_is_in_the_way_the_joints_go_straight() -> None:
    planner = Planner(CollisionWorld(assembly_cell(post=False), ARM))
    plan = reached(planner, JointGoal((0.5, -1.2, 1.3, -1.5, -1.5, 0.0)))
    assert plan.way is Way.STRAIGHT
    assert plan.corners == (HOME, (0.5, -1.2, 1.3, -1.5, -1.5, 0.0))


def test_round_a_post_the_way_is_free_and_ends_at_the_pose() -> None:
    world = CollisionWorld(assembly_cell(), ARM)
    planner = Planner(world)
    start = reached(planner, RIGHT_OF_IT).end
    goal = PoseGoal(tool_down(0.18, 0.62, 0.15), UP)
    straight = planner.inverse.nearest(goal.pose, start, UP)
    assert straight is not None
    assert world.blocked_at(np.array(start), straight) is not None
    plan = reached(planner, goal, start)
    assert nothing_touches(world, plan)
    assert np.allclose(world.chain.forward(plan.end), goal.pose, atol=1e-9)


def test_over_a_low_wall_the_tool_is_lifted() -> None:
    low = block("low", Box(0.6, 0.03, 0.16), Pose3D(0.6, 0.0, TABLE_M + 0.08))
    world = CollisionWorld(assembly_cell(low, post=False), ARM)
    planner = Planner(world)
    start = reached(planner, RIGHT_OF_IT).end
    plan = reached(planner, LEFT_OF_IT, start)
    assert plan.way is Way.LIFTED
    assert nothing_touches(world, plan)


def test_where_neither_straight_nor_lifted_leads_on_a_detour_does_and_is_always_the_same() -> None:
    def planned() -> Plan:
        world = CollisionWorld(assembly_cell(WALL, post=False), ARM)
        planner = Planner(world, PlanningOptions(lifts_m=()))
        start = reached(planner, RIGHT_OF_IT).end
        plan = reached(planner, LEFT_OF_IT, start)
        assert nothing_touches(world, plan)
        return plan

    plan = planned()
    assert plan.way is Way.DETOUR
    assert plan.end in _ends(LEFT_OF_IT, plan.start), "to the last bit"
    assert planned() == plan


def _ends(goal: PoseGoal, start: tuple[float, ...]) -> list[tuple[float, ...]]:
    inverse = Planner(CollisionWorld(assembly_cell(), ARM)).inverse
    return [tuple(q.tolist()) for q in inverse.all(goal.pose, start, goal.branch)]


def test_another_process_with_another_hash_seed_plans_the_same() -> None:
    script = (
        "import sys; sys.path.insert(0, 'test/motions');"
        "from test_planner import *;"
        "planner = Planner(CollisionWorld(assembly_cell(WALL, post=False), ARM), PlanningOptions(lifts_m=()));"
        "start = reached(planner, RIGHT_OF_IT).end;"
        "print(reached(planner, LEFT_OF_IT, start), planner.world.hash)"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", script],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": ".", "PATH": ""},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert len(said) == 1
    assert b"DETOUR" in said.pop()


def test_of_several_goals_the_nearest_that_is_free_is_taken() -> None:
    planner = Planner(CollisionWorld(assembly_cell(), ARM))
    in_table, far, near = (
        JointGoal((0.0, 0.4, 0.0, 0.0, 0.0, 0.0)),
        JointGoal((2.0, -1.6, 1.5, -1.5, -1.5, 0.0)),
        JointGoal((0.2, -1.6, 1.5, -1.5, -1.5, 0.0)),
    )
    plan = planner.plan(HOME, [in_table, far, near])
    assert isinstance(plan, Plan)
    assert plan.end == near.positions


@pytest.mark.parametrize(
    ("start", "goal", "reason", "said"),
    [
        (HOME, PoseGoal(tool_down(2.0, 0.0, 0.2)), Reason.NO_SOLUTION, "x 2.000"),
        (HOME, JointGoal((7.0, 0.0, 0.0, 0.0, 0.0, 0.0)), Reason.LIMIT, "shoulder_joint"),
        (HOME, PoseGoal(tool_down(0.6, 0.0, -0.05)), Reason.COLLISION, "table"),
        ((0.0, 0.4, 0.0, 0.0, 0.0, 0.0), JointGoal(HOME), Reason.COLLISION, "At the start"),
        ((0.0, 0.0, 0.0, 0.0, 0.0, 9.0), JointGoal(HOME), Reason.LIMIT, "At the start wrist_3_joint"),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(
    start: tuple[float, ...], goal: Goal, reason: Reason, said: str
) -> None:
    plan = Planner(CollisionWorld(assembly_cell(), ARM)).plan(start, [goal])
    assert isinstance(plan, NoPlan)
    assert plan.reason is reason
    assert said in plan.detail
    assert (plan.contact is not None) == (reason is Reason.COLLISION)


def test_a_search_ends_when_it_is_told_to_or_has_made_its_checks_and_says_what_is_in_the_way() -> None:
    shut = CollisionWorld(assembly_cell(WALL, post=False), ARM)
    asked = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 3

    start = reached(Planner(shut), RIGHT_OF_IT).end
    beyond = Planner(shut).inverse.nearest(LEFT_OF_IT.pose, start, UP)
    assert beyond is not None
    inside = tuple(beyond.tolist())
    plan = Planner(shut, PlanningOptions(lifts_m=())).plan(start, [JointGoal(inside)], stop)
    assert isinstance(plan, NoPlan)
    assert plan.reason is Reason.TIME_OUT
    assert "stopped" in plan.detail
    assert plan.contact is not None
    assert "assembly_1/" in plan.contact.second
    few = Planner(shut, PlanningOptions(lifts_m=(), checks=30)).plan(start, [JointGoal(inside)])
    assert isinstance(few, NoPlan)
    assert "30 checks" in few.detail
