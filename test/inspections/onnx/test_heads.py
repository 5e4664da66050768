"""The outputs of every usual exporter are read as the same boxes, and what is none of them is no pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

from robot_cells.inspections.model import View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.onnx.network_model import NetworkModel
from robot_cells.inspections.onnx.network_settings import read_settings
from robot_cells.inspections.onnx.runtime import load_network
from robot_cells.inspections.verdict import Detection, Verdict

CLASSES = ("dent", "hole", "scratch")
PICTURE = np.full((32, 32, 3), 100, np.uint8)
"""Four times as large as the input of 8 x 8."""
F = np.float32


def rows(*items: list[float]) -> np.ndarray:
    """A batch of one, filled up with rows of zeros to ten."""
    filled = np.zeros((1, 10, len(items[0])), F)
    filled[0, : len(items)] = items
    return filled


def logit(probability: float) -> float:
    return float(np.log(probability / (1 - probability)))


# Everywhere: a hole (0.9) at 2, 1 to 6, 3 and a scratch (0.3) at 0, 4 to 2, 8 in pixels of the input.
SCORES = rows([4, 2, 4, 2, 0, 0.9, 0], [1, 6, 2, 4, 0, 0, 0.3])
OBJECTNESS = rows([4, 2, 4, 2, 0.9, 0, 1, 0], [1, 6, 2, 4, 0.5, 0, 0, 0.6])
DETECTIONS = rows([2, 1, 6, 3, 0.9, 1], [0, 4, 2, 8, 0.3, 2])
SHARES = rows([0.5, 0.25, 0.5, 0.25], [0.125, 0.75, 0.25, 0.5])
SIGMOIDS = np.full((1, 10, 4), -12.0, F)
SIGMOIDS[0, 0, 1], SIGMOIDS[0, 1, 2] = logit(0.9), logit(0.3)
SOFTMAX = np.full((1, 10, 4), -30.0, F)
SOFTMAX[0, :, 3] = 0.0
SOFTMAX[0, 0, 1], SOFTMAX[0, 1, 2] = logit(0.9), logit(0.3)
BOXES = np.array([[2, 1, 6, 3], [0, 4, 2, 8]], F)
MAPS = np.full((1, 4, 8, 8), -20.0, F)
MAPS[0, 0] = 0.0
MAPS[0, 2, 1:3, 2:6] = logit(0.9)
MAPS[0, 3, 4:8, 0:2] = logit(0.3)

FORMS: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]] = {
    "yolo v8": ({"output0": SCORES.transpose(0, 2, 1)}, {"head": "yolo"}),
    "yolo v8, not transposed": ({"output0": SCORES}, {"head": "yolo"}),
    "yolo v5": ({"output0": OBJECTNESS}, {"head": "yolo"}),
    "yolo v10": ({"output0": DETECTIONS}, {"head": "yolo"}),
    "yolo of half precision": ({"output0": SCORES.astype(np.float16)}, {"head": "yolo"}),
    "rf_detr": ({"dets": SHARES, "labels": SIGMOIDS}, {"head": "rf_detr"}),
    "rf_detr, logits first": ({"labels": SIGMOIDS, "dets": SHARES}, {"head": "rf_detr"}),
    "detr": ({"logits": SOFTMAX, "pred_boxes": SHARES}, {"head": "detr"}),
    "torchvision": (
        {"boxes": BOXES, "labels": np.array([2, 3]), "scores": np.array([0.9, 0.3], F)},
        {"head": "torchvision"},
    ),
    "torchvision with masks, in another order": (
        {
            "scores": np.array([0.9, 0.3], F),
            "masks": np.zeros((2, 1, 8, 8), F),
            "labels": np.array([2, 3]),
            "boxes": BOXES,
        },
        {"head": "torchvision"},
    ),
    "ssd": (
        {
            "detection_boxes": BOXES[None][:, :, [1, 0, 3, 2]] / F(8),
            "detection_classes": np.array([[2, 3]], F),
            "detection_scores": np.array([[0.9, 0.3]], F),
            "num_detections": np.array([2], F),
        },
        {"head": "ssd"},
    ),
    "segmentation": ({"map": MAPS}, {"head": "segmentation"}),
    "segmentation by sigmoids": ({"map": MAPS[:, 1:]}, {"head": "segmentation", "activation": "sigmoid"}),
}
SEEN = (Detection("hole", 0.9, 8, 4, 24, 12), Detection("scratch", 0.3, 0, 16, 8, 32))


@pytest.fixture
def model_of(constant_network: Callable[..., bytes]) -> Callable[..., NetworkModel]:
    def make(outputs: Mapping[str, Any], settings: Mapping[str, Any], **network: Any) -> NetworkModel:
        data = constant_network(outputs, **network)
        read = read_settings({"width": 8, "height": 8, "fit": "stretch", **settings}, "test")
        card = ModelCard("net", "1", "onnx", "", CLASSES, {"": 0.5, "undecided": 0.2})
        return NetworkModel(card, read, load_network(data, read.runtime, "test"), data)

    return make


@pytest.mark.parametrize("name", FORMS)
def test_every_form_of_output_is_read_as_the_same_boxes(model_of: Callable[..., NetworkModel], name: str) -> None:
    result = model_of(*FORMS[name]).inspect(View(PICTURE))
    assert [item.defect_class for item in result.detections] == [item.defect_class for item in SEEN]
    for found, true in zip(result.detections, SEEN, strict=True):
        assert found.probability == pytest.approx(true.probability, abs=2e-3)
        assert (found.x1, found.y1, found.x2, found.y2) == pytest.approx((true.x1, true.y1, true.x2, true.y2), abs=0.02)
    assert result.verdict is Verdict.FAIL
    assert [item.code for item in result.defects] == ["inspect.hole"]
    assert result.model == "net@1"


def test_opencv_runs_the_network_as_well(threshold_network: Callable[..., bytes]) -> None:
    picture = np.zeros((8, 8), np.uint8)
    picture[2:5, 1:7] = 255
    found = {}
    for runtime in ("onnxruntime", "opencv"):
        document = {
            "head": "segmentation",
            "activation": "sigmoid",
            "colour": "grey",
            "first_class": 0,
            "width": 8,
            "height": 8,
        }
        settings = read_settings({**document, "runtime": runtime}, "test")
        data = threshold_network(shape=(1, 1, 8, 8))
        card = ModelCard("net", "1", "onnx", "", ("bright",), {"bright": 0.5})
        found[runtime] = NetworkModel(card, settings, load_network(data, runtime, "test"), data).inspect(View(picture))
    assert [item.detections for item in found.values()] == [(Detection("bright", pytest.approx(1.0), 1, 2, 7, 5),)] * 2


def test_a_classifier_says_it_of_the_whole_picture_and_good_classes_are_no_defects(
    model_of: Callable[..., NetworkModel],
) -> None:
    settings = {"head": "classification", "good": ["dent"]}
    for logits, verdict in (([9, 0, 0], "PASS"), ([0, 9, 0], "FAIL"), ([1, 0.3, 0], "UNDECIDED")):
        result = model_of({"logits": np.array([logits], F)}, settings).inspect(View(PICTURE))
        assert result.verdict is Verdict[verdict]
        assert {item.defect_class for item in result.detections} <= {"hole", "scratch"}
    assert (result.detections[0].x2, result.detections[0].y2) == (32, 32)


def test_boxes_that_overlap_are_one_where_nothing_has_suppressed_them(model_of: Callable[..., NetworkModel]) -> None:
    output = rows([4, 4, 4, 4, 0.9, 0, 0], [4.5, 4, 4, 4, 0.8, 0, 0], [4, 4, 4, 4, 0, 0.7, 0], [1, 1, 1, 1, 0.6, 0, 0])
    for overlap, kept in ((0.5, [0.9, 0.7, 0.6]), (1.0, [0.9, 0.8, 0.7, 0.6])):
        result = model_of({"output0": output}, {"head": "yolo", "overlap": overlap}).inspect(View(PICTURE))
        assert [item.probability for item in result.detections] == pytest.approx(kept)


def spoiled(values: np.ndarray, value: float) -> np.ndarray:
    found = values.astype(F).copy()
    found.flat[3] = value
    return found


UNFIT: Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any], str]] = {
    "NaN": ({"output0": spoiled(SCORES, np.nan)}, {"head": "yolo"}, "gives NaN in its output 'output0'"),
    "an endless box": ({"output0": spoiled(SCORES, np.inf)}, {"head": "yolo"}, "boxes that are no numbers"),
    "logits for probabilities": ({"output0": SCORES * 20}, {"head": "yolo"}, "no probabilities"),
    "more classes": ({"output0": np.zeros((1, 20, 9), F)}, {"head": "yolo"}, "fits none"),
    "two forms at once": ({"output0": np.zeros((1, 7, 6), F)}, {"head": "yolo"}, "fits several forms"),
    "another rank": ({"output0": np.zeros((7, 20), F)}, {"head": "yolo"}, r"the shape \(7, 20\)"),
    "class that there is not": (
        {"output0": rows([2, 1, 6, 3, 0.9, 3])}, {"head": "yolo"}, "gives class 3; the card has 3 classes"),
    "half a class": ({"output0": rows([2, 1, 6, 3, 0.9, 0.5])}, {"head": "yolo"}, "no whole numbers"),
    "no boxes": ({"labels": SIGMOIDS}, {"head": "rf_detr"}, "no boxes and logits"),
    "too few logits": ({"dets": SHARES, "labels": SIGMOIDS[:, :, :2]}, {"head": "rf_detr"}, "gives 2 logits"),
    "no class for nothing": ({"dets": SHARES, "labels": SOFTMAX[:, :, :3]}, {"head": "detr"}, "one for no object"),
    "no scores": ({"boxes": BOXES, "labels": np.array([2, 3])}, {"head": "torchvision"}, "no class numbers and scores"),
    "a map too many": ({"map": np.zeros((1, 5, 8, 8), F)}, {"head": "segmentation"}, "gives 5 maps"),
    "an empty map": ({"map": np.zeros((1, 4, 0, 0), F)}, {"head": "segmentation"}, "not that of a map"),
    "a map of other classes": ({"map": np.full((1, 8, 8), 9)}, {"head": "segmentation"}, "the card says up to 3"),
    "a class too many": ({"logits": np.zeros((1, 4), F)}, {"head": "classification"}, "gives 4 numbers"),
    "logits without bound": ({"logits": np.array([[np.inf, 0, 0]], F)}, {"head": "classification"}, "without bound"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNFIT)
def test_an_output_that_the_card_does_not_say_is_undecided(model_of: Callable[..., NetworkModel], name: str) -> None:
    outputs, settings, reason = UNFIT[name]
    result = model_of(outputs, settings).inspect(View(PICTURE))
    assert result.verdict is Verdict.UNDECIDED
    assert re.search(reason, result.message), result.message


def test_what_is_two_forms_is_told_by_a_setting(model_of: Callable[..., NetworkModel]) -> None:
    output = np.zeros((1, 7, 6), F)
    output[0, 0] = [2, 1, 6, 3, 0.9, 1]
    result = model_of({"output0": output}, {"head": "yolo", "form": "detections"}).inspect(View(PICTURE))
    assert result.detections == (Detection("hole", pytest.approx(0.9), 8, 4, 24, 12),)


def test_a_map_of_class_numbers_is_read_and_small_regions_are_dropped(model_of: Callable[..., NetworkModel]) -> None:
    numbers = np.zeros((1, 1, 8, 8), np.int64)
    numbers[0, 0, 1:3, 2:6] = 2
    numbers[0, 0, 7, 7] = 1
    result = model_of({"map": numbers}, {"head": "segmentation"}).inspect(View(PICTURE))
    assert result.detections == (Detection("hole", 1.0, 8, 4, 24, 12),)


def test_what_is_half_believed_around_something_believed_is_that(model_of: Callable[..., NetworkModel]) -> None:
    map_ = np.full((1, 3, 8, 8), -20.0, F)
    map_[0, 1, 0:5, 0:5] = logit(0.3)
    map_[0, 1, 1:4, 1:4] = logit(0.9)
    map_[0, 1, 6:8, 5:8] = logit(0.2)
    settings = {"head": "segmentation", "activation": "sigmoid"}
    found = model_of({"map": map_}, settings).inspect(View(PICTURE)).detections
    assert [item.probability for item in found] == pytest.approx([0.9, 0.2])


def test_noise_in_which_everything_is_seen_is_cut_off_at_the_most(model_of: Callable[..., NetworkModel]) -> None:
    specks = np.full((1, 3, 64, 64), -20.0, F)
    specks[0, :, ::2, ::2] = 5.0
    rows_ = np.zeros((1, 20_000, 7), F)
    rows_[0, :, :4] = [4, 4, 2, 2]
    rows_[0, :, :2] += np.random.default_rng(1).uniform(0, 56, (20_000, 2))
    rows_[0, :, 4:] = 0.6
    cases = (
        ({"map": specks}, {"head": "segmentation", "activation": "sigmoid", "least_area_px": 1}),
        ({"output0": rows_}, {"head": "yolo", "overlap": 0.99}),
    )
    for outputs, settings in cases:
        small = model_of(outputs, {**settings, "width": 64, "height": 64, "most": 50}, shape=(1, 3, 64, 64))
        assert len(small.inspect(View(np.zeros((64, 64, 3), np.uint8))).detections) == 50


def test_a_map_without_any_region_is_a_pass(model_of: Callable[..., NetworkModel]) -> None:
    result = model_of({"map": np.zeros((1, 8, 8), np.int64)}, {"head": "segmentation"}).inspect(View(PICTURE))
    assert (result.verdict, result.detections, result.score) == (Verdict.PASS, (), 0.0)
