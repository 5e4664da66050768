"""Where a driver gets the messages of a topic from."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from rclpy.qos import QoSProfile


class TopicSource(Protocol):
    """Hands messages over in the thread that uses the driver; `nodes.message_loop.MessageLoop` is one."""

    def subscribe(self, message_type: type, topic: str, handle: Callable[[Any], None], qos: QoSProfile) -> None:
        """Hand every message of `topic` to `handle`."""
        ...
