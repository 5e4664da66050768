"""A network that was trained elsewhere becomes a model: tried on samples, with thresholds, saved and loaded."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest
from onnx import TensorProto, helper, numpy_helper

from robot_cells.errors import InspectionError
from robot_cells.inspections.model import FitOptions, View
from robot_cells.inspections.model_folder import load_model, save_model
from robot_cells.inspections.onnx.kind import KIND
from robot_cells.inspections.onnx.network_model import NetworkModel
from robot_cells.inspections.onnx.network_settings import read_settings
from robot_cells.inspections.onnx.preparation import prepared
from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet
from robot_cells.inspections.verdict import Verdict

SEGMENTER = {"head": "segmentation", "activation": "sigmoid", "first_class": 0, "width": 32, "height": 32}


@pytest.fixture
def samples(tmp_path: Path) -> SampleSet:
    """Four dark pictures with a spot, whose brightness differs, and four with specks of noise."""
    found = []
    for number in range(8):
        picture = np.full((64, 64), 60, np.uint8)
        picture[10:14, 50:54] = 110
        if number < 4:
            picture[20:36, 8:24] = 160 + 20 * number
        path = tmp_path / f"{number}.png"
        cv2.imwrite(str(path), picture)
        boxes = (LabelledBox("spot", 8, 20, 24, 36),) if number < 4 else ()
        found.append(Sample(path.name, path, boxes=boxes, is_good=not boxes))
    return SampleSet(tmp_path, tuple(found), ("spot",), "plain")


@pytest.fixture
def network(tmp_path: Path, threshold_network: Callable[..., bytes]) -> Path:
    path = tmp_path / "spots.onnx"
    path.write_bytes(threshold_network(gain=10.0))
    return path


def options(weights: Path, /, **settings: Any) -> FitOptions:
    return FitOptions("spots", "3", settings={"weights": str(weights), **SEGMENTER} | settings)


def test_thresholds_lie_between_what_is_labelled_and_what_is_not(samples: SampleSet, network: Path) -> None:
    model = KIND.fit(samples, options(network))
    # sigmoid(10 * (value / 255 - 0.5)): 0.335 for what is no spot, 0.78 for the faintest spot.
    assert 0.33 < model.card.thresholds["spot"] < 0.78
    assert 0.33 < model.card.thresholds["undecided"] < model.card.thresholds["spot"]
    assert (model.card.label, model.card.kind, model.card.classes) == ("spots@3", "onnx", ("spot",))
    assert (model.card.figures["f"], model.card.training_samples) == (1.0, 8)
    assert model.card.training_data == samples.content_hash()


def test_what_was_saved_judges_as_before_and_in_threads(samples: SampleSet, network: Path, tmp_path: Path) -> None:
    fitted = KIND.fit(samples, options(network))
    save_model(fitted, tmp_path / "models" / "spots")
    loaded = load_model("spots", tmp_path / "models")
    pictures = [cv2.imread(str(item.image), cv2.IMREAD_UNCHANGED) for item in samples.samples]
    expected = [fitted.inspect(View(picture)).detections for picture in pictures]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda picture: loaded.inspect(View(picture)), pictures * 10))
    assert [item.detections for item in found] == expected * 10
    assert [item.verdict for item in found[:8]] == [Verdict.FAIL] * 4 + [Verdict.PASS] * 4
    box = found[0].defects[0].box
    assert (box.x, box.y, box.width, box.height) == (8, 20, 16, 16)


def test_the_same_samples_give_the_same_card(samples: SampleSet, network: Path, tmp_path: Path) -> None:
    cards = [save_model(KIND.fit(samples, options(network)), tmp_path / name) for name in "ab"]
    assert cards[0] == cards[1]
    assert (tmp_path / "a" / "card.json").read_bytes() == (tmp_path / "b" / "card.json").read_bytes()


@pytest.mark.parametrize(
    ("shape", "half"),
    [
        (("batch", 1, "height", "width"), False),
        ((1, 1, 32, 32), False),
        ((1, "height", "width"), False),
        ((1, 1, 32, 32), True),
        (("batch", 1, 32, 32), True),
    ],
)
def test_inputs_of_any_usual_form_are_filled(
    samples: SampleSet, tmp_path: Path, threshold_network: Callable[..., bytes], shape: tuple[Any, ...], half: bool
) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(threshold_network(gain=10.0, shape=shape, half=half))
    model = KIND.fit(samples, options(path, least_area_px=2))
    verdicts = [model.inspect(View(cv2.imread(str(item.image)))).verdict for item in samples.samples]
    assert verdicts == [Verdict.FAIL] * 4 + [Verdict.PASS] * 4


def test_size_and_colour_are_taken_from_the_network_where_it_tells(
    samples: SampleSet, tmp_path: Path, threshold_network: Callable[..., bytes]
) -> None:
    path = tmp_path / "net.onnx"
    path.write_bytes(threshold_network(gain=10.0, shape=(1, 1, 32, 48)))
    asked = FitOptions(
        "spots", settings={"weights": str(path), "head": "segmentation", "activation": "sigmoid", "first_class": 0}
    )
    settings = KIND.fit(samples, asked).card.settings
    assert (settings["width"], settings["height"], settings["colour"]) == (48, 32, "grey")


def test_a_network_of_bytes_gets_the_picture_as_it_is(samples: SampleSet, tmp_path: Path) -> None:
    nodes = [
        helper.make_node("Cast", ["image"], ["float"], to=TensorProto.FLOAT),
        helper.make_node("Mul", ["float", "scale"], ["map"]),
    ]
    graph = helper.make_graph(
        nodes,
        "bytes",
        [helper.make_tensor_value_info("image", TensorProto.UINT8, (1, 1, 64, 64))],
        [helper.make_tensor_value_info("map", TensorProto.FLOAT, (1, 1, 64, 64))],
        initializer=[numpy_helper.from_array(np.asarray(1 / 255, np.float32), "scale")],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    path = tmp_path / "net.onnx"
    path.write_bytes(model.SerializeToString())
    settings = {"width": 64, "height": 64, "scale": 1, "activation": "none"}
    found = KIND.fit(samples, options(path, **settings)).inspect(View(cv2.imread(str(samples.samples[0].image))))
    assert found.detections[0].probability == pytest.approx(160 / 255)


@pytest.mark.parametrize("fit", ["stretch", "letterbox", "corner"])
@pytest.mark.parametrize("shape", [(60, 100), (100, 60), (7, 301)])
def test_boxes_go_back_to_where_they_were_in_the_picture(fit: str, shape: tuple[int, int]) -> None:
    settings = read_settings({"head": "yolo", "width": 64, "height": 48, "fit": fit}, "")
    _, placement = prepared(np.zeros((*shape, 3), np.uint8), settings)
    box = np.array([[1.0, 2.0, 5.5, 6.25]])
    there = box.copy()
    there[:, 0::2] = box[:, 0::2] * placement.scale_x + placement.left
    there[:, 1::2] = box[:, 1::2] * placement.scale_y + placement.top
    assert there.min() >= 0
    assert placement.in_picture(there) == pytest.approx(box)


def test_colour_scale_mean_and_arrangement_are_those_of_the_card() -> None:
    blue = np.zeros((4, 4, 3), np.uint8)
    blue[:, :, 0] = 255
    base = {"head": "yolo", "width": 4, "height": 4, "mean": [0.5, 0.25, 0], "std": [0.5, 1, 2]}
    rgb, _ = prepared(blue, read_settings(base, ""))
    bgr, _ = prepared(blue, read_settings({**base, "colour": "bgr", "arrangement": "nhwc"}, ""))
    assert rgb[0, :, 0, 0].tolist() == [-1.0, -0.25, 0.5]
    assert bgr[0, 0, 0].tolist() == [1.0, -0.25, 0.0]


BAD_PICTURES: dict[str, tuple[np.ndarray, str]] = {
    "empty": (np.zeros((0, 0), np.uint8), "empty"),
    "no height": (np.zeros((0, 64, 3), np.uint8), "empty"),
    "16 bits": (np.zeros((64, 64), np.uint16), "uint16"),
    "float with NaN": (np.full((64, 64), np.nan), "float64"),
    "transparent": (np.zeros((64, 64, 4), np.uint8), "4 channels"),
    "a film": (np.zeros((2, 64, 64, 3), np.uint8), "has the shape (2, 64, 64, 3)"),
    "a hundred megapixels": (np.broadcast_to(np.uint8(0), (10_000, 10_000)), "100 megapixels"),
    "far too small": (np.zeros((8, 8), np.uint8), "8 x 8 pixels; the model was tried with 64 x 64"),
    "far too large": (np.zeros((64, 640), np.uint8), "640 x 64 pixels"),
}


@pytest.mark.parametrize("name", BAD_PICTURES)
def test_a_picture_that_cannot_be_used_is_undecided(samples: SampleSet, network: Path, name: str) -> None:
    picture, reason = BAD_PICTURES[name]
    result = KIND.fit(samples, options(network)).inspect(View(picture))
    assert result.verdict is Verdict.UNDECIDED
    assert reason in result.message


def test_a_network_that_dies_is_undecided(samples: SampleSet, network: Path, tmp_path: Path) -> None:
    model = KIND.fit(samples, options(network))
    reshape = helper.make_graph(
        [helper.make_node("Reshape", ["image", "shape"], ["map"])],
        "dies",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ("batch", 1, "height", "width"))],
        [helper.make_tensor_value_info("map", TensorProto.FLOAT, (1, 1, 7, 7))],
        initializer=[numpy_helper.from_array(np.array([1, 1, 7, 7]), "shape")],
    )
    dying = helper.make_model(reshape, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    (tmp_path / "net.onnx").write_bytes(dying.SerializeToString())
    card = dataclasses.replace(
        model.card, files={"net.onnx": ""}, settings={**model.card.settings, "weights": "net.onnx"}
    )
    result = KIND.load(tmp_path, card).inspect(View(np.zeros((64, 64), np.uint8)))
    assert result.verdict is Verdict.UNDECIDED
    assert result.message.startswith("The network failed on this picture: ")
    with pytest.raises(InspectionError, match="cannot judge this sample"):
        KIND.fit(samples, options(tmp_path / "net.onnx"))


def test_thresholds_of_the_view_take_the_place_of_those_on_the_card(samples: SampleSet, network: Path) -> None:
    model = KIND.fit(samples, options(network))
    picture = cv2.imread(str(samples.samples[7].image))
    assert model.inspect(View(picture)).verdict is Verdict.PASS
    assert model.inspect(View(picture, parameters={"thresholds": {"spot": 0.1}})).verdict is Verdict.FAIL
    for parameters in (
        {"offset_m": 1},
        {"thresholds": 0.5},
        {"thresholds": {"hole": 0.5}},
        {"thresholds": {"spot": 2}},
    ):
        assert model.inspect(View(picture, parameters=parameters)).verdict is Verdict.UNDECIDED


@pytest.mark.parametrize(
    ("settings", "reason"),
    [
        ({"head": "detector"}, "head: 'detector' is none of yolo, rf_detr"),
        ({"colour": "red"}, "colour: 'red' is none of rgb, bgr, grey"),
        ({"width": 0}, "width: 0 is no whole number from 1 to 8192"),
        ({"width": 32.5}, "width: 32.5 is no whole number"),
        ({"mean": [1, 2]}, "mean: has 2 numbers"),
        ({"std": 0}, "std: is to be greater than nothing"),
        ({"scale": "1/255"}, "scale: '1/255' is no number"),
        ({"overlap": 2}, "overlap: 2 is no number from 0.01 to 1"),
        ({"speed": 1}, "speed: there is no such setting"),
        ({"classes": "hole"}, "does not know the classes spot"),
        ({"classes": "spot,spot"}, "Which classes the network knows is not said"),
        ({"good": "fine"}, "does not know the classes fine"),
        ({"thresholds": 2}, "no probabilities by class"),
        ({"activation": "none", "scale": 10}, "no probabilities"),
        ({"head": "yolo"}, "fits none|the shape"),
        ({"mean": 5}, "finds none of the 4 things that are labelled"),
        ({"weights": "nowhere.onnx"}, "nowhere.onnx: The network cannot be read: No such file"),
        ({"weights": ""}, "trains nothing.*--set weights"),
        ({"picture_sizes": [1, 2]}, "picture_sizes: are four numbers"),
    ],
)
def test_settings_that_do_not_fit_are_refused(
    samples: SampleSet, network: Path, settings: dict[str, Any], reason: str
) -> None:
    with pytest.raises(InspectionError, match=reason):
        KIND.fit(samples, options(network, **settings))


def test_what_is_no_network_of_one_picture_is_refused(
    samples: SampleSet, tmp_path: Path, constant_network: Callable[..., bytes]
) -> None:
    cases = {
        b"": "cannot be loaded",
        b"no network": "cannot be loaded",
        constant_network({"y": np.zeros(1, np.float32)}, inputs=2): "no single picture",
        constant_network({"y": np.zeros(1, np.float32)}, shape=(1, 10)): "no single picture",
        constant_network(
            {"y": np.zeros(1, np.float32)}, shape=(1, 1, 16, 16)
        ): r"input is \(1, 16, 16\), the card says",
    }
    for data, reason in cases.items():
        (tmp_path / "net.onnx").write_bytes(data)
        with pytest.raises(InspectionError, match=reason):
            KIND.fit(samples, options(tmp_path / "net.onnx"))


def test_no_sample_is_refused(samples: SampleSet, network: Path) -> None:
    with pytest.raises(InspectionError, match="no sample to try"):
        KIND.fit(dataclasses.replace(samples, samples=()), options(network))


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"classes": (), "thresholds": {}}, "no classes"),
        ({"thresholds": {"spot": 3.0}}, "threshold of 'spot' is no probability"),
        ({"thresholds": {}}, "no thresholds"),
        ({"settings": {}}, "head is missing"),
        ({"files": {}}, "weights 'model.onnx' are missing"),
    ],
)
def test_a_card_that_does_not_fit_a_network_is_refused(
    samples: SampleSet, network: Path, tmp_path: Path, changes: dict[str, Any], reason: str
) -> None:
    folder = tmp_path / "model"
    card = save_model(KIND.fit(samples, options(network)), folder)
    assert isinstance(KIND.load(folder, card), NetworkModel)
    with pytest.raises(InspectionError, match=reason):
        KIND.load(folder, dataclasses.replace(card, **changes))


def test_a_classifier_learns_its_thresholds_from_folders(tmp_path: Path) -> None:
    # Logits: how bright the picture is, against a constant.
    nodes = [
        helper.make_node("ReduceMean", ["image"], ["mean"], axes=[1, 2, 3], keepdims=0),
        helper.make_node("Mul", ["mean", "gain"], ["logit"]),
        helper.make_node("Concat", ["logit", "middle"], ["logits"], axis=0),
    ]
    constants = [
        numpy_helper.from_array(np.asarray(20, np.float32), "gain"),
        numpy_helper.from_array(np.asarray([10], np.float32), "middle"),
    ]
    graph = helper.make_graph(
        nodes,
        "bright",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, (1, 3, 8, 8))],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, (2,))],
        initializer=constants,
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
    (tmp_path / "net.onnx").write_bytes(model.SerializeToString())
    found = []
    for number in range(6):
        path = tmp_path / f"{number}.png"
        cv2.imwrite(str(path), np.full((8, 8), 90 + 20 * number, np.uint8))
        bad = number >= 4
        found.append(
            Sample(path.name, path, boxes=None if bad else (), is_good=not bad, picture_class="bright" if bad else "")
        )
    settings = {
        "weights": str(tmp_path / "net.onnx"),
        "head": "classification",
        "classes": "bright,good",
        "good": "good",
    }
    fitted = KIND.fit(SampleSet(tmp_path, tuple(found), ("bright",), "plain"), FitOptions("bright", settings=settings))
    save_model(fitted, tmp_path / "model")
    assert json.loads((tmp_path / "model" / "card.json").read_text())["thresholds"]["good"] == 1.0
    loaded = load_model(tmp_path / "model")
    verdicts = [loaded.inspect(View(cv2.imread(str(item.image)))).verdict for item in found]
    assert verdicts == [Verdict.PASS] * 4 + [Verdict.FAIL] * 2
