"""A line of two presses and an oven, small enough to run in the process of the test."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import rclpy
from rclpy.signals import SignalHandlerOptions

from robot_cells.nodes.background_node import BackgroundNode
from robot_cells.nodes.run_node import Program, RunningProgram

LIMIT_S = 30.0
"""No wait in these tests is longer; a fault, not a matter of speed."""

LINE = """\
line: tiny
products: [product.yaml]
processes: processes
cells:
  - id: press
    kind: machine_tending
    pose: {x_m: 0.0, y_m: 0.0}
    capabilities: [{name: stamp, duration_s: 2, process: dwell}]
    devices: [{id: station, kind: station}]
  - id: oven
    kind: machine_tending
    pose: {x_m: 2.0, y_m: 0.0}
    capabilities: [{name: bake, duration_s: 3, process: dwell}]
    devices: [{id: station, kind: station}]
"""
PRODUCT = """\
product: plate
operations:
  - {id: stamp, capability: stamp}
  - {id: bake, capability: bake, after: [stamp]}
"""
DWELL = """\
process: dwell
parameters:
  duration_s: {type: number, unit: s, default: "${expected_s}", minimum: 0, description: how long the work takes}
tree: {skill: dwell, with: {duration_s: "${duration_s}"}}
"""


@pytest.fixture
def tiny_line(tmp_path: Path) -> Path:
    """The path of its line document."""
    folder = tmp_path / "plant"
    (folder / "processes").mkdir(parents=True)
    (folder / "line.yaml").write_text(LINE)
    (folder / "product.yaml").write_text(PRODUCT)
    (folder / "processes" / "dwell.yaml").write_text(DWELL)
    return folder / "line.yaml"


@pytest.fixture
def arguments_at(tiny_line: Path, tmp_path: Path) -> Callable[[float], list[str]]:
    """Makes the parameters of all nodes of the tiny line, one process for its cells, at a speed; it runs in `run`."""
    run = tmp_path / "run"
    return lambda speed: [
        f"line:={tiny_line}",
        f"run_directory:={run}",
        f"state_directory:={run / 'cells'}",
        f"journal:={run / 'journal.sqlite'}",
        "cells:=[press, oven]",
        f"speed:={speed}",
        "orchestrator:use_sim_time:=true",
        "cell_host:use_sim_time:=true",
    ]


@dataclass
class Bench:
    """Programs in this process, and a node of the test's own that hears and speaks beside them."""

    faults: list[BaseException] = field(default_factory=list)
    changed: threading.Condition = field(default_factory=threading.Condition)

    def __post_init__(self) -> None:
        self.stack = ExitStack()

    def run(self, factory: Callable[[], Program]) -> Program:
        """Start a program; it ends with the bench, or earlier by `stop`."""
        program = factory()
        running = RunningProgram(program, self._note_fault)
        self.stack.enter_context(running)
        return program

    @contextmanager
    def running(self, factory: Callable[[], Program]) -> Iterator[Program]:
        """A program that ends with the block."""
        program = factory()
        with RunningProgram(program, self._note_fault):
            yield program

    def _note_fault(self, fault: BaseException) -> None:
        with self.changed:
            self.faults.append(fault)
            self.changed.notify_all()

    def listen(self, kind: type, topic: str, qos: Any) -> list[Any]:
        """Every message of a topic from now on, in a list that grows."""
        heard: list[Any] = []

        def hear(message: Any) -> None:
            with self.changed:
                heard.append(message)
                self.changed.notify_all()

        self.node.create_subscription(kind, topic, hear, qos)
        return heard

    def until(self, condition: Callable[[], Any], what: str) -> None:
        """Wait until a condition over what was heard holds."""
        with self.changed:
            assert self.changed.wait_for(condition, LIMIT_S), f"waited in vain for: {what}; faults: {self.faults}"

    def call(self, kind: type, name: str, request: Any) -> Any:
        """A service's answer."""
        client = self.node.create_client(kind, name)
        assert client.wait_for_service(LIMIT_S), f"no service {name}"
        return self.result(client.call_async(request))

    def result(self, future: Any) -> Any:
        """What a future brings."""
        done = threading.Event()
        future.add_done_callback(lambda _: done.set())
        assert done.wait(LIMIT_S), "no answer"
        return future.result()

    def __enter__(self) -> Bench:
        self._spinning = BackgroundNode("bench", context=rclpy.get_default_context())
        self._spinning.start()
        self.node = self._spinning.node
        return self

    def __exit__(self, *_: object) -> None:
        self.stack.close()
        self._spinning.stop()


@pytest.fixture
def bench() -> Iterator[Callable[[Sequence[str]], Any]]:
    """Makes a bench, with the ROS arguments that every program in it gets."""

    @contextmanager
    def make(arguments: Sequence[str] = ()) -> Iterator[Bench]:
        given = ["--ros-args", *(word for item in arguments for word in ("-p", item))] if arguments else []
        rclpy.init(args=given, signal_handler_options=SignalHandlerOptions.NO)
        try:
            with Bench() as made:
                yield made
        finally:
            rclpy.try_shutdown()

    yield make
