"""One executor in one thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node


class Spinner:
    """Spins the nodes of one group, all of one context, until `stop`.

    A fault that a callback raises ends it and is handed to `on_fault`; without one it is the thread's own.
    """

    def __init__(self, nodes: Sequence[Node], on_fault: Callable[[BaseException], None] | None = None) -> None:
        self._nodes = tuple(nodes)
        self._on_fault = on_fault
        self._stopping = False
        self._executor = SingleThreadedExecutor(context=self._nodes[0].context)
        for node in self._nodes:
            self._executor.add_node(node)
        self._thread = threading.Thread(target=self._spin, name=f"spin {self._nodes[0].get_name()}", daemon=True)

    def start(self) -> None:
        """Begin to spin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the callback that runs, end the thread, let go of the nodes."""
        self._stopping = True
        if self._thread.is_alive():
            # `shutdown` would take the guard condition away under the waiting thread; a task wakes it in order.
            self._executor.create_task(lambda: None)
            self._thread.join()
        self._executor.shutdown()

    def _spin(self) -> None:
        try:
            while not self._stopping:
                self._executor.spin_once()
        except BaseException as fault:
            if self._on_fault is None:
                raise
            self._on_fault(fault)
