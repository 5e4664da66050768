"""What runs a network: onnxruntime, or OpenCV where that is missing."""

from __future__ import annotations

import threading
from typing import Any, Protocol

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError

Array = npt.NDArray[Any]
Shape = tuple[int | None, ...]
"""Of an input; None where any number will do."""

_TYPES = {"tensor(float)": np.float32, "tensor(float16)": np.float16, "tensor(uint8)": np.uint8}


class RunError(Exception):
    """The network died over an input; the text says why."""


class Network(Protocol):
    """A network that is loaded; may be run by several threads at once."""

    @property
    def shape(self) -> Shape | None:
        """Of its one input; None where the runtime does not tell."""
        ...

    def run(self, values: npt.NDArray[np.float32]) -> dict[str, Array]:
        """The outputs by name, in the order of the network; raises `RunError`."""
        ...


def load_network(data: bytes, runtime: str, where: str) -> Network:
    """The network in an ONNX file's bytes; raises `InspectionError` for what cannot be run."""
    if runtime == "onnxruntime":
        try:
            import onnxruntime
        except ImportError:
            return OpenCvNetwork(data, where)
        return OnnxRuntimeNetwork(onnxruntime, data, where)
    return OpenCvNetwork(data, where)


class OnnxRuntimeNetwork:
    """By onnxruntime on the CPU, in one thread: who wants more runs several."""

    def __init__(self, onnxruntime: Any, data: bytes, where: str) -> None:  # noqa: ANN401  a module without types
        state = onnxruntime.capi.onnxruntime_pybind11_state
        found = (item for item in vars(state).values() if isinstance(item, type) and issubclass(item, Exception))
        self._errors: tuple[type[Exception], ...] = (*found, ValueError, RuntimeError)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 4  # what goes wrong is told by the exception
        try:
            self._session = onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])
        except self._errors as error:
            raise _unreadable(error, where) from error
        inputs = self._session.get_inputs()
        if len(inputs) != 1 or inputs[0].type not in _TYPES or len(inputs[0].shape) not in (3, 4):
            told = "; ".join(f"{item.name} {item.type} {item.shape}" for item in inputs)
            raise InspectionError(
                f"The network's input is no single picture: {told}.",
                where=where,
                remedy="Export it with one input of 3 or 4 dimensions, of float, float16 or uint8.",
            )
        self._input = inputs[0]
        self._outputs = [item.name for item in self._session.get_outputs()]

    @property
    def shape(self) -> Shape | None:
        """As exported: dynamic dimensions are None; without the batch."""
        sizes = self._input.shape[-3:]
        return tuple(size if isinstance(size, int) and size > 0 else None for size in sizes)

    def run(self, values: npt.NDArray[np.float32]) -> dict[str, Array]:
        """The outputs by name; raises `RunError`."""
        kind = _TYPES[self._input.type]
        given = np.clip(np.rint(values), 0, 255) if kind is np.uint8 else values
        if len(self._input.shape) == 3:
            given = given[0]
        try:
            found = self._session.run(self._outputs, {self._input.name: given.astype(kind)})
        except self._errors as error:
            raise RunError(_first_line(error)) from error
        # A list or map among the outputs is none of ours; numbers only.
        return {name: np.asarray(item) for name, item in zip(self._outputs, found, strict=True) if _is_array(item)}


class OpenCvNetwork:
    """By OpenCV's own network module, whose networks one thread at a time may use."""

    def __init__(self, data: bytes, where: str) -> None:
        self._lock = threading.Lock()
        try:
            self._net = cv2.dnn.readNetFromONNX(np.frombuffer(data, dtype=np.uint8))
            self._outputs = list(self._net.getUnconnectedOutLayersNames())
        except cv2.error as error:
            raise _unreadable(error, where) from error

    @property
    def shape(self) -> Shape | None:
        """OpenCV does not tell."""
        return None

    def run(self, values: npt.NDArray[np.float32]) -> dict[str, Array]:
        """The outputs by name; raises `RunError`."""
        try:
            with self._lock:
                self._net.setInput(values)
                found = self._net.forward(self._outputs)
        except cv2.error as error:
            raise RunError(_first_line(error)) from error
        return {name: np.array(item) for name, item in zip(self._outputs, found, strict=True)}


def _is_array(item: object) -> bool:
    return isinstance(item, np.ndarray) and item.dtype.kind in "fiub"


def _unreadable(error: Exception, where: str) -> InspectionError:
    return InspectionError(
        f"The network cannot be loaded: {_first_line(error)}.",
        where=where,
        remedy="Export it as one ONNX file with its weights inside, with operators that onnxruntime knows.",
    )


def _first_line(error: Exception) -> str:
    text = next((line.strip() for line in str(error).splitlines() if line.strip()), type(error).__name__)
    return text[:300].rstrip(". ")
