"""Runs the network with onnxruntime, in one thread: pictures are judged side by side, not by halves."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.defects.candidates import Network
from robot_cells.inspections.defects.network import BOX, SPREADS
from robot_cells.inspections.defects.squares import EDGE, PLANES


def network_session(content: bytes, where: str, classes: int | None = None) -> Network:
    """The network of an ONNX file; raises `InspectionError` when it cannot be read or has other inputs and outputs."""
    import onnxruntime
    from onnxruntime.capi.onnxruntime_pybind11_state import (
        Fail,
        InvalidArgument,
        InvalidGraph,
        InvalidProtobuf,
        NotImplemented,
        RuntimeException,
    )

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except (Fail, InvalidArgument, InvalidGraph, InvalidProtobuf, NotImplemented, RuntimeException) as error:
        raise InspectionError("The network cannot be read.", where=where, remedy="Train the model again.") from error
    inputs, outputs = session.get_inputs(), session.get_outputs()
    fits = len(inputs) == 1 == len(outputs) and list(inputs[0].shape[1:]) == [PLANES, EDGE, EDGE]
    width = outputs[0].shape[1] if fits and len(outputs[0].shape) == 2 else None
    if width is None or (classes is not None and width != classes + 1 + BOX + SPREADS):
        raise InspectionError("The network does not fit its card.", where=where, remedy="Train the model again.")

    def run(squares: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """The network's answers to squares."""
        return np.asarray(session.run(None, {inputs[0].name: squares})[0], dtype=np.float32)

    return run
