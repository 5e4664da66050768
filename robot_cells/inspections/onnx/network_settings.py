"""What an exported network needs around it: the settings on the card of a model of the kind `onnx`."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from robot_cells.errors import InspectionError


class Head(StrEnum):
    """What the outputs of a network mean."""

    YOLO = "yolo"
    """One output: boxes with scores for each anchor (transposed or not, with objectness or not), or detections."""
    RF_DETR = "rf_detr"
    """Boxes (centre, size, as shares of the input) and logits of independent classes, for each query."""
    DETR = "detr"
    """The same with logits over all classes and, last, none of them."""
    TORCHVISION = "torchvision"
    """Boxes (corners in pixels of the input), class numbers and scores of the detections; 0 is the background."""
    SSD = "ssd"
    """Boxes (top, left, bottom, right, as shares), class numbers and scores, as TensorFlow's detectors export them."""
    SEGMENTATION = "segmentation"
    """A map of logits for each class, or of class numbers."""
    CLASSIFICATION = "classification"
    """One number for each class of the whole picture."""


class Fit(StrEnum):
    """How a picture is brought to the size of the input."""

    STRETCH = "stretch"
    """Width and height each on its own."""
    LETTERBOX = "letterbox"
    """Keeping its proportions, in the middle, the rest filled."""
    CORNER = "corner"
    """Keeping its proportions, in the upper left corner, the rest filled."""


class Activation(StrEnum):
    """What makes probabilities of a network's numbers."""

    NONE = "none"
    SIGMOID = "sigmoid"
    SOFTMAX = "softmax"


class YoloForm(StrEnum):
    """What a row of a `yolo` output holds."""

    AUTO = "auto"
    """Told by its length: refused where that leaves two."""
    SCORES = "scores"
    """Centre, size, a score for each class (v8, v11)."""
    OBJECTNESS = "objectness"
    """Centre, size, objectness, a score for each class (v5, v7)."""
    DETECTIONS = "detections"
    """Corners, score, class number (v10, or exported with its non-maximum suppression)."""


DEFAULT_ACTIVATION: Mapping[Head, Activation] = {
    Head.RF_DETR: Activation.SIGMOID,
    Head.DETR: Activation.SOFTMAX,
    Head.SEGMENTATION: Activation.SOFTMAX,
    Head.CLASSIFICATION: Activation.SOFTMAX,
}
DEFAULT_OVERLAP: Mapping[Head, float] = {Head.YOLO: 0.5, Head.SEGMENTATION: 1.0}
LARGEST_INPUT = 8192


@dataclass(frozen=True, slots=True)
class NetworkSettings:
    """All of them; `width` and `height` are those of the network's input in pixels.

    A picture becomes `(pixel * scale - mean) / std` in channels of `colour` (`rgb`, `bgr`, `grey`), arranged as
    `arrangement` (`nchw`, `nhwc`). `first_class` is the number that the first of the card's classes has in the
    outputs (1 where 0 is the background); `good` are those classes that are no defect. `overlap` is the intersection
    over union from which on the less probable of two boxes of a class is dropped; 1 keeps all. `least` is the
    probability below which nothing is kept. `picture_sizes` are least and greatest width and height of the
    pictures it was tried with: one half as large or twice as large is not judged.
    """

    head: Head
    width: int
    height: int
    colour: str = "rgb"
    arrangement: str = "nchw"
    scale: float = 1.0 / 255.0
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (1.0,)
    fit: Fit = Fit.STRETCH
    filling: int = 114
    first_class: int = 0
    good: tuple[str, ...] = ()
    activation: Activation = Activation.NONE
    form: YoloForm = YoloForm.AUTO
    overlap: float = 1.0
    least: float = 0.01
    most: int = 300
    least_area_px: int = 4
    weights: str = "model.onnx"
    runtime: str = "onnxruntime"
    picture_sizes: tuple[int, ...] = ()

    @property
    def channels(self) -> int:
        """Of the input."""
        return 1 if self.colour == "grey" else 3

    def document(self) -> dict[str, Any]:
        """As JSON: what `read_settings` reads."""
        plain = dataclasses.asdict(self)
        return {key: list(value) if isinstance(value, tuple) else value for key, value in plain.items()}


