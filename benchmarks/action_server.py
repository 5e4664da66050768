"""The other process of the bare action (`python -m benchmarks.action_server`): answers every goal at once."""

from __future__ import annotations

import rclpy
from rclpy.action import ActionServer
from rclpy.executors import ExternalShutdownException
from rclpy.node import Node
from rclpy.qos import QoSProfile

from robot_cells.bringup.ros_environment import prepare_ros_environment
from robot_cells_msgs.action import ExecuteTask

ACTION_NAME = "bare_execute_task"

ACTION_QOS = QoSProfile(depth=1000)
"""With the default depth of 10 goals are lost when 50 are in flight; with this, none was seen to be."""

RESULT_TIMEOUT_S = 60
"""Stated, because the distributions' defaults differ (900 s in Jazzy, 10 s in Kilted)."""


def _execute(goal: object) -> ExecuteTask.Result:
    goal.succeed()  # type: ignore[attr-defined]  # rclpy carries no types
    return ExecuteTask.Result(succeeded=True)


def main() -> None:
    """Serve until SIGINT or SIGTERM."""
    prepare_ros_environment()
    rclpy.init()
    node = Node("bare_action_server", start_parameter_services=False, enable_rosout=False)
    server = ActionServer(
        node,
        ExecuteTask,
        ACTION_NAME,
        _execute,
        goal_service_qos_profile=ACTION_QOS,
        result_service_qos_profile=ACTION_QOS,
        cancel_service_qos_profile=ACTION_QOS,
        result_timeout=RESULT_TIMEOUT_S,
    )
    try:
        rclpy.spin(node)
    except (KeyboardInterrupt, ExternalShutdownException):
        pass  # the end that was asked for
    finally:
        server.destroy()
        node.destroy_node()
        rclpy.try_shutdown()


if __name__ == "__main__":
    main()
