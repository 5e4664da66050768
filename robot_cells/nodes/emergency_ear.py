"""Hears the topic `emergency_stop` of a process, every message once."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from typing import NamedTuple

from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.qos import ANY_EMERGENCY_STOPS, EMERGENCY_STOPS
from robot_cells_msgs.msg import EmergencyStop

REMEMBERED = 256
"""So many messages are known again; a source that is held down tells ten times a second."""


class _Heard(NamedTuple):
    """What tells a message from others: when it was sent (the publisher's clock, Unix time, ns) and what it says."""

    sent_ns: int
    source: str
    is_active: bool


class EmergencyEar:
    """Two subscriptions, since no single one hears everybody, and one word of each message.

    A subscription that asks for what was said before (transient local, reliable) is not served by a publisher that
    offers less, and one that asks for nothing (volatile, best effort) is not told what holds already. What both bring
    is handed on once: a stop that was let go at once would else be a second stop, after its own release.
    """

    def __init__(self, hear: Callable[[EmergencyStop], None]) -> None:
        self._hear = hear
        self._lately: deque[_Heard] = deque(maxlen=REMEMBERED)
        self._last: dict[str, _Heard] = {}

    def listen(self, loop: MessageLoop) -> None:
        """Subscribe; `hear` is called in the loop's thread."""
        for qos in (EMERGENCY_STOPS, ANY_EMERGENCY_STOPS):
            loop.subscribe(EmergencyStop, "emergency_stop", self.take, qos, with_info=True)

    def take(self, message: EmergencyStop, info: Mapping[str, int | None]) -> None:
        """One message, with what the middleware tells of it."""
        heard = _Heard(info["source_timestamp"] or 0, message.source, bool(message.active))
        if self._is_repetition(heard):
            return
        self._lately.append(heard)
        self._last[heard.source] = heard
        self._hear(message)

    def _is_repetition(self, heard: _Heard) -> bool:
        """Whether it was handed on before, and nothing older of its source after it.

        What was said before may arrive after what is said now; then the last word has to come last once more. Where
        the middleware knows no times, every message is news: to stop twice does less harm than not to stop.
        """
        return bool(heard.sent_ns) and heard in self._lately and self._last[heard.source].sent_ns >= heard.sent_ns
