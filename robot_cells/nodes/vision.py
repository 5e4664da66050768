"""The node `vision`: judges pictures of products, and keeps the evidence."""

from __future__ import annotations

import datetime
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.publisher import Publisher
from sensor_msgs.msg import Image

from robot_cells.errors import InspectionError, RobotCellsError
from robot_cells.ids import ProductId
from robot_cells.inspections.evidence import Evidence, annotate, file_evidence
from robot_cells.inspections.golden_sample.tolerances import DEFAULTS
from robot_cells.inspections.inspector_library import InspectorLibrary
from robot_cells.inspections.verdict import InspectionResult, Verdict
from robot_cells.nodes.health import Health, HealthLevel
from robot_cells.nodes.inspection_messages import image_message, picture_of, result_message
from robot_cells.nodes.lifecycle import ManagedNode, declare, run_node
from robot_cells.nodes.message_json import from_json
from robot_cells.nodes.plant_cache import plant_of
from robot_cells.nodes.qos import ACTIONS, PICTURES
from robot_cells_msgs.action import Inspect

RESULT_TIMEOUT_S = 300
"""A result is kept this long for a client that asks late. Stated, because the distributions differ: 900 s, 10 s."""
UNIX_S_MIN = 1e8
"""Times below this are not Unix time but line time, counted from zero."""


