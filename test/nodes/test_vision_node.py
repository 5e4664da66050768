"""The vision node over real rclpy."""

import array
import hashlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import rclpy
from rclpy.action import ActionClient
from rclpy.duration import Duration
from rclpy.executors import SingleThreadedExecutor
from rclpy.node import Node
from rclpy.qos import QoSProfile, ReliabilityPolicy
from rclpy.task import Future
from sensor_msgs.msg import Image

from robot_cells.devices.device_client import CommandState
from robot_cells.devices.ros.vision import RosVision
from robot_cells.documents.plant import load_plant
from robot_cells.ids import ProductId, SerialNumber
from robot_cells.inspections.chart_folder import load_charts
from robot_cells.inspections.corrections import read_corrections
from robot_cells.inspections.model import View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.model_folder import save_model
from robot_cells.inspections.samples.sample import LabelledBox
from robot_cells.inspections.samples.sample_folder import read_samples
from robot_cells.inspections.verdict import InspectionResult
from robot_cells.nodes import vision_watch
from robot_cells.nodes.camera_feeds import CLOCK_AHEAD_S
from robot_cells.nodes.messages import from_time
from robot_cells.nodes.qos import ACTIONS, ALARMS, CAPTURES, PICTURES
from robot_cells.nodes.vision import VisionNode
from robot_cells.orders.layout import Layout
from robot_cells.simulations.golden_pictures import perfect_tray
from robot_cells.simulations.picture_frame import picture_frame
from robot_cells.simulations.tray import LooseCable, Tray
from robot_cells.simulations.tray_picture import DEFAULT_WIDTH_PX, render
from robot_cells_msgs.action import Inspect
from robot_cells_msgs.msg import Alarm, Defect
from robot_cells_msgs.srv import CorrectVerdict, ListModels, LoadModel

CONFIG = Path(__file__).parents[2] / "config"
PRODUCT, SERIAL = ProductId("tray_a"), SerialNumber("WO-7-001")
LIMIT_S = 30.0


def line_of_one_product(folder: Path) -> Path:
    """The reference line without its second product, so that the workers are ready in half the time.

    It names no model: presence is loaded when it is first asked for.
    """
    text = (CONFIG / "lines" / "compute_tray.yaml").read_text().replace("../", f"{CONFIG}/")
    text = text.replace(", parameters: {model: presence}", "")
    path = folder / "line.yaml"
    path.write_text(
        "".join(line for line in text.splitlines(keepends=True) if "tray_b" not in line and "changeovers" not in line)
    )
    return path


GREY = np.full((40, 60), 120, np.uint8)


class Bench:
    """The node under test and a client in one executor, turned by hand."""

    def __init__(self, folder: Path, **parameters: object) -> None:
        line, evidence = line_of_one_product(folder), folder / "evidence"
        named = {"line": line, "evidence_directory": evidence, **parameters}
        rclpy.init(args=["--ros-args", *(word for item in named.items() for word in ("-p", f"{item[0]}:={item[1]}"))])
        self.folder, self.evidence = folder, evidence
        self.models = folder / "models"
        self.corrections = folder / "evidence_corrections"
        self.vision = VisionNode()
        self.node = Node("client", use_global_arguments=False)
        self.annotated: list[Image] = []
        self.alarms: list[Alarm] = []
        self.node.create_subscription(Alarm, "alarms", self.alarms.append, ALARMS)
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

    def send(self, image: Image, **fields: Any) -> Any:
        goal = Inspect.Goal(image=image, **{"product": PRODUCT, "serial": SERIAL, **fields})
        return self.wait(self.client.send_goal_async(goal))

    def inspect(self, image: Image, **fields: Any) -> Inspect.Result:
        return self.wait(self.send(image, **fields).get_result_async()).result

    def ask(self, service: Any, name: str, **fields: Any) -> Any:
        client = self.node.create_client(service, name)
        self.until(client.service_is_ready)
        answer = self.wait(client.call_async(service.Request(**fields)))
        self.node.destroy_client(client)
        return answer

    def listed(self) -> dict[str, tuple[bool, str]]:
        answer = self.ask(ListModels, "list_models")
        return {name: row for name, *row in zip(answer.names, answer.loaded, answer.faults, strict=True)}

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


