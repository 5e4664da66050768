"""Emergency stops come by two subscriptions, in any order between them, and are heard once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from rclpy.qos import DurabilityPolicy, QoSProfile, ReliabilityPolicy

from robot_cells.nodes.emergency_ear import EmergencyEar
from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.qos import EMERGENCY_STOP
from robot_cells_msgs.msg import EmergencyStop

WEAK = QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT, durability=DurabilityPolicy.VOLATILE)

Word = tuple[int, str]
"""When it was sent in ns, and what is said: `stop` or `go`, by `a`, or another in capital letters."""

SEQUENCES: list[tuple[str, list[Word], str]] = [
    ("one after the other", [(1, "stop"), (1, "stop"), (2, "go"), (2, "go")], "stop go"),
    ("one subscription after the other", [(1, "stop"), (2, "go"), (1, "stop"), (2, "go")], "stop go"),
    ("two stops", [(1, "stop"), (2, "go"), (3, "stop"), (1, "stop"), (2, "go"), (3, "stop")], "stop go stop"),
    ("what was said before comes last", [(2, "go"), (1, "stop"), (2, "go")], "go stop go"),
    ("a latched stop comes after a new one", [(2, "stop"), (1, "stop"), (2, "stop")], "stop stop stop"),
    ("two sources", [(1, "stop"), (1, "STOP"), (1, "stop"), (1, "STOP"), (2, "go"), (2, "go")], "stop STOP go"),
    ("a middleware without times", [(0, "stop"), (0, "stop")], "stop stop"),
]


@pytest.mark.parametrize(("words", "heard"), [row[1:] for row in SEQUENCES], ids=[row[0] for row in SEQUENCES])
def test_what_comes_twice_is_heard_once_and_the_last_word_comes_last(words: list[Word], heard: str) -> None:
    told: list[str] = []

    def hear(message: EmergencyStop) -> None:
        word = "stop" if message.active else "go"
        told.append(word.upper() if message.source == "A" else word)

    ear = EmergencyEar(hear)
    for sent_ns, word in words:
        source = "A" if word.isupper() else "a"
        ear.take(EmergencyStop(source=source, active=word.lower() == "stop"), {"source_timestamp": sent_ns})
    assert " ".join(told) == heard


def test_what_was_said_before_and_what_a_weak_publisher_says_are_both_heard_and_each_once(
    bench: Callable[..., Any],
) -> None:
    with bench() as it:
        heard: list[str] = []
        spoken, last = threading.Event(), threading.Event()

        def hear(message: EmergencyStop) -> None:
            heard.append(message.source)
            if {"weak", "last"} <= set(heard):
                last.set()

        early = it.node.create_publisher(EmergencyStop, "emergency_stop", EMERGENCY_STOP)
        early.publish(EmergencyStop(active=True, source="early"))
        weak = it.node.create_publisher(EmergencyStop, "emergency_stop", WEAK)

        def turn() -> float:
            if "early" in heard and weak.get_subscription_count() and not spoken.is_set():
                spoken.set()
                weak.publish(EmergencyStop(active=True, source="weak"))
                early.publish(EmergencyStop(active=True, source="last"))
            return 0.02

        loop = MessageLoop(it.node, turn, it.faults.append)
        EmergencyEar(hear).listen(loop)
        loop.start()
        assert last.wait(30)
        loop.stop()
        assert sorted(heard) == ["early", "last", "weak"]
        assert it.faults == []
