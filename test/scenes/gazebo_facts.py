"""What the released packages of Gazebo and its bridge read, written down by hand from their sources.

Systems: gazebosim/gz-sim (Open Robotics), branches gz-sim8 (Harmonic) and ign-gazebo6 (Fortress), `src/systems`: the
elements that each system's `Configure` asks for; where the two differ, what both know.
Bridge: gazebosim/ros_gz (Open Robotics), branches jazzy (1.0.5) and humble (0.244.16): `bridge_config.cpp` and the
table of types in `mappings.py`.
"""

from __future__ import annotations

SYSTEMS: dict[str, tuple[str, frozenset[str]]] = {
    "Physics": ("physics", frozenset()),
    "UserCommands": ("user-commands", frozenset()),
    "SceneBroadcaster": ("scene-broadcaster", frozenset({"dynamic_pose_hertz", "state_hertz"})),
    "Sensors": ("sensors", frozenset({"render_engine", "background_color", "ambient_light"})),
    "ForceTorque": ("forcetorque", frozenset()),
    "JointStatePublisher": ("joint-state-publisher", frozenset({"topic", "joint_name", "update_rate"})),
    "JointTrajectoryController": (
        "joint-trajectory-controller",
        frozenset({"topic", "joint_name", "initial_position"})
        | {
            f"{what}_{term}"
            for what in ("position", "velocity")
            for term in ("p_gain", "i_gain", "d_gain", "i_min", "i_max", "cmd_min", "cmd_max", "cmd_offset")
        },
    ),
    "JointPositionController": (
        "joint-position-controller",
        frozenset(
            {"joint_name", "joint_index", "topic", "sub_topic", "initial_position", "use_velocity_commands"}
            | {"p_gain", "i_gain", "d_gain", "i_max", "i_min", "cmd_max", "cmd_min", "cmd_offset"}
        ),
    ),
    "DiffDrive": (
        "diff-drive",
        frozenset(
            {"left_joint", "right_joint", "wheel_separation", "wheel_radius", "topic", "odom_topic", "tf_topic"}
            | {"odom_publish_frequency", "frame_id", "child_frame_id"}
        ),
    ),
    "DetachableJoint": (
        "detachable-joint",
        frozenset(
            {"parent_link", "child_model", "child_link", "topic", "attach_topic", "detach_topic", "output_topic"}
            | {"suppress_child_warning"}
        ),
    ),
}
"""By class: the name in its file's name, and the elements that it reads. `use_header_start_time` is missing with
intent: the controller looks for an attribute of that name, which SDF's reader does not let through."""

BRIDGE_KEYS = frozenset(
    {"topic_name", "ros_topic_name", "gz_topic_name", "ros_type_name", "gz_type_name", "direction"}
    | {"publisher_queue", "subscriber_queue", "lazy"}
)
BRIDGE_DIRECTIONS = frozenset({"BIDIRECTIONAL", "GZ_TO_ROS", "ROS_TO_GZ"})
BRIDGED_TYPES = frozenset(
    {
        ("geometry_msgs/msg/Twist", "Twist"),
        ("geometry_msgs/msg/WrenchStamped", "Wrench"),
        ("nav_msgs/msg/Odometry", "Odometry"),
        ("rosgraph_msgs/msg/Clock", "Clock"),
        ("sensor_msgs/msg/CameraInfo", "CameraInfo"),
        ("sensor_msgs/msg/Image", "Image"),
        ("sensor_msgs/msg/JointState", "Model"),
        ("std_msgs/msg/Empty", "Empty"),
        ("std_msgs/msg/Float32", "Float"),
        ("std_msgs/msg/Float64", "Double"),
        ("std_msgs/msg/String", "StringMsg"),
        ("trajectory_msgs/msg/JointTrajectory", "JointTrajectory"),
    }
)
"""Of the pairs that both releases know those that a line could need."""
SYSTEM_SPEAKS: dict[str, str] = {
    "JointStatePublisher": "Model",
    "JointTrajectoryController": "JointTrajectory",
    "JointPositionController": "Double",
    "DiffDrive": "Twist",
}
"""The type of the messages on a system's `topic`."""