class VisionNode(ManagedNode):
    """Serves the action `inspect`, several goals at once, and publishes every annotated picture on `vision/annotated`.

    Judging happens in worker threads (OpenCV leaves the interpreter free meanwhile); the action itself is touched only
    by the thread of the executor, because rclpy's action server is not made for more.
    """

    def __init__(self) -> None:
        super().__init__("vision")
        self._line = declare(self, "line", "", "Path of the line document.")
        self._evidence_directory = Path(
            declare(self, "evidence_directory", "evidence", "Folder that annotated pictures are filed under.")
        )
        self._models = declare(self, "models_directory", "", "Folder with golden samples that are pictures.")
        self._workers = declare(self, "workers", 2, "How many pictures are judged at once.", minimum=1, maximum=64)
        self._verdicts: Counter[str] = Counter()
        self._lost_evidence = ""
        self._library: InspectorLibrary | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._server: ActionServer | None = None
        self._annotated: Publisher | None = None
        self._done: list[tuple[ServerGoalHandle, Inspect.Result, Image | None]] = []
        self._lock = threading.Lock()
        self._wake = self.create_guard_condition(self._answer)

    def configure(self) -> None:
        """Read the plant, begin to make the golden samples, offer action and topic; raises `DocumentError`."""
        plant = plant_of(self._line, self.get_fully_qualified_name())
        layouts = {product.id: product.layout for product in plant.products.values() if product.layout is not None}
        self._library = InspectorLibrary(layouts, Path(self._models) if self._models else None)
        self._pool = ThreadPoolExecutor(self._workers, thread_name_prefix="inspect")
        # One thread a picture: OpenCV's own threads would only fight with those of the other pictures.
        cv2.setNumThreads(1)
        for product in self._library.products:
            self._pool.submit(self._library.inspector, product).add_done_callback(self._say_failure)
        self._annotated = self.create_publisher(Image, "vision/annotated", PICTURES)
        self._server = ActionServer(
            self,
            Inspect,
            "inspect",
            execute_callback=_never,
            goal_callback=self._wanted,
            handle_accepted_callback=self._begin,
            cancel_callback=lambda _: CancelResponse.ACCEPT,
            goal_service_qos_profile=ACTIONS,
            result_service_qos_profile=ACTIONS,
            result_timeout=RESULT_TIMEOUT_S,
        )

    def cleanup(self) -> None:
        """Let go of action, topic and threads; what is being judged is finished first, unheard."""
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
        if self._server is not None:
            self._server.destroy()
        if self._annotated is not None:
            self.destroy_publisher(self._annotated)
        self._pool = self._server = self._annotated = self._library = None
        with self._lock:
            self._done.clear()

    def health(self) -> Health:
        """Verdicts so far; a warning while evidence cannot be filed."""
        if not self.is_active:
            return Health.inactive()
        values = {**self._verdicts, "evidence_directory": self._evidence_directory}
        if self._lost_evidence:
            return Health(HealthLevel.WARN, self._lost_evidence, values)
        return Health.active(**values)

    def _wanted(self, goal: Inspect.Goal) -> GoalResponse:
        return GoalResponse.ACCEPT if self.is_active else GoalResponse.REJECT

    def _begin(self, handle: ServerGoalHandle) -> None:
        """In the executor's thread: hand the goal to a worker."""
        library, pool = self._library, self._pool
        if library is None or pool is None:
            return
        stamp = self._stamp()
        pool.submit(self._judge, handle, library, stamp).add_done_callback(self._say_failure)

    def _judge(self, handle: ServerGoalHandle, library: InspectorLibrary, stamp: str) -> None:
        """In a worker: from picture to answer, which waits in `_done` for the executor's thread."""
        goal, result, annotated = handle.request, None, None
        try:
            result, annotated = self._inspected(goal, library, stamp)
        finally:
            # Whatever happens, the client gets an answer: it has no other way to learn that nobody works on it.
            answer = result or result_message(_undecided("The inspection broke down; the node's log says why."), None)
            with self._lock:
                self._done.append((handle, answer, annotated))
            self._wake.trigger()

    def _inspected(
        self, goal: Inspect.Goal, library: InspectorLibrary, stamp: str
    ) -> tuple[Inspect.Result, Image | None]:
        try:
            picture = picture_of(goal.image)
            inspector = library.inspector(ProductId(goal.product), goal.model)
            tolerances = DEFAULTS.with_parameters(from_json(goal.parameters, "parameters"))
        except RobotCellsError as error:
            return result_message(_undecided(str(error)), None), None
        result = inspector.inspect(picture, goal.serial, tolerances)
        colour = picture if picture.ndim == 3 else np.asarray(cv2.cvtColor(picture, cv2.COLOR_GRAY2BGR), dtype=np.uint8)
        drawn = annotate(colour, result, goal.serial, stamp)
        return result_message(result, self._filed(goal.serial, drawn)), image_message(drawn, goal.image)

    def _filed(self, serial: str, drawn: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> Evidence | None:
        """The evidence; without it the verdict stands all the same, and the node says what is lost."""
        try:
            evidence = file_evidence(self._evidence_directory, serial, drawn)
        except InspectionError as error:
            self.get_logger().error(str(error))
            self._lost_evidence = str(error)
            return None
        self._lost_evidence = ""
        return evidence

    def _answer(self) -> None:
        """In the executor's thread: finish every goal that a worker is done with."""
        with self._lock:
            done, self._done = self._done, []
        for handle, result, annotated in done:
            self._verdicts[_NAMES[result.verdict]] += 1
            if annotated is not None and self._annotated is not None and self._annotated.get_subscription_count():
                self._annotated.publish(annotated)
            handle.execute(_ending(result))

    def _stamp(self) -> str:
        now_s = self.clock.now()
        if now_s < UNIX_S_MIN:
            return f"line time {now_s:.1f} s"
        return datetime.datetime.fromtimestamp(now_s, tz=datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")

    def _say_failure(self, future: Future[Any]) -> None:
        if not future.cancelled() and (error := future.exception()) is not None:
            self.get_logger().error(f"{type(error).__name__}: {error}")


_NAMES = {Inspect.Result.PASS: "pass", Inspect.Result.FAIL: "fail", Inspect.Result.UNDECIDED: "undecided"}


def _undecided(reason: str) -> InspectionResult:
    return InspectionResult(Verdict.UNDECIDED, "", 0.0, reason)


def _ending(result: Inspect.Result) -> Callable[[ServerGoalHandle], Inspect.Result]:
    def end(handle: ServerGoalHandle) -> Inspect.Result:
        if handle.is_cancel_requested:
            handle.canceled()
        else:
            handle.succeed()
        return result

    return end


def _never(handle: ServerGoalHandle) -> Inspect.Result:
    """The server wants a default; every goal is executed with its own ending instead."""
    raise RuntimeError("A goal was executed before it was judged.")


def main(argv: Sequence[str] | None = None) -> int:
    """The executable `vision`."""
    return run_node(VisionNode, argv)


if __name__ == "__main__":
    raise SystemExit(main())
