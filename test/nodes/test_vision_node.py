"""The vision node over real rclpy."""

import array
import hashlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import rclpy
from rclpy.action import ActionClient
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.task import Future
from sensor_msgs.msg import Image

from robot_cells.documents.plant import load_plant
from robot_cells.ids import ProductId, SerialNumber
from robot_cells.nodes.qos import ACTIONS, PICTURES
from robot_cells.nodes.vision import VisionNode
from robot_cells.orders.layout import Layout
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.picture_frame import picture_frame
from robot_cells.simulations.tray import Tray
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, render
from robot_cells_msgs.action import Inspect

CONFIG = Path(__file__).parents[2] / "config"
PRODUCT, SERIAL = ProductId("tray_a"), SerialNumber("WO-7-001")
LIMIT_S = 30.0


def line_of_one_product(folder: Path) -> Path:
    """The reference line without its second product, so that the workers are ready in half the time."""
    text = (CONFIG / "lines" / "compute_tray.yaml").read_text().replace("../", f"{CONFIG}/")
    path = folder / "line.yaml"
    path.write_text(
        "".join(line for line in text.splitlines(keepends=True) if "tray_b" not in line and "changeovers" not in line)
    )
    return path


class Bench:
    """The node under test and a client in one executor, turned by hand."""

    def __init__(self, folder: Path, **parameters: object) -> None:
        line, evidence = line_of_one_product(folder), folder / "evidence"
        named = {"line": line, "evidence_directory": evidence, **parameters}
        rclpy.init(args=["--ros-args", *(word for item in named.items() for word in ("-p", f"{item[0]}:={item[1]}"))])
        self.evidence = evidence
        self.vision = VisionNode()
        self.node = Node("client", use_global_arguments=False)
        self.annotated: list[Image] = []
        self.node.create_subscription(Image, "vision/annotated", self.annotated.append, PICTURES)
        self.client = ActionClient(
            self.node, Inspect, "inspect", goal_service_qos_profile=ACTIONS, result_service_qos_profile=ACTIONS
        )
        self.executor = SingleThreadedExecutor()
        self.executor.add_node(self.vision)
        self.executor.add_node(self.node)
        self.vision.start(self._fail)
        self.until(self.client.server_is_ready)
        layout = load_plant(line).products[PRODUCT].layout
        assert layout is not None
        self.layout: Layout = layout

    def until(self, condition: Any) -> None:
        deadline = time.monotonic() + LIMIT_S
        while not condition():
            assert time.monotonic() < deadline, "Nothing came within the limit."
            self.executor.spin_once(timeout_sec=0.1)

    def wait(self, future: Future) -> Any:
        self.until(future.done)
        return future.result()

    def send(self, image: Image, **fields: str) -> Any:
        goal = Inspect.Goal(image=image, **{"product": PRODUCT, "serial": SERIAL, **fields})
        return self.wait(self.client.send_goal_async(goal))

    def inspect(self, image: Image, **fields: str) -> Inspect.Result:
        return self.wait(self.send(image, **fields).get_result_async()).result

    def tray(self) -> Tray:
        return perfect_tray(self.layout, PRODUCT, SERIAL)

    def picture(self, tray: Tray, seed: int = 3) -> npt.NDArray[np.uint8]:
        return render(self.layout, tray, seed).image

    def close(self) -> None:
        self.executor.shutdown()
        self.vision.close()
        self.client.destroy()
        self.node.destroy_node()
        self.vision.destroy_node()
        rclpy.try_shutdown()

    @staticmethod
    def _fail(fault: BaseException) -> None:
        raise fault


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    bench = Bench(tmp_path_factory.mktemp("vision"))
    yield bench
    bench.close()


def message(picture: npt.NDArray[np.uint8], encoding: str = "bgr8") -> Image:
    channels = 1 if picture.ndim == 2 else picture.shape[2]
    image = Image(height=picture.shape[0], width=picture.shape[1], encoding=encoding, step=picture.shape[1] * channels)
    data = array.array("B")
    data.frombytes(np.ascontiguousarray(picture).tobytes())
    image.data = data
    return image


def test_a_good_tray_passes_with_evidence_that_its_serial_finds(bench: Bench) -> None:
    result = bench.inspect(message(bench.picture(bench.tray())))
    assert (result.verdict, list(result.defects)) == (Inspect.Result.PASS, [])
    assert result.model.startswith("golden_sample@")
    data = (bench.evidence / result.evidence_path).read_bytes()
    assert hashlib.sha256(data).hexdigest() == result.evidence
    assert result.evidence_path == f"{SERIAL}/{result.evidence}.png"


def test_a_missing_screw_fails_with_a_box_around_its_hole(bench: Bench) -> None:
    tray = bench.tray()
    del tray.screws["cp_1_s4"]
    result = bench.inspect(message(bench.picture(tray)))
    assert result.verdict == Inspect.Result.FAIL
    (defect,) = result.defects
    assert (defect.code, defect.subject) == ("inspect.missing_screw", "cp_1_s4")
    frame = picture_frame(bench.layout, DEFAULT_WIDTH_PX)
    screw = next(item for item in bench.layout.screws if item.id == "cp_1_s4")
    x, y = frame.to_pixel(screw.x_m, screw.y_m)
    # The tray itself may stand up to 2 mm and 12 mrad from its place: 15 pixels at this screw.
    assert abs(defect.x + defect.width / 2 - x) < 15
    assert abs(defect.y + defect.height / 2 - y) < 15


