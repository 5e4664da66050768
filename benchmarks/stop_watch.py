"""Presses an emergency stop and sees when every cell says that it aborts."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import Self

from rclpy.node import Node

from robot_cells.errors import BringupError
from robot_cells.nodes.background_node import BackgroundNode
from robot_cells.nodes.qos import CELL_STATES, EMERGENCY_STOP
from robot_cells_msgs.msg import CellState, CellStates, EmergencyStop

SOURCE = "benchmark"
ABORTING = (CellState.ABORTING, CellState.ABORTED)
LIMIT_S = 60.0
"""Cells that take longer are a fault, and said to be."""


class StopWatch:
    """A node of its own; to be used in a `with` statement. Times are of the monotonic clock, in seconds."""

    def __init__(self, domain: int) -> None:
        self._domain = domain
        self._changed = threading.Condition()
        self._cells: dict[str, int] = {}
        self._aborting_s: dict[str, float] = {}

    def __enter__(self) -> Self:
        self._spinning = BackgroundNode(f"stop_watch_{os.getpid()}", self._set_up, domain=self._domain)
        self._spinning.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._spinning.stop()

    def _set_up(self, node: Node) -> None:
        self._publisher = node.create_publisher(EmergencyStop, "emergency_stop", EMERGENCY_STOP)
        node.create_subscription(CellStates, "cell_states", self._hear, CELL_STATES)

    def press(self, cells: int) -> float:
        """Stop everything; seconds until the last of so many cells is heard to abort."""
        with self._changed:
            self._aborting_s.clear()
            pressed_s = time.monotonic()
            self._publisher.publish(EmergencyStop(active=True, source=SOURCE, reason="measured"))
        self.wait_for(lambda: len(self._aborting_s) >= cells, "cells that abort")
        return max(self._aborting_s.values()) - pressed_s

    def let_go(self) -> None:
        """The source lets go; nothing moves before the reset."""
        self._publisher.publish(EmergencyStop(active=False, source=SOURCE))

    def wait_until_all(self, state: int, cells: int) -> None:
        """Until so many cells are in a state."""
        self.wait_for(lambda: list(self._cells.values()).count(state) >= cells, f"{cells} cells in the state {state}")

    def wait_for(self, condition: Callable[[], bool], what: str) -> None:
        """Until a condition over what was heard holds; raises `BringupError` when it never does."""
        with self._changed:
            if not self._changed.wait_for(condition, LIMIT_S):
                raise BringupError(
                    f"Waited {LIMIT_S:g} s in vain for {what}: {self._cells}.", remedy="The cells' logs say why."
                )

    def _hear(self, message: CellStates) -> None:
        heard_s = time.monotonic()
        with self._changed:
            for item in message.cells:
                self._cells[item.cell] = item.state
                if item.state in ABORTING:
                    self._aborting_s.setdefault(item.cell, heard_s)
            self._changed.notify_all()
