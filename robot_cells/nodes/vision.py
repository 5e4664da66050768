"""The node `vision`: judges pictures of products, and keeps the evidence."""

from __future__ import annotations

import datetime
from collections import deque
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rclpy.action import CancelResponse, GoalResponse
from rclpy.action.server import ServerGoalHandle
from rclpy.publisher import Publisher
from rclpy.time import Time
from sensor_msgs.msg import Image
from std_msgs.msg import Header

from robot_cells.errors import InspectionError, RobotCellsError
from robot_cells.inspections.verdict import InspectionResult, Verdict
from robot_cells.inspections.workers.job import Job
from robot_cells.inspections.workers.question import Judgement, Loaded
from robot_cells.inspections.workers.seat import Limits
from robot_cells.inspections.workers.settings import WorkerSettings
from robot_cells.inspections.workers.worker_pool import WorkerPool
from robot_cells.nodes.camera_feeds import CameraFeeds, cameras_of
from robot_cells.nodes.evidence_keeper import EvidenceKeeper
from robot_cells.nodes.evidence_parameters import declared_policy
from robot_cells.nodes.health import Health, HealthLevel
from robot_cells.nodes.inspection_messages import image_message, picture_of, result_message, unknown_result
from robot_cells.nodes.lifecycle import ManagedNode, declare, run_node
from robot_cells.nodes.loop_action import LoopActionServer
from robot_cells.nodes.message_json import from_json
from robot_cells.nodes.message_loop import MessageLoop
from robot_cells.nodes.model_services import ModelServices
from robot_cells.nodes.plant_cache import plant_of
from robot_cells.nodes.qos import ACTIONS, PICTURES
from robot_cells.nodes.recipe_models import models_of_products
from robot_cells.nodes.vision_figures import VisionFigures
from robot_cells.nodes.vision_watch import VisionWatch
from robot_cells_msgs.action import Inspect

UNIX_S_MIN = 1e8
"""Times below this are not Unix time but line time, counted from zero."""


Pixels = npt.NDArray[np.uint8]


