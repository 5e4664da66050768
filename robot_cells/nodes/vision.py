"""The node `vision`: judges pictures of products, and keeps the evidence."""

from __future__ import annotations

import datetime
from collections import Counter, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rclpy.action import ActionServer, CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.publisher import Publisher
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from robot_cells.errors import RobotCellsError
from robot_cells.inspections.verdict import InspectionResult, Verdict
from robot_cells.inspections.workers.job import Job
from robot_cells.inspections.workers.question import Judgement, Loaded
from robot_cells.inspections.workers.seat import Limits
from robot_cells.inspections.workers.settings import WorkerSettings
from robot_cells.inspections.workers.worker_pool import WorkerPool
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


Pixels = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class _Done:
    """An answer that waits for the executor's thread; the header is that of the picture."""

    handle: ServerGoalHandle
    judgement: Judgement
    header: Header
    annotated: Pixels | None


class VisionNode(ManagedNode):
    """Serves the action `inspect`, several goals at once, and publishes every annotated picture on `vision/annotated`.

    Judging happens in processes of their own (`inspections/workers`); the action itself is touched only by the thread
    of the executor, because rclpy's action server is not made for more.
    """

    def __init__(self) -> None:
        super().__init__("vision")
        self._line = declare(self, "line", "", "Path of the line document.")
        self._evidence_directory = Path(
            declare(self, "evidence_directory", "evidence", "Folder that annotated pictures are filed under.")
        )
        self._models = declare(self, "models_directory", "", "Folder with models.")
        self._workers = declare(
            self, "workers", 2, "How many processes judge, each one picture at a time.", minimum=1, maximum=64
        )
        self._judge_limit_s = declare(
            self,
            "judge_limit_s",
            10.0,
            "A worker that needs longer for a picture [s] hangs and is killed; the picture is tried once more.",
            minimum=0.1,
        )
        self._worker_memory_mb = declare(
            self, "worker_memory_mb", 4096, "A worker that wants more memory [MiB] dies of it; 0: no limit.", minimum=0
        )
        self._verdicts: Counter[str] = Counter()
        self._lost_evidence = ""
        self._pool: WorkerPool | None = None
        self._server: ActionServer | None = None
        self._annotated: Publisher | None = None
        self._done: deque[_Done] = deque()
        self._wake = self.create_guard_condition(self._answer)

    def configure(self) -> None:
        """Read the plant, begin the workers, offer action and topic; raises `DocumentError`."""
        plant = plant_of(self._line, self.get_fully_qualified_name())
        layouts = {product.id: product.layout for product in plant.products.values() if product.layout is not None}
        models = Path(self._models).resolve() if self._models else None
        settings = WorkerSettings(
            self._evidence_directory.resolve(),
            {"layouts": layouts, "directory": models},
            memory_bytes=self._worker_memory_mb * 1024 * 1024,
        )
        self._pool = WorkerPool(settings, self._workers, Limits(self._judge_limit_s), self._say, self.on_fault)
        for product in layouts:
            self._pool.load((product, ""), self._say_failure)
        self._pool.start()
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
        """Let go of action, topic and workers; what is being judged is finished first, unheard."""
        if self._pool is not None:
            self._pool.close()
        if self._server is not None:
            self._server.destroy()
        if self._annotated is not None:
            self.destroy_publisher(self._annotated)
        self._pool = self._server = self._annotated = None
        self._done.clear()

    def health(self) -> Health:
        """Verdicts so far; a warning while evidence cannot be filed."""
        if not self.is_active:
            return Health.inactive()
        values = {**self._verdicts, "evidence_directory": self._evidence_directory}
        if self._lost_evidence:
            return Health(HealthLevel.WARN, self._lost_evidence, values)
        return Health.active(**values)

    @property
    def pool(self) -> WorkerPool | None:
        """The workers, while it is configured."""
        return self._pool

    def _wanted(self, goal: Inspect.Goal) -> GoalResponse:
        return GoalResponse.ACCEPT if self.is_active else GoalResponse.REJECT

    def _begin(self, handle: ServerGoalHandle) -> None:
        """In the executor's thread: hand the goal to the workers."""
        goal: Inspect.Goal = handle.request
        try:
            self._submit(handle, goal, goal.image)
        except RobotCellsError as error:
            self._refuse(handle, str(error))

    def _submit(self, handle: ServerGoalHandle, goal: Inspect.Goal, image: Image) -> None:
        """Have the picture judged; raises what is wrong with it or the goal."""
        picture = picture_of(image)
        has_reference = bool(goal.reference.data) or bool(goal.reference.encoding)
        reference = picture_of(goal.reference) if has_reference else None

        def tell(judgement: Judgement, annotated: Pixels | None) -> None:
            """In a thread of the pool."""
            self._done.append(_Done(handle, judgement, image.header, annotated))
            self._wake.trigger()

        if self._pool is not None:
            self._pool.submit(
                Job(
                    picture.pixels,
                    goal.product,
                    goal.serial,
                    tell,
                    goal.model,
                    from_json(goal.parameters, "parameters"),
                    None if reference is None else reference.pixels,
                    picture.is_rgb,
                    reference is not None and reference.is_rgb,
                    self._stamp(),
                    goal.attempt_id,
                    self._annotated is not None and self._annotated.get_subscription_count() > 0,
                )
            )

    def _refuse(self, handle: ServerGoalHandle, reason: str) -> None:
        """Answer without a judgement: there is nothing that could be judged."""
        judgement = Judgement(InspectionResult(Verdict.UNDECIDED, "", 0.0, reason))
        self._done.append(_Done(handle, judgement, handle.request.image.header, None))
        self._wake.trigger()

    def _answer(self) -> None:
        """In the executor's thread: finish every goal that there is an answer to."""
        while self._done:
            done = self._done.popleft()
            self._verdicts[done.judgement.result.verdict.value] += 1
            self._note_evidence(done.judgement)
            if done.annotated is not None and self._annotated is not None:
                self._annotated.publish(image_message(done.annotated, done.header))
            result = result_message(done.judgement.result, done.judgement.evidence, done.header.stamp)
            done.handle.execute(_ending(result))

    def _note_evidence(self, judgement: Judgement) -> None:
        """Without it the verdict stands all the same, and the node says what is lost."""
        if judgement.lost_evidence:
            self.get_logger().error(judgement.lost_evidence)
            self._lost_evidence = judgement.lost_evidence
        elif judgement.evidence is not None:
            self._lost_evidence = ""

    def _stamp(self) -> str:
        now_s = self.clock.now()
        if now_s < UNIX_S_MIN:
            return f"line time {now_s:.1f} s"
        return datetime.datetime.fromtimestamp(now_s, tz=datetime.UTC).strftime("%Y-%m-%d %H:%M:%S UTC")

    def _say(self, what: str) -> None:
        """In any thread."""
        self.get_logger().warning(what)

    def _say_failure(self, loaded: Loaded) -> None:
        if loaded.fault:
            self.get_logger().error(loaded.fault)


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
