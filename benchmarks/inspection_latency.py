"""How long it takes from the goal of `inspect` to its verdict, above the time of the model itself.

`python -m benchmarks.inspection_latency`: the vision node in a process of its own, its workers, a client here; grey
pictures of 640 x 640 that differ, one after another. Everything that a request of a line costs is in it: both ways
through ROS, the picture's way to the worker, the annotated picture, its hash and its file. The model is the golden
sample of the reference line's product, which says at once that a picture of this size is none of it: undecided, with
evidence like any other verdict. So next to nothing of what is measured is the model, and none of it is left out.
"""

from __future__ import annotations

import array
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import numpy.typing as npt
import typer
from rclpy.action import ActionClient
from rclpy.executors import SingleThreadedExecutor
from rclpy.task import Future
from sensor_msgs.msg import Image

from benchmarks.bench_client import bench_client
from benchmarks.machine import Machine, describe_machine
from benchmarks.percentiles import Percentiles, summarise
from robot_cells.bringup.ros_environment import prepare_ros_environment
from robot_cells.cli.json_text import json_text
from robot_cells.errors import ConnectionLostError
from robot_cells.nodes.qos import ACTIONS
from robot_cells_msgs.action import Inspect

SIZE_PX = 640
WARM_UP = 20
PAUSE_S = 0.05
ANSWER_S = 30.0
LINE = Path("config/lines/compute_tray.yaml")
PRODUCT = "tray_a"
PICTURES = 16


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How requests come: `at_once` of them together, and `pause_s` seconds after the last verdict the next.

    `workers` judge them, as many as the node has by default.
    """

    at_once: int = 1
    pause_s: float = PAUSE_S
    workers: int = 2


@dataclass(frozen=True, slots=True)
class InspectionLatency:
    """Times from goal to result, of the model alone, and of all that is not the model.

    `verdicts` counts the answers by their number in `Inspect`; `picture` is the size in pixels.
    """

    machine: Machine
    picture: str
    total: Percentiles
    model: Percentiles
    above_model: Percentiles
    verdicts: dict[int, int]
    rhythm: Rhythm = Rhythm()


def measure(folder: Path, count: int, domain: int, rhythm: Rhythm = Rhythm()) -> InspectionLatency:
    """`count` requests, rounded up to whole turns; raises `ConnectionLostError` when the node does not answer."""
    prepare_ros_environment()
    pictures = _pictures()
    answers: list[tuple[float, Inspect.Result]] = []
    with (
        _vision_node(folder, domain, rhythm.workers),
        bench_client(Inspect, "inspect", ACTIONS, domain) as (client, executor),
    ):
        while len(answers) < WARM_UP + count:
            numbers = range(len(answers), len(answers) + rhythm.at_once)
            goals = [
                Inspect.Goal(image=_message(pictures[number % PICTURES]), product=PRODUCT, serial=f"S-{number}")
                for number in numbers
            ]
            answers += _Turn(client, executor, goals).answers()
            time.sleep(rhythm.pause_s)
    totals = [spent_s for spent_s, _ in answers[WARM_UP:]]
    models = [result.duration_s for _, result in answers[WARM_UP:]]
    above = [total - model for total, model in zip(totals, models, strict=True)]
    verdicts = dict(Counter(result.verdict for _, result in answers[WARM_UP:]))
    size = f"{SIZE_PX} x {SIZE_PX} mono8"
    return InspectionLatency(
        describe_machine(), size, summarise(totals), summarise(models), summarise(above), verdicts, rhythm
    )


class _Turn:
    """Some goals sent together; every callback runs in the executor, as in a cell.

    Nothing waits with `spin_until_future_complete`: each of its turns leaves a task behind for the next future that is
    waited for, which made the four-hundredth request 35 ms slower than the first.
    """

    def __init__(self, client: ActionClient, executor: SingleThreadedExecutor, goals: Sequence[Inspect.Goal]) -> None:
        self._client = client
        self._executor = executor
        self._goals = goals
        self._answers: list[tuple[float, Inspect.Result]] = []

    def answers(self) -> list[tuple[float, Inspect.Result]]:
        """Time from the sending of a goal to its result in seconds, and that; in the order in which they come."""
        for goal in self._goals:
            self._send(goal)
        last_s = time.perf_counter() + ANSWER_S
        while len(self._answers) < len(self._goals):
            if time.perf_counter() > last_s:
                raise ConnectionLostError(f"The vision node has not answered within {ANSWER_S:g} s.")
            self._executor.spin_once(timeout_sec=1.0)
        return self._answers

    def _send(self, goal: Inspect.Goal) -> None:
        begun_s = time.perf_counter()
        self._client.send_goal_async(goal).add_done_callback(lambda future: self._accepted(future, begun_s))

    def _accepted(self, future: Future, begun_s: float) -> None:
        future.result().get_result_async().add_done_callback(lambda done: self._judged(done, begun_s))

    def _judged(self, future: Future, begun_s: float) -> None:
        self._answers.append((time.perf_counter() - begun_s, future.result().result))


def _pictures() -> list[npt.NDArray[np.uint8]]:
    """A board of bars and rings, each time with other noise."""
    rows, columns = np.mgrid[0:SIZE_PX, 0:SIZE_PX]
    rings = np.hypot(rows % 80 - 40, columns % 80 - 40)
    board = np.where((rings < 22) & (rings > 9) | (rows // 40 % 4 == 0) & (columns > 200), 60.0, 190.0)
    noise = np.random.default_rng(7)
    return [np.clip(board + noise.normal(0, 4, board.shape), 0, 255).astype(np.uint8) for _ in range(PICTURES)]


def _message(picture: npt.NDArray[np.uint8]) -> Image:
    data = array.array("B")
    data.frombytes(picture.tobytes())
    return Image(height=SIZE_PX, width=SIZE_PX, encoding="mono8", step=SIZE_PX, data=data)


@contextmanager
def _vision_node(folder: Path, domain: int, workers: int) -> Iterator[None]:
    parameters = {
        "line": LINE.resolve(),
        "evidence_directory": folder / "evidence",
        "workers": workers,
    }
    words = [word for name, value in parameters.items() for word in ("-p", f"{name}:={value}")]
    command = [sys.executable, "-m", "robot_cells.nodes.vision", "--ros-args", *words]
    process = subprocess.Popen(command, env={**os.environ, "ROS_DOMAIN_ID": str(domain)})
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def main(
    count: Annotated[int, typer.Option("--count", min=1, help="How many requests.")] = 500,
    domain: Annotated[int, typer.Option("--domain", min=0, max=232, help="ROS domain to measure in.")] = 98,
    at_once: Annotated[int, typer.Option("--at-once", min=1, help="How many are sent together.")] = 1,
    pause_s: Annotated[
        float, typer.Option("--pause-s", min=0, help="From the last verdict to the next [s].")
    ] = PAUSE_S,
    workers: Annotated[int, typer.Option("--workers", min=1, help="How many processes judge.")] = 2,
    json: Annotated[Path | None, typer.Option("--json", help="Where to write the results.")] = None,
) -> None:
    """Measure from goal to verdict through ROS."""
    with tempfile.TemporaryDirectory(prefix="inspection_latency_") as folder:
        found = measure(Path(folder), count, domain, Rhythm(at_once, pause_s, workers))
    for name in ("total", "model", "above_model"):
        times: Percentiles = getattr(found, name)
        typer.echo(f"{name.replace('_', ' '):12} p50 {times.p50_ms:6.2f} ms   p99 {times.p99_ms:6.2f} ms")
    typer.echo(f"{found.total.count} requests, {found.picture}, verdicts {found.verdicts}")
    if json is not None:
        json.parent.mkdir(parents=True, exist_ok=True)
        json.write_text(json_text(found) + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(main)
