"""Whatever picture comes in, and whatever a network gives: a verdict comes out, and nonsense is no crash."""

from __future__ import annotations

from typing import Any

import numpy as np
from fuzz_targets import PICTURE, check_verdict, network_that_says
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from robot_cells.inspections.given_picture import LEAST_PX
from robot_cells.inspections.model import View
from robot_cells.inspections.onnx.network_settings import Activation, Head
from robot_cells.inspections.verdict import Verdict

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


@settings(max_examples=200, deadline=None)
@given(OUTPUTS, st.sampled_from(list(Head)), st.sampled_from(list(Activation)))
def test_any_output_of_any_head_is_a_verdict(outputs: dict[str, Any], head: Head, activation: Activation) -> None:
    check_verdict(network_that_says(outputs, head, activation=activation.value).inspect(View(PICTURE)))


SIDES = st.integers(LEAST_PX - 1, 2 * LEAST_PX)
ANY_PICTURE = st.sampled_from([np.uint8, np.uint16, np.float32, np.bool_]).flatmap(
    lambda kind: arrays.arrays(kind, arrays.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=9))
) | st.tuples(SIDES, SIDES, st.sampled_from([(), (1,), (3,)])).flatmap(
    lambda size: arrays.arrays(np.uint8, (*size[:2], *size[2]), fill=st.integers(0, 255))
)


@settings(max_examples=80, deadline=None)
@given(ANY_PICTURE, st.sampled_from(["rgb", "bgr", "grey"]), st.sampled_from(["stretch", "letterbox", "corner"]))
def test_any_picture_is_a_verdict(picture: np.ndarray, colour: str, fit: str) -> None:
    result = network_that_says(
        {"output0": np.zeros((1, 9, 6), np.float32)}, form="scores", colour=colour, fit=fit
    ).inspect(View(picture))
    of_channels = picture.ndim == 2 or picture.shape[2:] in ((1,), (3,))
    usable = picture.dtype == np.uint8 and of_channels and min(picture.shape[:2]) >= LEAST_PX
    assert result.verdict is (Verdict.PASS if usable else Verdict.UNDECIDED)