class VisionNode(ManagedNode):
    """Serves the action `inspect`, several goals at once, and publishes every annotated picture on `vision/annotated`.

    Judging happens in processes of their own (`inspections/workers`). The action, and all that is known of its
    requests, is the business of one message loop: rclpy's action server is not made for several threads, and an
    executor that looks after everything else of this node, too, makes every verdict late. Cameras, services and
    transitions are the executor's.
    """

    def __init__(self) -> None:
        super().__init__("vision")
        self._line = declare(self, "line", "", "Path of the line document.")
        self._evidence_directory = Path(
            declare(self, "evidence_directory", "evidence", "Folder that annotated pictures are filed under.")
        )
        self._models = declare(self, "models_directory", "", "Folder with a folder for each model.")
        self._references = declare(
            self,
            "references_directory",
            "",
            "Folder with a folder of reference pictures for each product; empty: as drawn.",
        )
        self._preloaded = declare(self, "models", [""], "Models to load on start: `name` or `name@version`.")
        self._patience_s = declare(
            self, "patience_s", 2.0, "How long a camera is waited for where the goal does not say [s].", minimum=0.01
        )
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
        self._corrections = declare(
            self, "corrections_directory", "", "Folder of corrections by people; empty: `<evidence>_corrections`."
        )
        self._memory = declare(
            self, "watch_directory", "", "Folder of the control charts of scores; empty: `<evidence>_watch`."
        )
        self._policy = declared_policy(self)
        self._figures = VisionFigures()
        self._lost_evidence = ""
        self._pool: WorkerPool | None = None
        self._model_services: ModelServices | None = None
        self._cameras: CameraFeeds | None = None
        self._keeper: EvidenceKeeper | None = None
        self._watch: VisionWatch | None = None
        self._server: LoopActionServer | None = None
        self._loop: MessageLoop | None = None
        self._annotated: Publisher | None = None
        self._posted: deque[Callable[[], None]] = deque()
        self._wake = self.create_guard_condition(self._do_posted)

    def configure(self) -> None:
        """Read the plant, begin the workers, offer action and topic; raises `DocumentError`."""
        plant = plant_of(self._line, self.get_fully_qualified_name())
        layouts = {product.id: product.layout for product in plant.products.values() if product.layout is not None}
        models = Path(self._models).resolve() if self._models else None
        references = Path(self._references).resolve() if self._references else None
        evidence = self._evidence_directory.resolve()
        settings = WorkerSettings(
            evidence,
            {"layouts": layouts, "directory": models, "references": references},
            memory_bytes=self._worker_memory_mb * 1024 * 1024,
            policy=self._policy,
        )
        self._loop = MessageLoop(self, lambda: None, self.on_fault)  # What is posted before it starts is done then.
        self._pool = WorkerPool(settings, self._workers, Limits(self._judge_limit_s), self._say, self.on_fault)
        self._model_services = ModelServices(self, self._pool, models, self._in_loop, self._in_executor)
        self._cameras = CameraFeeds(self, cameras_of(plant.line))
        memory = Path(self._memory or f"{self._evidence_directory}_watch").resolve()
        self._watch = VisionWatch(self, settings.memory_bytes, self._in_loop, self.on_fault, memory)
        corrections = Path(self._corrections or f"{self._evidence_directory}_corrections").resolve()
        self._keeper = EvidenceKeeper(self, evidence, corrections, self._policy, self._in_executor)
        for key in models_of_products(plant):
            self._pool.load(key, self._say_failure)
        for model in self._preloaded:
            self._model_services.preload(model)
        self._pool.start()
        self._annotated = self.create_publisher(Image, "vision/annotated", PICTURES)
        self._server = self._action()
        self._loop.serve(self._server)
        self.loops = (self._loop,)
        self._loop.start()

    def _action(self) -> LoopActionServer:
        return LoopActionServer(
            self,
            Inspect,
            "inspect",
            goal_callback=self._wanted,
            handle_accepted_callback=self._begin,
            cancel_callback=lambda _: CancelResponse.ACCEPT,
            goal_service_qos_profile=ACTIONS,
            result_service_qos_profile=ACTIONS,
            unknown=unknown_result,
        )

    def cleanup(self) -> None:
        """Let go of action, topic and workers; what is being judged is finished first, unheard."""
        if self._pool is not None:
            self._pool.close()
        if self._loop is not None:
            self._loop.stop()
        for service in (self._model_services, self._cameras, self._keeper, self._watch):
            if service is not None:
                service.close()
        if self._server is not None:
            self._server.destroy()
        if self._annotated is not None:
            self.destroy_publisher(self._annotated)
        self._pool = self._server = self._annotated = self._model_services = self._cameras = None
        self._keeper = self._watch = self._loop = None
        self.loops = ()
        self._posted.clear()

    def health(self) -> Health:
        """What was judged how fast; a warning while something is wrong that the verdicts do not show."""
        loop = self._loop
        return loop.ask(self._health) if self.is_active and loop is not None else Health.inactive()

    def _health(self) -> Health:
        """In the loop."""
        pool, watch, keeper = self._pool, self._watch, self._keeper
        if pool is None or watch is None or keeper is None:
            return Health.inactive()
        watch.tick()
        values: dict[str, object] = {
            **self._figures.values,
            "workers": f"{pool.ready} of {self._workers} ready, {pool.busy} busy",
            "queued": pool.queued,
            "workers_died": pool.deaths,
            "models": ", ".join(pool.labels),
            "evidence_directory": self._evidence_directory,
            "evidence_mb": round(keeper.swept.kept_bytes / 1e6, 1),
            "corrections": keeper.corrected,
            **watch.charts,
        }
        troubles = [text for text in (self._lost_evidence, keeper.trouble, *watch.troubles) if text]
        if troubles:
            return Health(HealthLevel.WARN, " ".join(troubles), values)
        return Health.active(**values)

    @property
    def pool(self) -> WorkerPool | None:
        """The workers, while it is configured."""
        return self._pool

    def _wanted(self, goal: Inspect.Goal) -> GoalResponse:
        return GoalResponse.ACCEPT if self.is_active else GoalResponse.REJECT

    def _begin(self, handle: ServerGoalHandle) -> None:
        """In the loop: hand the goal to the workers, or wait for its picture."""
        goal: Inspect.Goal = handle.request
        self._figures.begun(bytes(handle.goal_id.uuid))
        if goal.image.data or goal.image.encoding or not goal.camera:
            self._submit(handle, goal.image)
            return
        not_before = Time.from_msg(goal.not_before).nanoseconds or self.get_clock().now().nanoseconds
        self._in_executor(lambda: self._wait(handle, goal, not_before))

    def _wait(self, handle: ServerGoalHandle, goal: Inspect.Goal, not_before_ns: int) -> None:
        """In the executor's thread, whose are the cameras."""
        try:
            assert self._cameras is not None
            self._cameras.wait_for(
                goal.camera,
                not_before_ns,
                goal.patience_s or self._patience_s,
                lambda image: self._in_loop(lambda: self._submit(handle, image)),
                lambda reason: self._in_loop(lambda: self._no_picture(handle, reason)),
            )
        except InspectionError as error:
            reason = str(error)
            self._in_loop(lambda: self._refuse(handle, reason))

    def _submit(self, handle: ServerGoalHandle, image: Image) -> None:
        """Have the picture judged; what is wrong with it or with the goal is answered at once."""
        try:
            job = self._job(handle, image)
        except RobotCellsError as error:
            self._refuse(handle, str(error), image.header)
            return
        if self._pool is not None:
            self._pool.submit(job)

    def _job(self, handle: ServerGoalHandle, image: Image) -> Job:
        assert self._model_services is not None
        goal: Inspect.Goal = handle.request
        picture = picture_of(image)
        has_reference = bool(goal.reference.data) or bool(goal.reference.encoding)
        reference = picture_of(goal.reference) if has_reference else None
        product, model = self._model_services.key(goal.product, goal.model)
        camera = goal.camera or image.header.frame_id
        if camera and self._watch is not None:
            at_s = Time.from_msg(image.header.stamp).nanoseconds * 1e-9
            self._watch.look(camera, goal.product, picture.pixels, at_s)

        def tell(judgement: Judgement, annotated: Pixels | None) -> None:
            """In a thread of the pool."""
            self._in_loop(lambda: self._answer(handle, image.header, judgement, annotated))

        return Job(
            picture.pixels,
            product,
            goal.serial,
            tell,
            model,
            from_json(goal.parameters, "parameters"),
            None if reference is None else reference.pixels,
            picture.is_rgb,
            reference is not None and reference.is_rgb,
            self._stamp(),
            goal.attempt_id,
            self._annotated is not None and self._annotated.get_subscription_count() > 0,
        )

    def _no_picture(self, handle: ServerGoalHandle, reason: str) -> None:
        """The camera has sent nothing in time."""
        self._refuse(handle, reason)
        if self._watch is not None:
            self._watch.stopped(handle.request.camera, reason)

    def _refuse(self, handle: ServerGoalHandle, reason: str, header: Header | None = None) -> None:
        """Answer without a judgement: there is nothing that could be judged."""
        judgement = Judgement(InspectionResult(Verdict.UNDECIDED, "", 0.0, reason))
        # Not from here: the server is still busy with accepting the goal.
        self._in_loop(lambda: self._answer(handle, header or Header(), judgement, None))

    def _answer(self, handle: ServerGoalHandle, header: Header, judgement: Judgement, annotated: Pixels | None) -> None:
        """In the loop."""
        self._figures.ended(bytes(handle.goal_id.uuid), judgement.result)
        self._note_evidence(judgement)
        assert self._server is not None
        self._server.finish(handle, result_message(judgement.result, judgement.evidence, header.stamp))
        # Nobody has to wait for what follows.
        if annotated is not None and self._annotated is not None:
            self._annotated.publish(image_message(annotated, header))
        if self._watch is not None:
            self._watch.note(judgement.result, Time.from_msg(header.stamp).nanoseconds * 1e-9)

    def _in_loop(self, work: Callable[[], None]) -> None:
        """Have it done in the loop, soon; from any thread."""
        if self._loop is not None:
            self._loop.post(work)

    def _in_executor(self, work: Callable[[], None]) -> None:
        """Have it done by the executor's thread, soon; from any thread."""
        self._posted.append(work)
        self._wake.trigger()

    def _do_posted(self) -> None:
        while self._posted:
            self._posted.popleft()()

    def _note_evidence(self, judgement: Judgement) -> None:
        """Without it the verdict stands all the same, and the node says what is lost."""
        if judgement.lost_evidence:
            self.get_logger().error(judgement.lost_evidence)
            self._lost_evidence = judgement.lost_evidence
            if self._keeper is not None:
                self._keeper.sweep_soon()
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


def main(argv: Sequence[str] | None = None) -> int:
    """The executable `vision`."""
    return run_node(VisionNode, argv)


if __name__ == "__main__":
    raise SystemExit(main())
