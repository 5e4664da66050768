"""What the line document says about an arm that a ROS action drives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from robot_cells.devices.arm_joints import ARM_JOINT_NAMES
from robot_cells.errors import DeviceError

FOLLOW, MOVE_GROUP = "follow_joint_trajectory", "moveit_move_group"
"""The drivers: a controller of ros2_control or of an arm's maker; MoveIt, which plans by itself."""
PACKAGES: Mapping[str, str] = {FOLLOW: "control_msgs", MOVE_GROUP: "moveit_msgs"}
"""By driver, the ROS package with the action's interfaces."""


@dataclass(frozen=True, slots=True)
class ArmActionOptions:
    """The parameters of such a device.

    `action` and `joint_states` are names relative to the line, or absolute; `joint_names` from base to flange.
    `wrench` is where its force is told (geometry_msgs/WrenchStamped); empty: guarded moves go over the cell's topics.
    `goal_tolerance_rad` is how near to the end counts as there, within `goal_time_tolerance_s` after it.

    Of MoveIt: `group`, `pipeline` and `planner` (empty: its own), shares of the greatest `speed` and `acceleration`,
    and the time that planning may take.
    """

    action: str
    joint_states: str
    joint_names: tuple[str, ...] = ARM_JOINT_NAMES
    wrench: str = ""
    goal_tolerance_rad: float = 0.01
    goal_time_tolerance_s: float = 1.0
    group: str = "manipulator"
    pipeline: str = ""
    planner: str = ""
    speed: float = 0.5
    acceleration: float = 0.5
    planning_time_s: float = 5.0

    @classmethod
    def from_parameters(cls, cell: str, device: str, driver: str, values: Mapping[str, object]) -> ArmActionOptions:
        """Of a device of the line document; raises `DeviceError` with the key at fault."""
        usual = "move_action" if driver == MOVE_GROUP else f"{cell}/{device}/follow_joint_trajectory"
        where = f"cell {cell}, device {device}"
        joint_names = values.get("joint_names", ARM_JOINT_NAMES)
        is_list = isinstance(joint_names, Sequence) and not isinstance(joint_names, str)
        if not is_list or len(list(joint_names)) != 6:  # type: ignore[call-overload]  # a sequence, as asked before
            raise DeviceError(f"joint_names is {joint_names!r:.80}.", where=where, remedy="Give six names.")
        return cls(
            action=str(values.get("action", usual)),
            joint_states=str(values.get("joint_states", f"{cell}/{device}/joint_states")),
            joint_names=tuple(str(name) for name in joint_names),  # type: ignore[attr-defined]
            wrench=str(values.get("wrench", "")),
            goal_tolerance_rad=_number(values, "goal_tolerance_rad", 0.01, 1.0, where),
            goal_time_tolerance_s=_number(values, "goal_time_tolerance_s", 1.0, 60.0, where),
            group=str(values.get("group", "manipulator")),
            pipeline=str(values.get("pipeline", "")),
            planner=str(values.get("planner", "")),
            speed=_number(values, "speed", 0.5, 1.0, where),
            acceleration=_number(values, "acceleration", 0.5, 1.0, where),
            planning_time_s=_number(values, "planning_time_s", 5.0, 60.0, where),
        )


def _number(values: Mapping[str, object], key: str, usual: float, most: float, where: str) -> float:
    value = values.get(key, usual)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0.0 < value <= most:
        raise DeviceError(f"{key} is {value!r:.40}.", where=where, remedy=f"Give a number above 0, at most {most:g}.")
    return float(value)
