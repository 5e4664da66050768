from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from rclpy.node import Node
from rclpy.qos import DurabilityPolicy, QoSProfile

from robot_cells.nodes.background_node import BackgroundNode
from robot_cells_msgs.msg import Alarm, CellState, LineState, OrderState, Prompt
from robot_cells_msgs.srv import AcknowledgeAlarm, AnswerPrompt, CommandLine, CommandOrder, SubmitOrder

NAMESPACE = "/imitated_line"
UNKNOWN = (
    "predicted_makespan_s",
    "lower_bound_s",
    "predicted_weighted_tardiness_s",
    "least_weighted_tardiness_s",
)
"""What is NaN in the message where nothing is foretold."""


class ImitatedLine:
    """An orchestrator's public face and nothing behind it: records the requests, answers as it is told."""

    def __init__(self) -> None:
        self.requests: list[Any] = []
        self.refusal = ""
        self.silent = threading.Event()
        self.may_end = threading.Event()
        self._spinning = BackgroundNode("orchestrator", self._set_up, namespace=NAMESPACE)
        self._spinning.start()

    def _set_up(self, node: Node) -> None:
        latched = QoSProfile(depth=1, durability=DurabilityPolicy.TRANSIENT_LOCAL)
        self._publisher = node.create_publisher(LineState, "line_state", latched)
        for name, kind in (
            ("submit_order", SubmitOrder),
            ("command_order", CommandOrder),
            ("command_line", CommandLine),
            ("answer_prompt", AnswerPrompt),
            ("acknowledge_alarm", AcknowledgeAlarm),
        ):
            node.create_service(kind, name, self._answer)

    @property
    def namespace(self) -> str:
        return NAMESPACE

    def publish(self, **fields: Any) -> None:
        nan = float("nan")
        self._publisher.publish(LineState(line="imitation", **dict.fromkeys(UNKNOWN, nan) | fields))

    def close(self) -> None:
        self.may_end.set()
        self._spinning.stop()

    def _answer(self, request: Any, response: Any) -> Any:
        self.requests.append(request)
        if self.silent.is_set():
            self.may_end.wait()
        response.accepted = not self.refusal
        response.message = self.refusal
        return response


@pytest.fixture(scope="module")
def _imitation() -> Iterator[ImitatedLine]:
    line = ImitatedLine()
    yield line
    line.close()


@pytest.fixture
def imitated_line(_imitation: ImitatedLine) -> ImitatedLine:
    _imitation.requests.clear()
    _imitation.refusal = ""
    return _imitation


@pytest.fixture
def busy_state() -> Callable[[], dict[str, Any]]:
    """Fields of a line state with one of each: order, cell, alarm, prompt."""

    def make() -> dict[str, Any]:
        nan = float("nan")
        order = OrderState(
            order_id="WO-1", product="tray_a", quantity=4, completed=1, running=2, state=1, due_s=1800.0,
            predicted_end_s=nan,
        )  # fmt: skip
        cell = CellState(
            cell="assembly_1", kind="assembly", state=6, serial="WO-1-002", step="fasten cp1_s3", progress=0.5
        )
        alarm = Alarm(
            alarm_id="alarm-7", severity=2, source="assembly_2", code="cell.silent", text="It is silent.", active=True
        )
        seen = Alarm(
            alarm_id="alarm-8", severity=1, source="oven", code="cell.late", active=True, acknowledged=True,
            acknowledged_by="Eva",
        )  # fmt: skip
        prompt = Prompt(
            prompt_id="prompt-3", text="Is it seated?", choices=["yes", "no"], serial="WO-1-003", escalate_s=900.0
        )
        return {
            "state": 1, "now_s": 61.0, "orders": [order], "cells": [cell], "alarms": [alarm, seen], "prompts": [prompt]
        }  # fmt: skip

    return make
