"""The orchestrator's ear and voice on the topic `emergency_stop`."""

from __future__ import annotations

from rclpy.node import Node

from robot_cells.attempts.emergency_stop import OPERATOR, ORCHESTRATOR, EmergencyStop
from robot_cells.nodes.qos import EMERGENCY_STOP
from robot_cells.orchestration.events import EmergencyReleased, EmergencyStopped, Event
from robot_cells.orchestration.state import LineMode, State
from robot_cells_msgs.msg import EmergencyStop as EmergencyStopMsg


def from_emergency_stop_msg(message: EmergencyStopMsg) -> EmergencyStop:
    """What a source says; one that gives no name has one all the same."""
    return EmergencyStop(message.source or "unnamed", message.reason, bool(message.active))


class EmergencyChannel:
    """Hears every source, and is one itself (`orchestrator`) for as long as the line is stopped.

    `stop_at_once` may be called by any thread, all else by the loop's alone. What was heard is kept until the journal
    has it, also while the journal cannot be written.
    """

    def __init__(self, node: Node) -> None:
        self._node = node
        self._publisher = node.create_publisher(EmergencyStopMsg, "emergency_stop", EMERGENCY_STOP)
        self._heard: list[EmergencyStop] = []
        self._is_told = False

    def close(self) -> None:
        """Fall silent; the cells remember."""
        self._node.destroy_publisher(self._publisher)

    def hear(self, message: EmergencyStopMsg) -> None:
        """A source speaks; our own voice, and that of a predecessor, is in the journal already."""
        stop = from_emergency_stop_msg(message)
        if stop.source != ORCHESTRATOR:
            self._heard.append(stop)

    def stop_at_once(self, reason: str) -> None:
        """Tell every cell, before anything is written down."""
        self._publish(True, f"{OPERATOR}: {reason}" if reason else OPERATOR)

    def commanded(self, reason: str) -> None:
        """An operator has stopped the line through this node; `stop_at_once` has told the cells."""
        self._heard.append(EmergencyStop(OPERATOR, reason))
        self._is_told = True

    def news(self, state: State, at_s: float) -> tuple[Event, ...]:
        """What was heard and is not in the journal, in order: a stop that was let go at once was a stop."""
        events: list[Event] = []
        holding = set(state.emergency_stops)
        for stop in self._heard:
            if stop.is_active and stop.source not in holding:
                holding.add(stop.source)
                events.append(EmergencyStopped(at_s, stop.source, stop.reason))
            elif not stop.is_active and stop.source in holding:
                holding.discard(stop.source)
                events.append(EmergencyReleased(at_s, stop.source))
        return tuple(events)

    def tell(self, state: State) -> None:
        """After a turn that was written down: say what holds now, where it differs from what was said last."""
        self._heard.clear()
        is_stopped = state.mode is LineMode.EMERGENCY_STOPPED
        if is_stopped != self._is_told:
            self._is_told = is_stopped
            self._publish(is_stopped, "; ".join(f"{source}: {why}" for source, why in state.emergency_stops.items()))

    def _publish(self, is_active: bool, reason: str) -> None:
        stamp = self._node.get_clock().now().to_msg()
        self._publisher.publish(EmergencyStopMsg(stamp=stamp, active=is_active, source=ORCHESTRATOR, reason=reason))
