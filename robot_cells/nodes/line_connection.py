"""One node of a client in a context of its own, and whether its middleware still moves."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping

from rclpy.client import Client
from rclpy.node import Node
from rclpy.publisher import Publisher

from robot_cells.nodes.abandoned import abandon
from robot_cells.nodes.background_node import BackgroundNode
from robot_cells.nodes.listening_ports import ListeningPorts, read_ports
from robot_cells.nodes.middleware_pulse import MiddlewarePulse, event_threads
from robot_cells.nodes.qos import EMERGENCY_STOP, STATE
from robot_cells_msgs.msg import EmergencyStop, LineState

LOOK_S = 0.5
"""How often it is to be looked at, in seconds of real time."""
DEAF_LOOKS = 6
"""A middleware that has not moved between so many looks is taken for dead; looks, not seconds, as the whole process may
stand still for a while and lose nothing."""
DOUBT_LOOKS = 2
"""After so many it is not waited for any more."""


class LineConnection:
    """Hears `line_state` and has a client for each of `services`, between `open` and `close`.

    `number` tells the connections of one process apart. `hear` is called in a thread of the connection's own.
    """

    def __init__(
        self,
        number: int,
        services: Mapping[type, str],
        hear: Callable[[LineState], None],
        *,
        domain: int,
        namespace: str,
    ) -> None:
        self._services = services
        self._hear = hear
        self._stops: Publisher | None = None
        self._looks = 0
        self._spinning = BackgroundNode(
            f"line_client_{os.getpid()}_{number}", self._set_up, domain=domain, namespace=namespace
        )
        self.clients: Mapping[type, Client] = {}
        """By the type of the service."""

    def open(self) -> None:
        """Begin to listen."""
        before, ports_before = frozenset(event_threads()), read_ports()
        self._spinning.start()
        self._pulse = MiddlewarePulse(only=frozenset(event_threads()) - before)
        self._ports = ListeningPorts(except_for=ports_before)

    def look(self) -> bool:
        """Whether the middleware moves and can be reached, or was found not to only lately."""
        if self._pulse.moved() is False or self._ports.lost():
            self._looks += 1
        else:
            self._looks = 0
            self._pulse.mark()
        return self._looks < DEAF_LOOKS

    def close(self) -> None:
        """Take the node away; one whose middleware seems to stand still is abandoned, or this would never end."""
        if self._looks >= DOUBT_LOOKS:
            self.abandon()
        else:
            self._spinning.stop()

    def abandon(self) -> None:
        """Leave it alone for good."""
        abandon(self)

    @property
    def node(self) -> Node:
        """The node."""
        return self._spinning.node

    @property
    def given_stops(self) -> Publisher | None:
        """What publishes on `emergency_stop`, where there is anything yet."""
        return self._stops

    @property
    def stops(self) -> Publisher:
        """The same, made where there is none: others hear of it, and it tells late comers what it said last."""
        if self._stops is None:
            self._stops = self.node.create_publisher(EmergencyStop, "emergency_stop", EMERGENCY_STOP)
        return self._stops

    def _set_up(self, node: Node) -> None:
        node.create_subscription(LineState, "line_state", self._hear, STATE)
        self.clients = {kind: node.create_client(kind, name) for kind, name in self._services.items()}
