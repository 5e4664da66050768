"""What the orchestrator's process does about inspections: hands corrections over, watches rates."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.node import Node

from robot_cells.journals.record import Record
from robot_cells.nodes.correction_client import CorrectionClient
from robot_cells.nodes.inspection_watch import InspectionWatch
from robot_cells.nodes.owed_corrections import OwedCorrections
from robot_cells.orchestration.events import Event
from robot_cells.orchestration.state import State


class InspectionDesk:
    """Used by the thread of the loop; `post` has something done by it."""

    def __init__(self, node: Node, post: Callable[[Callable[[], None]], None]) -> None:
        self._watch = InspectionWatch()
        self._client = CorrectionClient(node, lambda answer: post(lambda: self._owed.answered(answer)))
        self._owed = OwedCorrections(self._client)

    def hear(self, record: Record) -> None:
        """A record of the journal."""
        self._watch.hear(record)

    def news(self, state: State, at_s: float, wall_s: float) -> tuple[Event, ...]:
        """What is to be recorded at `at_s`, line time in seconds."""
        return (*self._owed.turn(state.corrections, at_s, wall_s), *self._watch.news(state, at_s))

    def close(self) -> None:
        """Take the client away."""
        self._client.close()
