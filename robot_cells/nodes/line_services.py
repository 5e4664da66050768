"""The services of the line: they hand what is asked over to the loop, and answer when it has."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from typing import Protocol

from rclpy.node import Node
from rclpy.task import Future

from robot_cells.nodes.line_requests import SERVICES, Decide
from robot_cells.nodes.request import Answer, Request
from robot_cells_msgs.srv import CommandLine


class _Response(Protocol):
    """What the responses of all these services have."""

    accepted: bool
    error_code: str
    message: str


class LineServices:
    """`accept` is called in the executor's thread with everything that is asked.

    `stop_at_once` is called before that, with the reason, when the line shall stop in an emergency: that waits for
    nothing, not even for the journal.
    """

    def __init__(self, node: Node, accept: Callable[[Request], None], stop_at_once: Callable[[str], None]) -> None:
        self._node = node
        self._accept = accept
        self._stop_at_once = stop_at_once
        self._services = [
            node.create_service(kind, name, self._served(decide)) for name, (kind, decide) in SERVICES.items()
        ]

    def close(self) -> None:
        """Take them away."""
        for service in self._services:
            self._node.destroy_service(service)
        self._services.clear()

    def _served(self, decide: Decide) -> Callable[[object, _Response], Awaitable[_Response]]:
        async def serve(request: object, response: _Response) -> _Response:
            """Answer when the loop has decided and, where it accepted, the journal has it."""
            if isinstance(request, CommandLine.Request) and _is_emergency(request):
                self._stop_at_once(request.reason)
            future: Future = Future(executor=self._node.executor)

            def answered(answer: Answer) -> None:
                """The loop's thread: the service may answer."""
                future.set_result(answer)
                # A coroutine that waits is looked at when its executor turns.
                executor = self._node.executor
                if executor is not None:
                    executor.wake()

            self._accept(Request(lambda core, at_s: decide(core, at_s, request), answered, time.time_ns()))
            answer: Answer = await future
            response.accepted = answer.accepted
            response.error_code = answer.error_code
            response.message = answer.message
            return response

        return serve


def _is_emergency(request: CommandLine.Request) -> bool:
    return bool(request.command == CommandLine.Request.EMERGENCY_STOP and not request.cell)
