"""Listens to what the simulation says of itself on `/diagnostics` while a line runs."""

from __future__ import annotations

import os
from types import TracebackType
from typing import Self

from diagnostic_msgs.msg import DiagnosticArray
from rclpy.node import Node

from robot_cells.nodes.background_node import BackgroundNode

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

    @property
    def missed(self) -> int | None:
        """Deadlines missed while it listened; None when the simulation said nothing."""
        return None if self._first is None else self._latest - self._first

    def __enter__(self) -> Self:
        self._spinning = BackgroundNode(f"simulation_watch_{os.getpid()}", self._set_up, domain=self._domain)
        self._spinning.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spinning.stop()

    def _set_up(self, node: Node) -> None:
        node.create_subscription(DiagnosticArray, "/diagnostics", self._hear, 50)

    def _hear(self, message: DiagnosticArray) -> None:
        for status in message.status:
            if status.hardware_id.rsplit("/", 1)[-1] != SIMULATION:
                continue
            for item in status.values:
                if item.key == MISSED:
                    self._latest = int(item.value)
                    self._first = self._latest if self._first is None else self._first
