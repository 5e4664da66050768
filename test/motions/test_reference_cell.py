"""In the reference line's first assembly cell every feeder and the tray are reached, with the true robot."""

from __future__ import annotations

from benchmarks.motion.trial_cell import ARM, TrialCell, trial_cell
from robot_cells.devices.six_axis_arm import tool_down
from robot_cells.motions.approach import plan_with_approach
from robot_cells.motions.goal import PoseGoal
from robot_cells.motions.motion_limits import MotionLimits
from robot_cells.motions.payload import Payload, loaded_limits
from robot_cells.motions.plan import NoPlan, Plan, Positions
from robot_cells.motions.planner import Planner
from robot_cells.motions.timing import timed
from robot_cells.motions.trajectory_check import trajectory_problems


def moved(cell: TrialCell, planner: Planner, at: Positions, place: tuple[float, float, float]) -> tuple[Plan, ...]:
    """The moves from where the arm is to 60 mm above that place (frame `base`)."""
    x_m, y_m, z_m = place
    retreat_m = 0.0 if at == cell.home else 0.1
    goal = PoseGoal(tool_down(x_m, y_m, z_m + 0.06))
    found = plan_with_approach(planner, cell.empty_near, at, goal, retreat_m=retreat_m, approach_m=0.1)
    assert not isinstance(found, NoPlan), (place, found)
    return found


def test_every_feeder_is_reached_with_trajectories_that_keep_limits_and_touch_nothing() -> None:
    cell = trial_cell()
    planner = Planner(cell.empty)
    assert planner.inverse.closed is not None, "the line's robot is of the family that has a closed form"
    assert cell.empty.contact(cell.home) is None
    limits = MotionLimits.of(cell.empty.chain)
    bare = cell.empty_near.allowing(margin_m=0.0)
    at = cell.home
    for place in (*cell.feeders.values(), (0.62, -0.05, cell.tray[2])):
        for plan in moved(cell, planner, at, place):
            trajectory = timed(plan, limits, cell.empty)
            assert trajectory_problems(trajectory, cell.empty.chain, limits, at=at) == ()
            assert all(bare.is_free(trajectory.at(k * 0.05)) for k in range(int(trajectory.duration_s / 0.05)))
            at = plan.end


def test_with_a_rated_payload_the_true_arm_is_slower_where_it_is_stretched() -> None:
    cell = trial_cell()
    limits = MotionLimits.of(cell.empty.chain)
    stretched = (0.0, -0.4, 0.3, -1.5, -1.5708, 0.0)
    held = loaded_limits(cell.empty.chain, limits, Payload(8.0), [cell.home, stretched])
    assert 0.5 < held.acceleration[1] < limits.acceleration[1]
    assert cell.empty.arm.name == ARM