def test_red_and_blue_are_not_mixed_up_between_the_encodings(bench: Bench) -> None:
    picture = bench.picture(bench.tray())
    assert bench.inspect(message(picture[:, :, ::-1], "rgb8")).verdict == Inspect.Result.PASS


EMPTY = Image()
CUT = Image(height=100, width=100, encoding="bgr8", step=300, data=array.array("B", bytes(500)))
DEEP = Image(height=2, width=2, encoding="bgr16", step=12, data=array.array("B", bytes(24)))
BLACK = message(np.zeros((1480, 960, 3), np.uint8))


@pytest.mark.parametrize(
    ("image", "fields", "word"),
    [
        (EMPTY, {}, "encoding"),
        (Image(encoding="bgr8"), {}, "empty"),
        (CUT, {}, "cut off"),
        (DEEP, {}, "bgr16"),
        (BLACK, {}, "dark"),
        (BLACK, {"product": "tray_z"}, "tray_z"),
        (BLACK, {"model": "oracle"}, "oracle"),
        (BLACK, {"parameters": '{"offset_m": -1}'}, "offset_m"),
        (BLACK, {"parameters": "{"}, "JSON"),
    ],
    ids=["no image", "no pixels", "cut off", "16 bit", "black", "product", "model", "tolerance", "json"],
)
def test_what_cannot_be_judged_is_undecided_and_the_node_lives(
    bench: Bench, image: Image, fields: dict[str, str], word: str
) -> None:
    result = bench.inspect(image, **fields)
    assert result.verdict == Inspect.Result.UNDECIDED
    assert word in result.message
    assert bench.inspect(message(bench.picture(bench.tray()))).verdict == Inspect.Result.PASS


def test_goals_sent_together_are_all_answered_each_with_its_own_serial(bench: Bench) -> None:
    pictures = {}
    for unit in range(1, 9):
        tray = bench.tray()
        tray.serial = SerialNumber(f"WO-8-{unit:03d}")
        pictures[tray.serial] = message(bench.picture(tray, unit))
    goals = [Inspect.Goal(image=image, product=PRODUCT, serial=serial) for serial, image in pictures.items()]
    sent = [bench.client.send_goal_async(goal) for goal in goals]
    results = [bench.wait(bench.wait(future).get_result_async()).result for future in sent]
    assert [item.verdict for item in results] == [Inspect.Result.PASS] * 8
    assert {item.evidence_path.partition("/")[0] for item in results} == set(pictures)


def test_the_annotated_picture_is_published_with_the_header_of_the_one_judged(bench: Bench) -> None:
    bench.annotated.clear()
    image = message(bench.picture(bench.tray()))
    image.header.frame_id = "camera"
    bench.inspect(image)
    bench.until(lambda: bool(bench.annotated))
    annotated = bench.annotated[-1]
    assert (annotated.header.frame_id, annotated.encoding, annotated.width) == ("camera", "bgr8", image.width)
    assert len(annotated.data) == annotated.height * annotated.step


def test_evidence_that_cannot_be_written_costs_no_verdict_and_shows_in_the_diagnostics(bench: Bench) -> None:
    blocked = bench.evidence / "WO-9-001"
    blocked.write_text("A file where a folder should be.")
    tray = bench.tray()
    tray.serial = SerialNumber("WO-9-001")
    result = bench.inspect(message(bench.picture(tray)), serial=tray.serial)
    assert (result.verdict, result.evidence) == (Inspect.Result.PASS, "")
    assert "evidence" in bench.vision.health().message
    bench.inspect(message(bench.picture(bench.tray())))
    assert bench.vision.health().message == "active"


def test_an_inactive_node_rejects_goals_and_an_active_one_takes_them_again(bench: Bench) -> None:
    bench.vision.trigger_deactivate()
    assert not bench.send(message(bench.picture(bench.tray()))).accepted
    bench.vision.trigger_cleanup()
    bench.vision.trigger_configure()
    bench.vision.trigger_activate()
    bench.until(bench.client.server_is_ready)
    assert bench.inspect(message(bench.picture(bench.tray()))).verdict == Inspect.Result.PASS


def test_workers_killed_and_frozen_in_the_middle_cost_no_request(bench: Bench) -> None:
    pool = bench.vision.pool
    assert pool is not None
    bench.until(lambda: pool.ready == 2)
    image, deaths = message(bench.picture(bench.tray())), pool.deaths
    for pid in pool.pids:
        os.kill(pid, signal.SIGSTOP)
    sent = [bench.client.send_goal_async(Inspect.Goal(image=image, product=PRODUCT, serial=SERIAL)) for _ in range(5)]
    bench.until(lambda: (pool.busy, pool.queued) == (2, 3))
    for pid in pool.pids:
        os.kill(pid, signal.SIGKILL)
    results = [bench.wait(bench.wait(future).get_result_async()).result for future in sent]
    assert [item.verdict for item in results] == [Inspect.Result.PASS] * 5
    assert pool.deaths == deaths + 2
