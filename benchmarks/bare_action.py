"""The yardstick: an rclpy action between two processes, with nothing of robot_cells but the interface."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from statistics import median

from rclpy.action import ActionClient
from rclpy.executors import SingleThreadedExecutor
from rclpy.task import Future

from benchmarks.action_server import ACTION_NAME, ACTION_QOS
from benchmarks.bench_client import bench_client
from benchmarks.percentiles import Percentiles, summarise
from robot_cells.bringup.ros_environment import prepare_ros_environment
from robot_cells_msgs.action import ExecuteTask

STALL_TIMEOUT_S = 20.0
WARM_UP = 20
ROUND = 200
"""Goals that one server gets: rclpy's grows slower with every result that it keeps (goal to result 3.9 ms with a new
one, 11 ms after a thousand), and a yardstick should be at its best."""


@dataclass(frozen=True, slots=True)
class BareAction:
    """Goal to result, one goal at a time; and goals per second with `in_flight` of them, with how many were lost.

    `goals_per_s` is the median of the rounds.
    """

    one_at_a_time: Percentiles
    goals: int
    in_flight: int
    goals_per_s: float
    lost: int


@dataclass(frozen=True, slots=True)
class BareRound:
    """The times in seconds from goal to result of goals one at a time, and of others at once, which took `crowd_s`."""

    single_s: list[float]
    crowd_times_s: list[float]
    crowd_s: float


class _Goals:
    """Sends goals and keeps a number of them in flight; every callback runs in the thread that spins."""

    def __init__(self, client: ActionClient, total: int, in_flight: int) -> None:
        self._client = client
        self._to_send = total
        self._in_flight = in_flight
        self.times_s: list[float] = []

    def start(self) -> None:
        """Sends as many goals as may be in flight."""
        for _ in range(min(self._in_flight, self._to_send)):
            self._send()

    def _send(self) -> None:
        self._to_send -= 1
        sent_s = time.perf_counter()
        goal = ExecuteTask.Goal(capability="nothing", serial="WO-1-001", product="tray_a")
        self._client.send_goal_async(goal).add_done_callback(lambda future: self._accepted(future, sent_s))

    def _accepted(self, future: Future, sent_s: float) -> None:
        future.result().get_result_async().add_done_callback(lambda _: self._ended(sent_s))

    def _ended(self, sent_s: float) -> None:
        self.times_s.append(time.perf_counter() - sent_s)
        if self._to_send > 0:
            self._send()


def bare_round(*, in_flight: int, domain: int) -> BareRound:
    """`ROUND` goals one at a time, and as many with `in_flight` at once, each with a new server, in a ROS domain.

    Raises `ConnectionLostError` when the server does not come up.
    """
    prepare_ros_environment()
    with action_server(domain), bare_client(domain) as (client, executor):
        send_goals(client, executor, WARM_UP, 1)
        single_s, _ = send_goals(client, executor, ROUND, 1)
    with action_server(domain), bare_client(domain) as (client, executor):
        send_goals(client, executor, WARM_UP, 1)
        crowd_times_s, crowd_s = send_goals(client, executor, ROUND, in_flight)
    return BareRound(single_s, crowd_times_s, crowd_s)


def summary_of(rounds: Sequence[BareRound], in_flight: int) -> BareAction:
    """All rounds as one result."""
    single = [time_s for item in rounds for time_s in item.single_s]
    rates = [len(item.crowd_times_s) / item.crowd_s for item in rounds]
    ended = len(single) + sum(len(item.crowd_times_s) for item in rounds)
    goals = ROUND * len(rounds)
    return BareAction(summarise(single), goals, in_flight, median(rates), 2 * goals - ended)


def send_goals(
    client: ActionClient, executor: SingleThreadedExecutor, total: int, in_flight: int
) -> tuple[list[float], float]:
    """Send `total` goals, `in_flight` at once; how long each took, and all together, in seconds."""
    goals = _Goals(client, total, in_flight)
    begun_s = last_s = time.perf_counter()
    goals.start()
    seen = 0
    # A lost goal never ends: when nothing has come back for a while, what is missing is lost.
    while len(goals.times_s) < total and time.perf_counter() - last_s < STALL_TIMEOUT_S:
        executor.spin_once(timeout_sec=1.0)
        if len(goals.times_s) > seen:
            seen, last_s = len(goals.times_s), time.perf_counter()
    return goals.times_s, last_s - begun_s


@contextmanager
def action_server(domain: int) -> Iterator[None]:
    """The server's process."""
    environment = {**os.environ, "ROS_DOMAIN_ID": str(domain)}
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.action_server"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def bare_client(domain: int) -> AbstractContextManager[tuple[ActionClient, SingleThreadedExecutor]]:
    """Its client in this process; entering raises `ConnectionLostError` when the server does not come up."""
    return bench_client(ExecuteTask, ACTION_NAME, ACTION_QOS, domain)
