"""The network as data, and as a file that an inference engine reads."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.squares import EDGE, PLANES

if TYPE_CHECKING:
    import onnx

LAYERS = ((24, 1), (32, 2), (48, 1), (64, 2), (64, 1), (96, 2))
"""Convolutions: output planes and stride of each, followed by a batch normalisation and a rectifier. With stride 1 they
are of 3 x 3; with stride 2 of 2 x 2, which is one matrix product."""
HIDDEN = 128
BOX = 4
"""Outputs that give the box: its edges x1, y1, x2, y2 from the middle of the square, in units of its edge."""
SPREADS = 4
"""Outputs that tell how surely each of these edges is known: the logarithm of its `spread` over the usual one."""
LEAST_SPREAD, USUAL_SPREAD = 0.002, 0.03
"""Mean error of a box's edge that is never undercut, and the usual one, in units of the square's edge."""

Array = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """Weights for use: normalisations are folded into the convolutions.

    `convolutions` are (edge, edge, planes in, planes out) with one offset an output plane; `dense` are two full layers,
    the first over (row, column, plane). `margins` (classes, 4) are what is added to the edges x1, y1, x2, y2 of boxes
    in the upright picture, in pixels: people leave more room on one side than on the other.
    """

    convolutions: tuple[tuple[Array, Array], ...]
    dense: tuple[tuple[Array, Array], ...]
    margins: Array


def kernel_edge(stride: int) -> int:
    """Edge of a convolution's kernel."""
    return 3 if stride == 1 else 2


def final_edge() -> int:
    """Edge of the last convolution's output."""
    edge = EDGE
    for _, stride in LAYERS:
        edge = -(-edge // stride)
    return edge


def onnx_network(weights: Weights) -> onnx.ModelProto:
    """In ONNX: input `squares` (n, PLANES, EDGE, EDGE), output `answers` (n, classes + 1 + 4 + 4), no softmax taken."""
    from onnx import TensorProto, helper, numpy_helper

    nodes, stored, name = [], [], "squares"
    for number, ((kernel, offset), (_, stride)) in enumerate(zip(weights.convolutions, LAYERS, strict=True)):
        parts = (f"kernel_{number}", f"offset_{number}")
        stored.append(numpy_helper.from_array(np.ascontiguousarray(kernel.transpose(3, 2, 0, 1)), parts[0]))
        stored.append(numpy_helper.from_array(offset, parts[1]))
        output = f"planes_{number}"
        edge = kernel_edge(stride)
        settings = {"kernel_shape": [edge] * 2, "strides": [stride] * 2, "pads": [edge - 2] * 4}
        nodes.append(helper.make_node("Conv", [name, *parts], [f"sum_{number}"], **settings))
        nodes.append(helper.make_node("Relu", [f"sum_{number}"], [output]))
        name = output
    nodes.append(helper.make_node("Flatten", [name], ["flat"], axis=1))
    name = "flat"
    for number, (matrix, offset) in enumerate(weights.dense):
        ordered = _plane_first(matrix) if number == 0 else matrix
        parts = (f"matrix_{number}", f"bias_{number}")
        stored += [numpy_helper.from_array(np.ascontiguousarray(ordered), parts[0])]
        stored += [numpy_helper.from_array(offset, parts[1])]
        last = number == len(weights.dense) - 1
        output = "answers" if last else f"full_{number}"
        nodes.append(helper.make_node("Gemm", [name, *parts], [output if last else f"raw_{number}"]))
        if not last:
            nodes.append(helper.make_node("Relu", [f"raw_{number}"], [output]))
        name = output
    squares = helper.make_tensor_value_info("squares", TensorProto.FLOAT, ["n", PLANES, EDGE, EDGE])
    answers = helper.make_tensor_value_info("answers", TensorProto.FLOAT, ["n", weights.dense[-1][0].shape[1]])
    graph = helper.make_graph(nodes, "defects", [squares], [answers], stored)
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


def _plane_first(matrix: Array) -> Array:
    """Rows over (row, column, plane) put in the order (plane, row, column) in which ONNX flattens."""
    edge = final_edge()
    return matrix.reshape(edge, edge, -1, matrix.shape[1]).transpose(2, 0, 1, 3).reshape(matrix.shape)
