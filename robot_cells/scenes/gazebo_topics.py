"""How the topics of a world in Gazebo are called: the world's file, the bridge and the line agree on them here.

In the files of worlds they are relative; Gazebo's transport puts a slash in front of them.
"""

from __future__ import annotations

from robot_cells.bodies.body import Body
from robot_cells.bodies.mechanism import Mechanism
from robot_cells.ids import CellId
from robot_cells.robots.two_finger_gripper import FINGER_JOINT
from robot_cells.scenes.scene import Placed, Role, Scene

GRIPPER_LINK = "gripper"
"""The link of an arm's model that carries what holds a part."""
FLANGE_JOINT = "wrist_3_joint"
"""The joint in which force and torque are felt: all that is beyond it is tool and part."""
SCREW = "screw"
"""The mechanism of a screw: those are driven, not carried."""
TO_GAZEBO = "gazebo"
"""The word in the names of ROS topics between the line's devices and the bridge."""


def clock(scene: Scene) -> str:
    """Of this world alone; `/clock` is that of any world of the machine."""
    return f"world/{scene.line}/clock"


def joint_states(placed: Placed) -> str:
    """Of whatever has joints."""
    return f"{placed.name}/joint_states"


def joint_trajectory(arm: Placed) -> str:
    """Of an arm: dense points, between which Gazebo does not interpolate."""
    return f"{arm.name}/joint_trajectory"


def progress(arm: Placed) -> str:
    """The controller's own word on how many of the points are behind it, 0 to 1."""
    return f"{joint_trajectory(arm)}_progress"


def wrench(arm: Placed) -> str:
    """Force and torque in an arm's last joint."""
    return f"{arm.name}/wrench"


def position(placed: Placed, joint: str) -> str:
    """Of a joint that moves to a position: rad or m."""
    return f"{placed.name}/{joint}/position"


def velocity(vehicle: Placed) -> str:
    """Of a vehicle: how fast it shall drive and turn."""
    return f"{vehicle.name}/cmd_vel"


def odometry(vehicle: Placed) -> str:
    """Of a vehicle: where its wheels say that it is."""
    return f"{vehicle.name}/odometry"


def attach(arm: Placed, part: Placed) -> str:
    """Has the gripper hold this part."""
    return f"{_hold(arm, part)}/attach"


def detach(arm: Placed, part: Placed) -> str:
    """Has the gripper let go of it."""
    return f"{_hold(arm, part)}/detach"


def held(arm: Placed, part: Placed) -> str:
    """Tells `attached` and `detached`."""
    return f"{_hold(arm, part)}/state"


def _hold(arm: Placed, part: Placed) -> str:
    return f"{arm.name}/hold/{part.name}"


def suction_link(mechanism: Mechanism) -> Body | None:
    """The link that holds by vacuum; None where there is none."""
    if any(joint.name == FINGER_JOINT for joint in mechanism.joints):
        return None
    return next((body for body in mechanism.bodies if body.name == GRIPPER_LINK), None)


def carried_parts(scene: Scene, cell: CellId | None) -> tuple[Placed, ...]:
    """What lies in a cell and can be lifted by its arm: all parts but screws."""
    return tuple(item for item in scene.of(cell, Role.PART) if item.mechanism.name != SCREW)
