"""One executor in one thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

from robot_cells.nodes.thread_name import name_this_thread


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

    @property
    def name(self) -> str:
        """The name of its thread."""
        return self._thread.name

    @property
    def is_alive(self) -> bool:
        """Whether it has begun to spin and not ended."""
        return self._thread.is_alive()

    def post(self, work: Callable[[], None]) -> None:
        """Have `work` done between two callbacks; from any thread, not after `stop`."""
        self._executor.create_task(work)

    def start(self) -> None:
        """Begin to spin."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the callback that runs, end the thread, let go of the nodes."""
        self._stopping = True
        if self._thread.is_alive():
            # `shutdown` would take the guard condition away under the waiting thread; a task wakes it in order.
            self.post(lambda: None)
            self._thread.join()
        self._executor.shutdown()

    def _spin(self) -> None:
        name_this_thread()
        try:
            while not self._stopping:
                self._executor.spin_once()
        except BaseException as fault:
            if self._on_fault is None:
                raise
            self._on_fault(fault)
