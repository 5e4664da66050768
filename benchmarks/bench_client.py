"""The client of an action that the benchmarks measure with: rclpy's own, in a context and an executor of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from rclpy.action import ActionClient
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import QoSProfile

from robot_cells.errors import ConnectionLostError

SERVER_TIMEOUT_S = 60.0


@contextmanager
def bench_client(
    action_type: type, name: str, qos: QoSProfile, domain: int
) -> Iterator[tuple[ActionClient, SingleThreadedExecutor]]:
    """A client of the action `name` whose server is there, and the executor to turn it with, in a ROS domain.

    `qos` is for all three services of the action. Raises `ConnectionLostError` when the server does not come up.
    """
    context = Context()
    context.init(domain_id=domain)
    node = Node("bench_client", context=context, start_parameter_services=False, enable_rosout=False)
    client = ActionClient(
        node,
        action_type,
        name,
        goal_service_qos_profile=qos,
        result_service_qos_profile=qos,
        cancel_service_qos_profile=qos,
    )
    executor = SingleThreadedExecutor(context=context)
    executor.add_node(node)
    try:
        if not client.wait_for_server(SERVER_TIMEOUT_S):
            raise ConnectionLostError(f"The server of the action {name} did not come up.", where=f"domain {domain}")
        yield client, executor
    finally:
        executor.shutdown()
        client.destroy()
        node.destroy_node()
        context.try_shutdown()
