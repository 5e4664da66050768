"""How a trajectory becomes the goal of one of the actions that drive arms, and what their results say.

The interfaces are imported when such a driver is made: they come with a ROS 2 installation, not with the wheels.
"""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from types import ModuleType
from typing import Any, Protocol, TypeAlias

from builtin_interfaces.msg import Duration as DurationMsg
from trajectory_msgs.msg import JointTrajectory, JointTrajectoryPoint

from robot_cells.devices.action_goal import GoalFault
from robot_cells.devices.arm_action_options import FOLLOW, PACKAGES, ArmActionOptions
from robot_cells.devices.controller_errors import follow_fault, moveit_fault
from robot_cells.errors import BringupError
from robot_cells.nodes.messages import to_time

Message: TypeAlias = Any
"""A goal or result of the action: its type is known only where the interfaces are installed."""


class ActionDialect(Protocol):
    """One action."""

    action_type: Any

    def goal(self, points: Sequence[JointTrajectoryPoint]) -> Message:
        """The goal for these points."""
        ...

    def fault(self, result: Message) -> GoalFault | None:
        """What a result says is wrong."""
        ...


def dialect_of(driver: str, options: ArmActionOptions, where: str) -> ActionDialect:
    """Of one of the drivers in `PACKAGES`; raises `BringupError` where its interfaces are not installed."""
    package = PACKAGES[driver]
    try:
        actions, messages = (importlib.import_module(f"{package}.{kind}") for kind in ("action", "msg"))
    except ImportError as error:
        raise BringupError(
            f"The driver {driver} needs the ROS package {package}, which is not installed.",
            where=where,
            remedy=f"Install ros-$ROS_DISTRO-{package.replace('_', '-')} and source ROS, or use the driver topics.",
        ) from error
    if driver == FOLLOW:
        return FollowJointTrajectoryDialect(actions, messages, options)
    return MoveGroupDialect(actions, messages, options)


class FollowJointTrajectoryDialect:
    """control_msgs/action/FollowJointTrajectory: the controller follows the points as they are."""

    def __init__(self, actions: ModuleType, messages: ModuleType, options: ArmActionOptions) -> None:
        self.action_type = actions.FollowJointTrajectory
        self._messages = messages
        self._options = options

    def goal(self, points: Sequence[JointTrajectoryPoint]) -> Message:
        """With tolerances at its end; without a stamp it begins when it arrives, whatever the clocks say."""
        options = self._options
        goal = self.action_type.Goal()
        goal.trajectory = JointTrajectory(joint_names=list(options.joint_names), points=list(points))
        goal.goal_tolerance = [
            self._messages.JointTolerance(name=name, position=options.goal_tolerance_rad)
            for name in options.joint_names
        ]
        allowed = to_time(options.goal_time_tolerance_s)
        goal.goal_time_tolerance = DurationMsg(sec=allowed.sec, nanosec=allowed.nanosec)
        return goal

    def fault(self, result: Message) -> GoalFault | None:
        """By the result's `error_code`."""
        return follow_fault(int(result.error_code), str(result.error_string))


class MoveGroupDialect:
    """moveit_msgs/action/MoveGroup: MoveIt plans its own way to the last point, and has it carried out."""

    def __init__(self, actions: ModuleType, messages: ModuleType, options: ArmActionOptions) -> None:
        self.action_type = actions.MoveGroup
        self._messages = messages
        self._options = options

    def goal(self, points: Sequence[JointTrajectoryPoint]) -> Message:
        """The joint positions of the last point, from where the arm stands (`start_state.is_diff`)."""
        options, messages = self._options, self._messages
        goal = self.action_type.Goal()
        request = goal.request
        request.group_name, request.pipeline_id, request.planner_id = options.group, options.pipeline, options.planner
        request.num_planning_attempts = 1
        request.allowed_planning_time = options.planning_time_s
        request.max_velocity_scaling_factor = options.speed
        request.max_acceleration_scaling_factor = options.acceleration
        request.start_state.is_diff = True
        request.goal_constraints = [
            messages.Constraints(
                joint_constraints=[
                    messages.JointConstraint(
                        joint_name=name,
                        position=float(position),
                        tolerance_above=options.goal_tolerance_rad,
                        tolerance_below=options.goal_tolerance_rad,
                        weight=1.0,
                    )
                    for name, position in zip(options.joint_names, points[-1].positions, strict=True)
                ]
            )
        ]
        goal.planning_options.plan_only = False
        goal.planning_options.planning_scene_diff.is_diff = True
        goal.planning_options.planning_scene_diff.robot_state.is_diff = True
        return goal

    def fault(self, result: Message) -> GoalFault | None:
        """By the result's `error_code`."""
        return moveit_fault(int(result.error_code.val), str(getattr(result.error_code, "message", "")))
