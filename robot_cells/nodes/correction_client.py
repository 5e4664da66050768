"""The client of the vision node's service `correct_verdict`."""

from __future__ import annotations

from collections.abc import Callable

from rclpy.client import Client
from rclpy.node import Node
from rclpy.task import Future

from robot_cells.nodes.owed_corrections import CorrectionAnswer
from robot_cells.orchestration.events import VerdictReviewed
from robot_cells_msgs.srv import CorrectVerdict


class CorrectionClient:
    """`on_answer` is called in the executor's thread. The client is made when it is needed: most lines never do."""

    def __init__(self, node: Node, on_answer: Callable[[CorrectionAnswer], None]) -> None:
        self._node = node
        self._on_answer = on_answer
        self._client: Client | None = None

    def ask(self, review: VerdictReviewed) -> bool:
        """Hand over what a person has said; False while the vision node is not there."""
        if self._client is None:
            self._client = self._node.create_client(CorrectVerdict, "correct_verdict")
        if not self._client.service_is_ready():
            return False
        evidence = review.judged.evidence
        request = CorrectVerdict.Request(
            evidence=evidence,
            verdict=CorrectVerdict.Request.PASS if review.verdict == "pass" else CorrectVerdict.Request.FAIL,
            corrected_by=review.operator_name,
            reason=review.reason,
        )
        self._client.call_async(request).add_done_callback(lambda future: self._answered(evidence, future))
        return True

    def close(self) -> None:
        """Take the client away."""
        if self._client is not None:
            self._node.destroy_client(self._client)
            self._client = None

    def _answered(self, evidence: str, future: Future) -> None:
        answer = future.result()
        if answer is not None:
            sample = answer.correction if answer.success else ""
            self._on_answer(CorrectionAnswer(evidence, sample, answer.message))