_CHOICES = {
    "colour": ("rgb", "bgr", "grey"),
    "arrangement": ("nchw", "nhwc"),
    "runtime": ("onnxruntime", "opencv"),
}
_ENUMS = {"head": Head, "fit": Fit, "activation": Activation, "form": YoloForm}
_RANGES: Mapping[str, tuple[float, float]] = {
    "width": (1, LARGEST_INPUT),
    "height": (1, LARGEST_INPUT),
    "scale": (1e-9, 1e9),
    "filling": (0, 255),
    "first_class": (0, 1000),
    "overlap": (0.01, 1.0),
    "least": (1e-6, 0.99),
    "most": (1, 100_000),
    "least_area_px": (1, 100_000_000),
}
_WHOLE = frozenset({"width", "height", "filling", "first_class", "most", "least_area_px"})
_NUMBERS = frozenset({"mean", "std", "picture_sizes"})


def read_settings(document: Mapping[str, Any], where: str) -> NetworkSettings:
    """The settings of a card or of a command; raises `InspectionError` that names every fault."""
    known = {field.name for field in dataclasses.fields(NetworkSettings)}
    faults = [f"{key}: there is no such setting." for key in document if key not in known]
    faults += [f"{key} is missing." for key in ("head", "width", "height") if key not in document]
    values: dict[str, Any] = {}
    for key, value in document.items():
        if key in known:
            try:
                values[key] = _value(key, value)
            except (ValueError, TypeError) as error:
                faults.append(f"{key}: {error}.")
    if not faults:
        _add_defaults(values)
        faults = _faults_between(values)
    if faults:
        raise InspectionError("\n".join(faults), where=where, remedy="See docs/inspection/onnx.md for the settings.")
    return NetworkSettings(**values)


def _value(key: str, value: object) -> object:
    """Checked and in its type; raises ValueError with the reason."""
    if key in _ENUMS:
        names = [item.value for item in _ENUMS[key]]
        if value not in names:
            raise ValueError(f"{value!r} is none of {', '.join(names)}")
        return _ENUMS[key](value)
    if key in _CHOICES:
        if value not in _CHOICES[key]:
            raise ValueError(f"{value!r} is none of {', '.join(_CHOICES[key])}")
        return value
    if key in _RANGES:
        low, high = _RANGES[key]
        number = _number(value)
        if not low <= number <= high or (key in _WHOLE and number != int(number)):
            raise ValueError(f"{value!r} is no {'whole ' if key in _WHOLE else ''}number from {low:g} to {high:g}")
        return int(number) if key in _WHOLE else number
    if key in _NUMBERS:
        items = value if isinstance(value, list | tuple) else [value]
        numbers = tuple(_number(item) for item in items)
        return tuple(int(item) for item in numbers) if key == "picture_sizes" else numbers
    if key == "good":
        given: object = value.split(",") if isinstance(value, str) else value
        if not isinstance(given, list | tuple) or not all(isinstance(name, str) for name in given):
            raise ValueError(f"{value!r} are no names of classes")
        return tuple(name.strip() for name in given if name.strip())
    if not isinstance(value, str) or not value or "/" in value or value.startswith("."):
        raise ValueError(f"{value!r} is no name of a file")
    return value


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{value!r:.40} is no number")
    # JSON knows whole numbers of any size, floating point does not.
    if (isinstance(value, int) and abs(value) > 2**63) or not math.isfinite(value):
        raise ValueError(f"{value!r:.40} is no number")
    return float(value)


def _add_defaults(values: dict[str, Any]) -> None:
    """Those that depend on the head."""
    values.setdefault("activation", DEFAULT_ACTIVATION.get(values["head"], Activation.NONE))
    values.setdefault("overlap", DEFAULT_OVERLAP.get(values["head"], 1.0))
    if values["head"] in (Head.TORCHVISION, Head.SSD, Head.SEGMENTATION):
        values.setdefault("first_class", 1)
    if values["head"] is Head.YOLO:
        values.setdefault("fit", Fit.LETTERBOX)


def _faults_between(values: Mapping[str, Any]) -> list[str]:
    channels = 1 if values.get("colour") == "grey" else 3
    faults = [
        f"{key}: has {len(values[key])} numbers; give one, or {channels}, one for each channel."
        for key in ("mean", "std")
        if key in values and len(values[key]) not in (1, channels)
    ]
    if any(number <= 0 for number in values.get("std", ())):
        faults.append("std: is to be greater than nothing.")
    if len(values.get("picture_sizes", ())) not in (0, 4):
        faults.append("picture_sizes: are four numbers.")
    return faults
