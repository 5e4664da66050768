"""Little networks whose outputs are known: constants, or computed from the picture."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest

Build = Callable[..., bytes]


@pytest.fixture(scope="session")
def constant_network() -> Build:
    """A network that gives the same outputs for every picture, as the bytes of its ONNX file."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    def build(
        outputs: Mapping[str, Any],
        shape: Sequence[int | str] = (1, 3, 8, 8),
        kind: int = TensorProto.FLOAT,
        inputs: int = 1,
    ) -> bytes:
        arrays = {name: np.asarray(value) for name, value in outputs.items()}
        nodes = [
            helper.make_node("Constant", [], [name], value=numpy_helper.from_array(item))
            for name, item in arrays.items()
        ]
        given = [helper.make_tensor_value_info(f"image{number}", kind, shape) for number in range(inputs)]
        told = [
            helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(item.dtype), item.shape)
            for name, item in arrays.items()
        ]
        graph = helper.make_graph(nodes, "constant", given, told)
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        onnx.checker.check_model(model)
        return bytes(model.SerializeToString())

    return build


@pytest.fixture(scope="session")
def threshold_network() -> Build:
    """A segmenter: the map of the picture's first channel, `gain * (value - 0.5)`, as logits of one class."""
    from onnx import TensorProto, helper, numpy_helper

    def build(
        gain: float = 40.0, shape: Sequence[int | str] = ("batch", 1, "height", "width"), half: bool = False
    ) -> bytes:
        kind, number = (TensorProto.FLOAT16, np.float16) if half else (TensorProto.FLOAT, np.float32)
        nodes = [
            helper.make_node("Sub", ["image", "middle"], ["centred"]),
            helper.make_node("Mul", ["centred", "gain"], ["map"]),
        ]
        constants = [
            numpy_helper.from_array(np.asarray(0.5, number), "middle"),
            numpy_helper.from_array(np.asarray(gain, number), "gain"),
        ]
        graph = helper.make_graph(
            nodes,
            "threshold",
            [helper.make_tensor_value_info("image", kind, shape)],
            [helper.make_tensor_value_info("map", kind, shape)],
            initializer=constants,
        )
        model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
        return bytes(model.SerializeToString())

    return build
