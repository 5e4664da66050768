"""Whatever picture comes in, and whatever a network gives: a verdict comes out, and nonsense is no crash."""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from robot_cells.inspections.model import View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.onnx.network_model import NetworkModel
from robot_cells.inspections.onnx.network_settings import Activation, Head, read_settings
from robot_cells.inspections.verdict import Verdict

PICTURE = np.zeros((16, 16), np.uint8)
CARD = ModelCard("any", "1", "onnx", "", ("dent", "hole"), {"": 0.5, "undecided": 0.2})
SHAPES = st.one_of(
    arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=8),
    st.sampled_from([(1, 5, 6), (1, 6, 5), (1, 5, 7), (1, 5, 4), (5, 4), (5,), (1, 3, 8, 8), (1, 8, 8), (2,), (1, 2)]),
)
NUMBERS = st.one_of(st.floats(width=32), st.sampled_from([0.0, 0.5, 1.0, 2.0, 0.9]))
OUTPUT = st.one_of(
    SHAPES.flatmap(lambda shape: arrays.arrays(np.float32, shape, elements=NUMBERS)),
    SHAPES.flatmap(lambda shape: arrays.arrays(np.float16, shape, elements=st.floats(width=16))),
    SHAPES.flatmap(lambda shape: arrays.arrays(np.int64, shape, elements=st.integers(-2, 4))),
)
OUTPUTS = st.dictionaries(st.sampled_from(["output0", "boxes", "labels", "scores"]), OUTPUT, max_size=4)


class Saying:
    """A network that gives what it is told."""

    shape = None

    def __init__(self, outputs: dict[str, Any]) -> None:
        self._outputs = outputs

    def run(self, values: np.ndarray) -> dict[str, Any]:
        return self._outputs


def model(outputs: dict[str, Any], head: Head = Head.YOLO, **others: Any) -> NetworkModel:
    document = {"head": head.value, "width": 8, "height": 8, **others}
    return NetworkModel(CARD, read_settings(document, ""), Saying(outputs), b"")


@settings(max_examples=200, deadline=None)
@given(OUTPUTS, st.sampled_from(list(Head)), st.sampled_from(list(Activation)))
def test_any_output_of_any_head_is_a_verdict(outputs: dict[str, Any], head: Head, activation: Activation) -> None:
    result = model(outputs, head, activation=activation.value).inspect(View(PICTURE))
    assert result.verdict is not Verdict.PASS or not result.defects
    assert result.message or result.verdict is Verdict.PASS
    for item in result.detections:
        assert 0.0 <= item.probability <= 1.0
        assert 0.0 <= item.x1 < item.x2 <= 16.0
        assert 0.0 <= item.y1 < item.y2 <= 16.0


ANY_PICTURE = st.sampled_from([np.uint8, np.uint16, np.float32, np.bool_]).flatmap(
    lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=9))
)


@settings(max_examples=80, deadline=None)
@given(ANY_PICTURE, st.sampled_from(["rgb", "bgr", "grey"]), st.sampled_from(["stretch", "letterbox", "corner"]))
def test_any_picture_is_a_verdict(picture: np.ndarray, colour: str, fit: str) -> None:
    result = model({"output0": np.zeros((1, 9, 6), np.float32)}, form="scores", colour=colour, fit=fit).inspect(
        View(picture)
    )
    usable = picture.dtype == np.uint8 and picture.size and (picture.ndim == 2 or picture.shape[2:] in ((1,), (3,)))
    assert result.verdict is (Verdict.PASS if usable else Verdict.UNDECIDED)
