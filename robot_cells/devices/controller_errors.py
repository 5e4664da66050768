"""What the error codes of controllers and planners mean here.

Numbers and names: control_msgs/action/FollowJointTrajectory (ros-controls/control_msgs) and
moveit_msgs/msg/MoveItErrorCodes (moveit/moveit_msgs).
"""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.devices.action_goal import DEVIATION, NO_ANSWER, REFUSED, GoalFault

LIMIT, NO_PLAN, COLLISION = "arm.limit", "arm.no_plan", "arm.collision"

FOLLOW_ERRORS: Mapping[int, GoalFault] = {
    -1: GoalFault(REFUSED, "The controller calls the trajectory invalid"),
    -2: GoalFault(REFUSED, "The controller has other joints than the trajectory"),
    -3: GoalFault(REFUSED, "The trajectory came too late for the controller"),
    -4: GoalFault(DEVIATION, "The arm left its trajectory by more than the tolerance"),
    -5: GoalFault(DEVIATION, "The arm is not at the end of its trajectory"),
}
"""By `error_code` of the result; 0 is success."""
MOVEIT_SUCCESS = 1
MOVEIT_ERRORS: Mapping[int, GoalFault] = {
    99999: GoalFault(REFUSED, "FAILURE"),
    -1: GoalFault(NO_PLAN, "PLANNING_FAILED"),
    -2: GoalFault(NO_PLAN, "INVALID_MOTION_PLAN"),
    -3: GoalFault(COLLISION, "MOTION_PLAN_INVALIDATED_BY_ENVIRONMENT_CHANGE"),
    -4: GoalFault(DEVIATION, "CONTROL_FAILED"),
    -5: GoalFault(REFUSED, "UNABLE_TO_AQUIRE_SENSOR_DATA"),
    -6: GoalFault(NO_PLAN, "TIMED_OUT"),
    -7: GoalFault(REFUSED, "PREEMPTED"),
    -10: GoalFault(COLLISION, "START_STATE_IN_COLLISION"),
    -11: GoalFault(LIMIT, "START_STATE_VIOLATES_PATH_CONSTRAINTS"),
    -12: GoalFault(COLLISION, "GOAL_IN_COLLISION"),
    -13: GoalFault(LIMIT, "GOAL_VIOLATES_PATH_CONSTRAINTS"),
    -14: GoalFault(LIMIT, "GOAL_CONSTRAINTS_VIOLATED"),
    -15: GoalFault(REFUSED, "INVALID_GROUP_NAME"),
    -16: GoalFault(REFUSED, "INVALID_GOAL_CONSTRAINTS"),
    -17: GoalFault(REFUSED, "INVALID_ROBOT_STATE"),
    -18: GoalFault(REFUSED, "INVALID_LINK_NAME"),
    -19: GoalFault(REFUSED, "INVALID_OBJECT_NAME"),
    -21: GoalFault(REFUSED, "FRAME_TRANSFORM_FAILURE"),
    -22: GoalFault(REFUSED, "COLLISION_CHECKING_UNAVAILABLE"),
    -23: GoalFault(NO_ANSWER, "ROBOT_STATE_STALE"),
    -24: GoalFault(NO_ANSWER, "SENSOR_INFO_STALE"),
    -25: GoalFault(NO_ANSWER, "COMMUNICATION_FAILURE"),
    -26: GoalFault(LIMIT, "START_STATE_INVALID"),
    -27: GoalFault(LIMIT, "GOAL_STATE_INVALID"),
    -28: GoalFault(REFUSED, "UNRECOGNIZED_GOAL_TYPE"),
    -29: GoalFault(REFUSED, "CRASH"),
    -30: GoalFault(REFUSED, "ABORT"),
    -31: GoalFault(NO_PLAN, "NO_IK_SOLUTION"),
}
"""By `error_code.val`; the words are MoveIt's names."""


def follow_fault(error_code: int, error_string: str = "") -> GoalFault | None:
    """What the result of a FollowJointTrajectory says is wrong; None: nothing."""
    if error_code == 0:
        return None
    known = FOLLOW_ERRORS.get(error_code, GoalFault(REFUSED, f"The controller gave the error {error_code}"))
    return GoalFault(known.code, f"{known.message}: {error_string}" if error_string else f"{known.message}.")


def moveit_fault(value: int, message: str = "") -> GoalFault | None:
    """What the result of a MoveGroup says is wrong; None: nothing. Zero is no success: nobody has filled it in."""
    if value == MOVEIT_SUCCESS:
        return None
    known = MOVEIT_ERRORS.get(value, GoalFault(REFUSED, f"error {value}"))
    return GoalFault(known.code, f"MoveIt: {known.message}" + (f": {message}" if message else "."))