STEADY_KIND = """
import time
from robot_cells.inspections.verdict import InspectionResult, Verdict

class Steady:
    def __init__(self, card, verdict):
        self.card, self.verdict = card, Verdict(verdict)
    def inspect(self, view):
        seen = "" if view.reference is None else f"reference {view.reference.shape}"
        return InspectionResult(self.verdict, self.card.label, 0.0, seen, score=0.25)

class Kind:
    name = "steady"
    def fit(self, samples, options, progress=None):
        raise NotImplementedError
    def load(self, folder, card):
        return Steady(card, (folder / "verdict.txt").read_text())

KIND = Kind()
"""


@dataclass(frozen=True)
class SteadyModel:
    """A model that says the same of every picture, as it is saved."""

    card: ModelCard
    verdict: str

    def inspect(self, view: View) -> InspectionResult:
        raise NotImplementedError

    def save(self, folder: Path) -> None:
        (folder / "verdict.txt").write_text(self.verdict)


def save_steady(models: Path, version: str, verdict: str) -> Path:
    folder = models / f"steady-{version}"
    save_model(SteadyModel(ModelCard("steady", version, "steady", "test"), verdict), folder)
    return folder


def bring_steady_kind(folder: Path) -> Path:
    """A package that brings a kind of model of its own, and a folder with the first version of one of it."""
    (folder / "steady_kind.py").write_text(STEADY_KIND)
    info = folder / "steady_kind-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: steady-kind\nVersion: 1\n")
    (info / "entry_points.txt").write_text("[robot_cells.inspection_models]\nsteady = steady_kind:KIND\n")
    models = folder / "models"
    models.mkdir()
    save_steady(models, "1", "pass")
    return models


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    folder = tmp_path_factory.mktemp("vision")
    models = bring_steady_kind(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")]))
        bench = Bench(folder, models_directory=models)
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
    assert bench.inspect(message(GREY, "mono8"), model="steady").verdict == Inspect.Result.PASS


def stamped(bench: Bench, picture: npt.NDArray[np.uint8], later_s: float = 0.0) -> Image:
    image = message(picture, "mono8")
    image.header.stamp = (bench.node.get_clock().now() + Duration(seconds=later_s)).to_msg()
    return image


@pytest.mark.parametrize("reliability", [ReliabilityPolicy.RELIABLE, ReliabilityPolicy.BEST_EFFORT])
def test_the_first_picture_of_the_camera_after_the_goal_is_judged_and_never_an_older_one(
    bench: Bench, reliability: ReliabilityPolicy
) -> None:
    topic = f"camera_{reliability.name.lower()}/image_raw"
    camera = bench.node.create_publisher(Image, topic, QoSProfile(depth=2, reliability=reliability))
    old = stamped(bench, GREY)
    handle = bench.send(Image(), camera=topic, patience_s=LIMIT_S, model="steady")
    bench.until(camera.get_subscription_count)
    camera.publish(old)
    new = stamped(bench, GREY)
    camera.publish(new)
    result = bench.wait(handle.get_result_async()).result
    assert (result.verdict, result.stamp) == (Inspect.Result.PASS, new.header.stamp)
    again = bench.inspect(Image(), camera=topic, not_before=new.header.stamp, model="steady")
    assert (again.verdict, again.stamp) == (Inspect.Result.PASS, new.header.stamp)
    bench.node.destroy_publisher(camera)


def test_a_picture_that_seems_ahead_of_its_time_is_judged_once_that_has_come(bench: Bench) -> None:
    camera = bench.node.create_publisher(Image, "early", PICTURES)
    handle = bench.send(Image(), camera="early", patience_s=LIMIT_S, model="steady")
    bench.until(camera.get_subscription_count)
    camera.publish(stamped(bench, GREY, CLOCK_AHEAD_S + 0.3))
    assert bench.wait(handle.get_result_async()).result.verdict == Inspect.Result.PASS
    bench.node.destroy_publisher(camera)


@pytest.mark.parametrize("qos", [CAPTURES, QoSProfile(depth=1, reliability=ReliabilityPolicy.BEST_EFFORT)])
def test_the_cameras_of_the_line_are_heard_before_anybody_asks_for_a_picture(bench: Bench, qos: QoSProfile) -> None:
    topic = "inspection/camera/image_raw"
    camera = bench.node.create_publisher(Image, topic, qos)
    bench.until(camera.get_subscription_count)
    image = stamped(bench, GREY)
    camera.publish(image)
    result = bench.inspect(Image(), camera=topic, not_before=image.header.stamp, patience_s=LIMIT_S, model="steady")
    assert (result.verdict, result.stamp) == (Inspect.Result.PASS, image.header.stamp)
    bench.node.destroy_publisher(camera)


def test_a_cell_tells_the_vision_node_where_its_picture_is_even_one_taken_before_the_node_heard_of_it(
    bench: Bench,
) -> None:
    topic = "late/image_raw"
    camera = bench.node.create_publisher(Image, topic, CAPTURES)
    image = stamped(bench, GREY)
    camera.publish(image)
    cell = RosVision(bench.node, lambda: None, timeout_s=LIMIT_S)
    stamp_s = from_time(image.header.stamp)
    cell.start("c1", "inspect", {"camera": topic, "not_before_s": stamp_s, "product": PRODUCT, "model": "steady"})

    def ended() -> bool:
        cell.poll()
        return cell.status("c1").state is not CommandState.RUNNING

    bench.until(ended)
    assert cell.status("c1").result["verdict"] == "pass"
    assert cell.status("c1").result["stamp"] == image.header.stamp
    cell.close()
    bench.node.destroy_publisher(camera)


@pytest.mark.parametrize(("later_s", "word"), [(None, "nobody publishes"), (-5.0, "older than"), (60.0, "ahead of")])
def test_a_camera_that_sends_nothing_new_is_undecided_with_the_reason(
    bench: Bench, later_s: float | None, word: str
) -> None:
    topic = f"stopped_{word[:3]}"
    handle = bench.send(Image(), camera=topic, patience_s=0.4)
    if later_s is not None:
        camera = bench.node.create_publisher(Image, topic, PICTURES)
        bench.until(camera.get_subscription_count)
        camera.publish(stamped(bench, GREY, later_s))
    result = bench.wait(handle.get_result_async()).result
    assert (result.verdict, word in result.message) == (Inspect.Result.UNDECIDED, True), result.message


@pytest.mark.parametrize(
    ("fields", "word"), [({"camera": "no name!"}, "no name"), ({"camera": "c", "patience_s": -1.0}, "patience_s")]
)
def test_a_question_to_no_camera_is_undecided(bench: Bench, fields: dict[str, Any], word: str) -> None:
    result = bench.inspect(Image(), **fields)
    assert (result.verdict, word in result.message) == (Inspect.Result.UNDECIDED, True)


def test_a_broken_picture_of_a_camera_is_undecided(bench: Bench) -> None:
    camera = bench.node.create_publisher(Image, "broken", PICTURES)
    handle = bench.send(Image(), camera="broken", patience_s=LIMIT_S)
    bench.until(camera.get_subscription_count)
    cut = Image(height=100, width=100, encoding="bgr8", step=300, data=array.array("B", bytes(500)))
    cut.header.stamp = bench.node.get_clock().now().to_msg()
    camera.publish(cut)
    result = bench.wait(handle.get_result_async()).result
    assert (result.verdict, "cut off" in result.message) == (Inspect.Result.UNDECIDED, True)


def test_goals_sent_together_are_all_answered_each_with_its_own_serial(bench: Bench) -> None:
    pictures = {}
    for unit in range(1, 4):
        tray = bench.tray()
        tray.serial = SerialNumber(f"WO-8-{unit:03d}")
        pictures[tray.serial] = message(bench.picture(tray, unit))
    goals = [Inspect.Goal(image=image, product=PRODUCT, serial=serial) for serial, image in pictures.items()]
    sent = [bench.client.send_goal_async(goal) for goal in goals]
    results = [bench.wait(bench.wait(future).get_result_async()).result for future in sent]
    assert [item.verdict for item in results] == [Inspect.Result.PASS] * 3
    assert {item.evidence_path.partition("/")[0] for item in results} == set(pictures)


def test_the_annotated_picture_is_published_with_the_header_of_the_one_judged(bench: Bench) -> None:
    bench.annotated.clear()
    image = message(bench.picture(bench.tray()))
    image.header.frame_id = "camera"
    image.header.stamp.sec = 77
    bench.inspect(image)
    # One of an earlier test may still be on its way.
    bench.until(lambda: any(item.header.frame_id == "camera" for item in bench.annotated))
    annotated = bench.annotated[-1]
    assert (annotated.header, annotated.encoding, annotated.width) == (image.header, "bgr8", image.width)
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
    assert "evidence" not in bench.vision.health().message


def test_the_charts_of_scores_go_on_after_a_restart(bench: Bench) -> None:
    def charted() -> int:
        return load_charts(bench.folder / "evidence_watch" / "scores")[0]["steady@1"].memory.number

    bench.inspect(message(GREY, "mono8"), model="steady@1")
    restart(bench)
    before = charted()
    assert before >= 1
    bench.inspect(message(GREY, "mono8"), model="steady@1")
    (bench.folder / "evidence_watch" / "scores" / "broken@1.json").write_text("{")
    restart(bench)
    assert charted() == before + 1
    assert "scores_broken@1" not in bench.vision.health().values


def restart(bench: Bench) -> None:
    """As a node that ends and begins."""
    if bench.vision.is_active:
        bench.vision.trigger_deactivate()
    bench.vision.trigger_cleanup()
    bench.vision.trigger_configure()
    bench.vision.trigger_activate()
    bench.until(bench.client.server_is_ready)


def test_an_inactive_node_rejects_goals_and_an_active_one_takes_them_again(bench: Bench) -> None:
    bench.vision.trigger_deactivate()
    assert not bench.send(message(bench.picture(bench.tray()))).accepted
    restart(bench)
    assert bench.inspect(message(GREY, "mono8"), model="steady@1").verdict == Inspect.Result.PASS


def test_workers_killed_and_frozen_in_the_middle_cost_no_request(bench: Bench) -> None:
    pool = bench.vision.pool
    assert pool is not None
    bench.until(lambda: (pool.ready, pool.busy) == (2, 0))
    deaths = pool.deaths
    for pid in pool.pids:
        os.kill(pid, signal.SIGSTOP)
    goal = Inspect.Goal(image=message(GREY, "mono8"), product=PRODUCT, serial=SERIAL, model="steady@1")
    sent = [bench.client.send_goal_async(goal) for _ in range(9)]
    bench.until(lambda: (pool.busy, pool.queued) == (2, 7))
    for pid in pool.pids:
        os.kill(pid, signal.SIGKILL)
    results = [bench.wait(bench.wait(future).get_result_async()).result for future in sent]
    assert [(item.verdict, item.model) for item in results] == [(Inspect.Result.PASS, "steady@1")] * 9
    assert pool.deaths == deaths + 2


def test_a_model_is_swapped_in_the_middle_of_many_requests_without_one_lost(bench: Bench) -> None:
    assert bench.inspect(message(GREY, "mono8"), model="steady").model == "steady@1"
    save_steady(bench.models, "2", "fail")
    assert bench.inspect(message(GREY, "mono8"), model="steady").model == "steady@1"
    goal = Inspect.Goal(image=message(GREY, "mono8"), product=PRODUCT, serial=SERIAL, model="steady")
    loader = bench.node.create_client(LoadModel, "load_model")
    bench.until(loader.service_is_ready)
    goals = [bench.client.send_goal_async(goal) for _ in range(20)]
    swap = loader.call_async(LoadModel.Request(model="steady@2"))
    goals += [bench.client.send_goal_async(goal) for _ in range(20)]
    answer = bench.wait(swap)
    assert (answer.success, answer.label, answer.message) == (True, "steady@2", "")
    results = [bench.wait(bench.wait(future).get_result_async()).result for future in goals]
    says = {"steady@1": Inspect.Result.PASS, "steady@2": Inspect.Result.FAIL}
    assert [item.verdict for item in results] == [says[item.model] for item in results]
    result = bench.inspect(message(GREY, "mono8"), model="steady", reference=message(GREY, "mono8"))
    assert (result.model, result.score, result.message) == ("steady@2", 0.25, "reference (40, 60)")
    assert bench.inspect(message(GREY, "mono8"), model="steady@1").verdict == Inspect.Result.PASS
    listed = bench.listed()
    assert listed["steady@1"] == [False, ""]
    assert listed["steady@2"] == [True, ""]
    assert [row for name, row in listed.items() if name.startswith("golden_sample@")] == [[True, ""]]


def test_every_product_has_a_presence_model_that_sees_plugs_that_are_not_home(bench: Bench) -> None:
    tray = bench.tray()
    tray.loose_cables["cable_2"] = LooseCable(end=1, pulled_m=0.002)
    result = bench.inspect(message(bench.picture(tray)), model="presence")
    assert [(item.code, item.subject) for item in result.defects] == [("inspect.loose_cable", "cable_2")]
    assert result.model.startswith("presence@")


def test_a_model_that_does_not_fit_is_refused_and_the_one_in_use_stays(bench: Bench) -> None:
    before = bench.inspect(message(GREY, "mono8"), model="steady").model
    changed = save_steady(bench.models, "9", "pass")
    (changed / "verdict.txt").write_text("fail")
    for model, word in (("steady@9", "verdict.txt"), ("nobody", "nobody"), ("", "no model")):
        answer = bench.ask(LoadModel, "load_model", model=model)
        assert (answer.success, answer.label, word in answer.message) == (False, "", True), answer.message
    assert bench.inspect(message(GREY, "mono8"), model="steady@9").verdict == Inspect.Result.UNDECIDED
    assert bench.inspect(message(GREY, "mono8"), model="steady").model == before


def test_a_persons_correction_becomes_a_sample_with_the_picture_as_it_was_handed_in(bench: Bench) -> None:
    result = bench.inspect(message(GREY, "mono8"), model="steady@1", serial="WO-5-001", attempt_id="a-1")
    pool = bench.vision.pool
    bench.until(lambda: pool is not None and pool.busy == 0)
    hole = Defect(code="inspect.pin_hole", x=10, y=20, width=8, height=6)
    said = {"evidence": result.evidence, "verdict": CorrectVerdict.Request.FAIL, "defects": [hole]}
    refused = bench.ask(CorrectVerdict, "correct_verdict", **said)
    assert (refused.success, "corrected_by" in refused.message) == (False, True)
    answer = bench.ask(CorrectVerdict, "correct_verdict", **said, corrected_by="Eva", reason="an escape")
    assert (answer.success, answer.correction) == (True, f"steady/bad/{result.evidence}.png"), answer.message
    (sample,) = read_samples(bench.corrections / "steady").samples
    assert sample.boxes == (LabelledBox("pin_hole", 10.0, 20.0, 18.0, 26.0),)
    assert np.array_equal(cv2.imread(str(sample.image), cv2.IMREAD_UNCHANGED), GREY)
    assert [(item["by"], item["attempt"]) for item in read_corrections(bench.corrections)] == [("Eva", "a-1")]


def test_a_camera_that_sends_the_same_picture_again_and_again_raises_an_alarm_until_it_does_not(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(vision_watch, "PERIOD_S", 0.0)
    noise = np.random.default_rng(5)

    def show(picture: npt.NDArray[np.uint8]) -> None:
        image = stamped(bench, picture)
        image.header.frame_id = "cell_7/camera"
        bench.inspect(image, model="steady@1")

    def alarms() -> list[Alarm]:
        return [item for item in bench.alarms if item.source == "cell_7/camera"]

    frozen = noise.integers(60, 200, (120, 160), dtype=np.uint8)
    deadline = time.monotonic() + LIMIT_S
    while not alarms() and time.monotonic() < deadline:
        show(frozen)
    (alarm,) = alarms()
    assert (alarm.alarm_id, alarm.severity, alarm.active) == ("camera.frozen:cell_7/camera", Alarm.ERROR, True)
    assert alarm.text in bench.vision.health().message
    while len(alarms()) < 2 and time.monotonic() < deadline:
        show(noise.integers(60, 200, (120, 160), dtype=np.uint8))
    assert (alarms()[1].alarm_id, alarms()[1].active) == (alarm.alarm_id, False)


def test_a_camera_that_sends_nothing_raises_an_alarm_until_its_next_picture(bench: Bench) -> None:
    def alarms() -> list[Alarm]:
        return [item for item in bench.alarms if item.source == "cell_8/camera"]

    result = bench.inspect(Image(), camera="cell_8/camera", model="steady@1", patience_s=0.2)
    assert result.verdict == Inspect.Result.UNDECIDED
    bench.until(alarms)
    (alarm,) = alarms()
    assert (alarm.alarm_id, alarm.severity, alarm.active) == ("camera.stopped:cell_8/camera", Alarm.ERROR, True)
    assert "cell_8/camera has sent no new picture" in alarm.text
    image = stamped(bench, GREY)
    image.header.frame_id = "cell_8/camera"
    bench.inspect(image, model="steady@1")
    bench.until(lambda: len(alarms()) == 2)
    assert (alarms()[1].alarm_id, alarms()[1].active) == (alarm.alarm_id, False)


def test_diagnostics_tell_latency_workers_and_verdicts_of_each_model(bench: Bench) -> None:
    bench.inspect(message(GREY, "mono8"), model="steady@1")
    values = bench.vision.health().values
    assert int(str(values["steady@1: pass"])) >= 1
    assert 0 < float(str(values["own_latency_p50_ms"])) <= float(str(values["latency_p99_ms"]))
    assert values["scores_steady@1"] in ("baseline", "as usual")
    assert "2 of 2 ready" in str(values["workers"])
