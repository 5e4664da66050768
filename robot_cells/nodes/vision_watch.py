"""Watches what the vision node works with: its cameras, and the scores of its models; raises alarms about them."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rclpy.node import Node

from robot_cells.errors import InspectionError
from robot_cells.inspections.cameras.camera_finding import REMEDIES, STOPPED
from robot_cells.inspections.chart_folder import load_charts, save_charts
from robot_cells.inspections.control_chart import ChartMemory, ControlChart, Phase, Rule, log_odds
from robot_cells.inspections.verdict import InspectionResult
from robot_cells.inspections.workers.job import Job
from robot_cells.inspections.workers.question import Judgement
from robot_cells.inspections.workers.seat import Limits
from robot_cells.inspections.workers.settings import WorkerSettings
from robot_cells.inspections.workers.worker_pool import WorkerPool
from robot_cells.nodes.qos import ALARMS
from robot_cells_msgs.msg import Alarm

WATCHED = "robot_cells.inspections.cameras.watched_cameras:WatchedCameras"
PERIOD_S = 1.0
"""So often a picture of each camera is looked at: that costs about as much as to judge it."""
KEEP_PERIOD_S = 10.0
"""So much of what charts have seen a node that is killed may forget."""
DRIFT = "inspection.drift"
LEAST_SIGMA = 0.05
"""Scores vary by more than this in log-odds; what varies less would make every later value a signal."""
_ERRORS = ("camera.stopped", "camera.frozen", "camera.moved")


class VisionWatch:
    """Used by one thread, in which `post` has work done. Alarms are told once when they begin and once when they end.

    Cameras are watched in a process of their own, which yields to those that judge. Charts are kept in the folder
    `memory` at most every `KEEP_PERIOD_S` and at the end, by a thread of their own: a disk that is waited for must hold
    up no verdict.
    """

    def __init__(
        self,
        node: Node,
        memory_bytes: int,
        post: Callable[[Callable[[], None]], None],
        on_fault: Callable[[BaseException], None],
        memory: Path,
    ) -> None:
        self._node = node
        self._post = post
        self._memory_bytes = memory_bytes
        self._on_fault = on_fault
        self._pool: WorkerPool | None = None
        self._looked_s: dict[str, float] = {}
        self._folder = memory / "scores"
        self._charts, problems = load_charts(self._folder, least_sigma=LEAST_SIGMA)
        for problem in problems:
            node.get_logger().warning(problem)
        self._unkept: set[str] = set()
        self._kept_s = time.monotonic()
        self._lost_charts = ""
        self._disk = ThreadPoolExecutor(1, thread_name_prefix="charts")
        self._active: dict[str, Alarm] = {}
        self._alarms = node.create_publisher(Alarm, "alarms", ALARMS)
        self._listeners = 0

    def look(self, camera: str, scene: str, picture: npt.NDArray[np.uint8], at_s: float) -> None:
        """A picture has come from a camera; one a second is looked at."""
        now_s = time.monotonic()
        pool = self._begun_pool()
        if pool.queued or now_s - self._looked_s.get(camera, -PERIOD_S) < PERIOD_S:
            return
        self._looked_s[camera] = now_s

        def tell(judgement: Judgement, _: npt.NDArray[np.uint8] | None) -> None:
            """What the look at the camera has found."""
            self._post(lambda: self._found(camera, judgement.result))

        pool.submit(Job(picture, camera, "", tell, parameters={"at_s": at_s, "scene": scene}))

    def stopped(self, camera: str, reason: str) -> None:
        """A camera has sent no picture in time; over with the next one that is looked at."""
        self._raise(f"{STOPPED}:{camera}", Alarm.ERROR, camera, STOPPED, reason, REMEDIES[STOPPED])
        # That one shall not have to wait for its second.
        self._looked_s.pop(camera, None)

    def note(self, result: InspectionResult, at_s: float) -> None:
        """A model has judged; scores are watched for each model by its name and version."""
        if result.score is None or not result.model:
            return
        chart = self._charts.setdefault(result.model, ControlChart(least_sigma=LEAST_SIGMA))
        point = chart.add(log_odds(result.score), at_s)
        self._unkept.add(result.model)
        if time.monotonic() - self._kept_s >= KEEP_PERIOD_S:
            self._keep()
        alarm = f"{DRIFT}:{result.model}"
        if Rule.EWMA in point.rules:
            self._raise(
                alarm,
                Alarm.WARNING,
                result.model,
                DRIFT,
                f"The scores of {result.model} are no longer what they were when it began: the products, the light or "
                f"the camera have changed.",
                "Look at the latest evidence; clean the camera; correct wrong verdicts, and train the model anew.",
            )
        elif point.phase is Phase.WATCHING:
            self._end((alarm,))

    def tick(self) -> None:
        """Tell who came late what is wrong."""
        listeners = self._alarms.get_subscription_count()
        if listeners > self._listeners:
            for alarm in self._active.values():
                self._alarms.publish(alarm)
        self._listeners = listeners

    @property
    def troubles(self) -> tuple[str, ...]:
        """What is wrong now, in sentences."""
        lost = (self._lost_charts,) if self._lost_charts else ()
        return (*(alarm.text for alarm in self._active.values()), *lost)

    @property
    def charts(self) -> dict[str, str]:
        """For each model whether its scores are as they were: `baseline`, `as usual`, or the rules that are broken."""
        return {f"scores_{model}": _words(chart) for model, chart in self._charts.items()}

    def close(self) -> None:
        """Keep the charts, end the process and take the topic away."""
        self._keep()
        self._disk.shutdown(wait=True)
        if self._pool is not None:
            self._pool.close()
        self._node.destroy_publisher(self._alarms)

    def _keep(self) -> None:
        """Have the charts that have changed written."""
        changed = {model: self._charts[model].memory for model in sorted(self._unkept)}
        self._unkept.clear()
        self._kept_s = time.monotonic()
        if changed:
            self._disk.submit(self._write, changed)

    def _write(self, changed: dict[str, ChartMemory]) -> None:
        """In the thread of the disk."""
        try:
            save_charts(changed, self._folder)
        except InspectionError as error:
            if not self._lost_charts:
                self._node.get_logger().error(str(error))
            self._lost_charts = str(error)
        else:
            self._lost_charts = ""

    def _begun_pool(self) -> WorkerPool:
        """Begun with the first picture: most of what is judged by hand or in a test comes from no camera."""
        if self._pool is None:
            settings = WorkerSettings(None, models=WATCHED, memory_bytes=self._memory_bytes, niceness=10)
            self._pool = WorkerPool(settings, 1, Limits(), self._node.get_logger().warning, self._on_fault)
            self._pool.start()
        return self._pool

    def _found(self, camera: str, result: InspectionResult) -> None:
        """What is wrong with a camera now."""
        found = {f"{defect.code}:{camera}": defect for defect in result.defects}
        known = [alarm for alarm in self._active if alarm.endswith(f":{camera}") and alarm.startswith("camera.")]
        self._end(alarm for alarm in known if alarm not in found)
        for alarm, defect in found.items():
            severity = Alarm.ERROR if defect.code in _ERRORS else Alarm.WARNING
            text = f"{camera}: {defect.subject}"
            self._raise(alarm, severity, camera, defect.code, text, REMEDIES[defect.code])

    def _raise(self, alarm: str, severity: int, source: str, code: str, text: str, remedy: str) -> None:
        if alarm in self._active:
            return
        message = Alarm(alarm_id=alarm, severity=severity, source=source, code=code, text=text, remedy=remedy)
        message.active = True
        message.raised_at = self._node.get_clock().now().to_msg()
        self._active[alarm] = message
        self._alarms.publish(message)

    def _end(self, alarms: Iterable[str]) -> None:
        for alarm in tuple(alarms):
            message = self._active.pop(alarm, None)
            if message is not None:
                message.active = False
                self._alarms.publish(message)


def _words(chart: ControlChart) -> str:
    if chart.phase is Phase.BASELINE or not chart.points:
        return "baseline"
    return ", ".join(rule.value for rule in chart.points[-1].rules) or "as usual"
