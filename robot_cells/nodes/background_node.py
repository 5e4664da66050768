"""A node of somebody outside the line, who listens and asks beside whatever else he does."""

from __future__ import annotations

import gc
from collections.abc import Callable

from rclpy.context import Context
from rclpy.node import Node

from robot_cells.nodes.spinner import Spinner


class BackgroundNode:
    """A plain node that spins in a thread between `start` and `stop`.

    `set_up` gets the node before it spins and gives it its entities; their callbacks run in the thread. `domain` None
    is that of the environment. The node has a context of its own, unless one is handed in: no signal handler is
    installed, and whatever else uses rclpy in this process is left alone.
    """

    def __init__(
        self,
        name: str,
        set_up: Callable[[Node], None] = lambda _: None,
        *,
        domain: int | None = None,
        namespace: str = "",
        context: Context | None = None,
    ) -> None:
        self._name = name
        self._set_up = set_up
        self._domain = domain
        self._namespace = namespace
        self._given = context

    def start(self) -> None:
        """Make the node and let it spin."""
        self._context = self._given or Context()
        if self._given is None:
            self._context.init(domain_id=self._domain)
        self.node = Node(
            self._name,
            namespace=self._namespace,
            context=self._context,
            use_global_arguments=False,
            enable_rosout=False,
            start_parameter_services=False,
        )
        self._set_up(self.node)
        self._spinner = Spinner([self.node])
        self._spinner.start()

    def stop(self) -> None:
        """Finish the callback that runs, and take the node away."""
        self._spinner.stop()
        self.node.destroy_node()
        if self._given is None:
            self._context.try_shutdown()
            # The participant, and its shared memory with it, goes with the last of what refers to one another.
            self._context.destroy()
            gc.collect()
