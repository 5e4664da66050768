"""The ROS messages of simulated equipment."""

from __future__ import annotations

from builtin_interfaces.msg import Time as TimeMsg
from geometry_msgs.msg import WrenchStamped
from sensor_msgs.msg import CameraInfo, Image, JointState
from trajectory_msgs.msg import JointTrajectory

from robot_cells.devices.arm_joints import ARM_JOINT_NAMES, POINT_FIELDS
from robot_cells.devices.six_axis_arm import Joints
from robot_cells.nodes.message_json import to_json
from robot_cells.nodes.messages import from_time, to_time
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.simulated_arm import Vector3
from robot_cells_msgs.msg import DeviceState


def device_state(change: DeviceChange) -> DeviceState:
    """The message for a state of a command."""
    return DeviceState(
        stamp=to_time(change.at_s),
        device=change.device,
        command_id=change.command_id,
        state=int(change.state),
        progress=change.progress,
        error_code=change.error_code,
        error_message=change.error_message,
        result=to_json(change.result),
    )


def joint_state(at_s: float, positions_rad: Joints, velocities_rad_s: Joints) -> JointState:
    """The message for the joints of an arm."""
    message = JointState(name=list(ARM_JOINT_NAMES), position=list(positions_rad), velocity=list(velocities_rad_s))
    message.header.stamp = to_time(at_s)
    return message


def wrench_stamped(at_s: float, frame: str, wrench: tuple[Vector3, Vector3]) -> WrenchStamped:
    """The message for what a tool feels: force (N) and torque (N.m) in `frame`."""
    message = WrenchStamped()
    message.header.stamp, message.header.frame_id = to_time(at_s), frame
    for part, (x, y, z) in zip((message.wrench.force, message.wrench.torque), wrench, strict=True):
        part.x, part.y, part.z = x, y, z
    return message


def trajectory_points(message: JointTrajectory) -> tuple[list[dict[str, object]], float | None]:
    """The points of a trajectory in the order of the arm's joints, and its stamp in seconds (None for none).

    What a point does not carry of velocities and accelerations is not told. Raises `ValueError` where a joint of the
    arm is missing.
    """
    order = [message.joint_names.index(name) for name in ARM_JOINT_NAMES] if message.points else []
    points: list[dict[str, object]] = []
    for point in message.points:
        after = point.time_from_start
        told: dict[str, object] = {"time_s": from_time(TimeMsg(sec=after.sec, nanosec=after.nanosec))}
        for key, name in POINT_FIELDS.items():
            values = getattr(point, name)
            if len(values) == 0 and key != "positions_rad":
                continue
            if len(values) != len(message.joint_names):
                raise ValueError(f"{len(values)} {name} for {len(message.joint_names)} joints")
            told[key] = [float(values[index]) for index in order]
        points.append(told)
    stamp_s = from_time(message.header.stamp)
    return points, stamp_s if stamp_s > 0.0 else None


def camera_info(image: Image, metres_per_pixel: float, working_distance_m: float) -> CameraInfo:
    """A pinhole camera without distortion that sees `metres_per_pixel` at the working distance.

    Its principal point is the picture's middle; whole numbers are the middles of pixels, as OpenCV counts.
    """
    focal_px = working_distance_m / metres_per_pixel
    x, y = (image.width - 1) / 2.0, (image.height - 1) / 2.0
    info = CameraInfo(header=image.header, width=image.width, height=image.height, distortion_model="plumb_bob")
    info.d = [0.0] * 5
    info.k = [focal_px, 0.0, x, 0.0, focal_px, y, 0.0, 0.0, 1.0]
    info.r = [1.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0]
    info.p = [focal_px, 0.0, x, 0.0, 0.0, focal_px, y, 0.0, 0.0, 0.0, 1.0, 0.0]
    return info
