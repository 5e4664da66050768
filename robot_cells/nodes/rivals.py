"""Other orchestrators of the same line: of two of one journal the one with the older epoch ends itself."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.node import Node
from rclpy.subscription import Subscription

from robot_cells.errors import BringupError, RobotCellsError
from robot_cells.ids import AttemptId, JournalId
from robot_cells.nodes.qos import STATE
from robot_cells.nodes.succession import check_epoch, superseded
from robot_cells_msgs.msg import LineState

REMEMBERED = 64
"""So many of its own words an orchestrator remembers, to know them when it hears them."""
_Stamp = tuple[int, int, float]


class Rivals:
    """Listens to `line_state` from when somebody else publishes it too; `on_fault` is told why this one has to end.

    A rival of another journal is a line that was started twice: the one that was there first goes on, so who finds
    it while it `is_new` ends. Used by the orchestrator's loop, but for `_hear`, which the executor calls.
    """

    def __init__(
        self, node: Node, topic: str, journal: JournalId, epoch: int, on_fault: Callable[[RobotCellsError], None]
    ) -> None:
        self._node = node
        self._topic = topic
        self._journal = journal
        self._epoch = epoch
        self._on_fault = on_fault
        self._own: dict[_Stamp, None] = {}
        self._subscription: Subscription | None = None
        self._is_new = True

    def published(self, message: LineState) -> None:
        """This is what the orchestrator itself is about to say."""
        self._own[_stamp(message)] = None
        if len(self._own) > REMEMBERED:
            del self._own[next(iter(self._own))]

    def look(self, is_new: bool) -> None:
        """Whether somebody else publishes the state of this line: then it is listened to."""
        self._is_new = is_new
        if self._subscription is None and self._node.count_publishers(self._topic) > 1:
            self._subscription = self._node.create_subscription(LineState, self._topic, self._hear, STATE)

    def check(self, attempt: AttemptId, epoch: int) -> None:
        """A cell says which epoch it obeys; raises `SupersededError` where it is a newer one of this journal."""
        check_epoch(self._node.get_fully_qualified_name(), self._journal, self._epoch, attempt, epoch)

    def close(self) -> None:
        """Listen no more."""
        if self._subscription is not None:
            self._node.destroy_subscription(self._subscription)
            self._subscription = None

    def _hear(self, message: LineState) -> None:
        if message.journal_id == self._journal and message.epoch != self._epoch:
            if message.epoch > self._epoch:
                self._on_fault(superseded(self._node.get_fully_qualified_name(), self._epoch, message.epoch))
        elif _stamp(message) not in self._own and self._is_new:
            self._on_fault(
                BringupError(
                    f"Two orchestrators in one domain and namespace: the line {message.line} of the journal "
                    f"{message.journal_id} is run by another one already.",
                    where=self._node.get_fully_qualified_name(),
                    remedy="End it, or choose another domain or namespace.",
                )
            )


def _stamp(message: LineState) -> _Stamp:
    return (message.stamp.sec, message.stamp.nanosec, message.now_s)
