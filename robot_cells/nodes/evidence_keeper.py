"""Keeps the evidence within its policy, and stores what people correct; in a thread of its own."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from rclpy.callback_groups import MutuallyExclusiveCallbackGroup
from rclpy.clock import Clock, ClockType
from rclpy.node import Node
from rclpy.task import Future

from robot_cells.errors import InspectionError
from robot_cells.inspections.evidence_policy import EvidencePolicy, Swept, sweep
from robot_cells_msgs.srv import CorrectVerdict

SWEEP_PERIOD_S = 60.0
_NOTHING = Swept(0, 0, 0, 0, is_over=False)


class EvidenceKeeper:
    """The service `correct_verdict`, and a sweep now and then. Used by the executor's thread."""

    def __init__(
        self,
        node: Node,
        evidence: Path,
        corrections: Path,
        policy: EvidencePolicy,
        in_executor: Callable[[Callable[[], None]], None],
    ) -> None:
        self.trouble = ""
        self.swept = _NOTHING
        self.corrected = 0
        self._node = node
        self._evidence = evidence
        self._corrections = corrections
        self._policy = policy
        self._in_executor = in_executor
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="evidence")
        # A group of its own: a disk that is waited for must hold up nothing else.
        group = MutuallyExclusiveCallbackGroup()
        self._service = node.create_service(CorrectVerdict, "correct_verdict", self._correct, callback_group=group)
        clock = Clock(clock_type=ClockType.STEADY_TIME)
        self._timer = node.create_timer(SWEEP_PERIOD_S, self.sweep_soon, clock=clock)
        self.sweep_soon()

    def sweep_soon(self) -> None:
        """Have a look at what is kept, in the thread."""
        self._thread.submit(self._sweep)

    def close(self) -> None:
        """Finish what is under way."""
        self._node.destroy_timer(self._timer)
        self._node.destroy_service(self._service)
        self._thread.shutdown(wait=True, cancel_futures=True)

    def _sweep(self) -> None:
        try:
            self.swept = sweep(self._evidence, self._policy, time.time())
        except InspectionError as error:
            self.trouble = str(error)
            return
        self.trouble = (
            f"The evidence that must be kept takes {self.swept.kept_bytes / 1e6:.0f} MB, more than there is room for."
            if self.swept.is_over
            else ""
        )

    async def _correct(
        self, request: CorrectVerdict.Request, response: CorrectVerdict.Response
    ) -> CorrectVerdict.Response:
        future = Future()
        self._thread.submit(self._store, request, future)
        name, fault = await future
        response.success, response.correction, response.message = not fault, name, fault
        self.corrected += not fault
        return response

    def _store(self, request: CorrectVerdict.Request, future: Future) -> None:
        """In the thread."""
        from robot_cells.inspections.corrections import Correction, store_correction
        from robot_cells.inspections.samples.sample import LabelledBox

        boxes = tuple(
            LabelledBox(
                item.code.removeprefix("inspect."),
                float(item.x),
                float(item.y),
                float(item.x + item.width),
                float(item.y + item.height),
            )
            for item in request.defects
        )
        correction = Correction(
            request.evidence,
            request.verdict == CorrectVerdict.Request.PASS,
            boxes or None,
            request.corrected_by,
            request.reason,
            f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        )
        answer = ("", "The correction could not be stored; the node's log says why.")
        try:
            if request.verdict not in (CorrectVerdict.Request.PASS, CorrectVerdict.Request.FAIL):
                raise InspectionError(f"{request.verdict} is no verdict.", remedy="Say PASS (0) or FAIL (1).")
            answer = (store_correction(self._evidence, self._corrections, correction), "")
        except InspectionError as error:
            answer = ("", str(error))
        finally:
            self._in_executor(lambda: future.set_result(answer))
