"""Listens to what the simulation says of itself on `/diagnostics` while a line runs."""

from __future__ import annotations

import os
import threading
from types import TracebackType
from typing import Self

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.context import Context
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node

SIMULATION = "simulation"
MISSED = "missed_deadlines"


class SimulationWatch:
    """Keeps the first and the latest count of missed deadlines that was heard within a `with` statement.

    Deadlines that were missed before, while the processes of the line were starting, do not count.
    """

    def __init__(self, domain: int) -> None:
        self._domain = domain
        self._first: int | None = None
        self._latest = 0
        self._ending = False

    @property
    def missed(self) -> int | None:
        """Deadlines missed while it listened; None when the simulation said nothing."""
        return None if self._first is None else self._latest - self._first

    def __enter__(self) -> Self:
        self._context = Context()
        self._context.init(domain_id=self._domain)
        self._node = Node(
            f"simulation_watch_{os.getpid()}",
            context=self._context,
            use_global_arguments=False,
            enable_rosout=False,
            start_parameter_services=False,
        )
        self._node.create_subscription(DiagnosticArray, "/diagnostics", self._hear, 50)
        self._executor = SingleThreadedExecutor(context=self._context)
        self._executor.add_node(self._node)
        self._thread = threading.Thread(target=self._spin, name="simulation watch", daemon=True)
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending = True
        self._executor.create_task(lambda: None)
        self._thread.join()
        self._executor.shutdown()
        self._node.destroy_node()
        self._context.try_shutdown()

    def _hear(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if status.hardware_id.rsplit("/", 1)[-1] != SIMULATION:
                continue
            for item in status.values:
                if item.key == MISSED:
                    self._latest = int(item.value)
                    self._first = self._latest if self._first is None else self._first

    def _spin(self) -> None:
        while not self._ending:
            self._executor.spin_once()
