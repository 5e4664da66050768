"""What reads bytes from outside: each target takes any bytes and passes, or raises what nobody has allowed for.

A target is right when what is read can be worked with, and what is not is refused by an error that can be printed.
"""

import json
import struct
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from sound_folders import LABEL_FILES, make_sound_folder

from robot_cells.errors import InspectionError
from robot_cells.inspections.card_document import card_text, parse_card, read_card
from robot_cells.inspections.labelling.label_messages import read_labels_message
from robot_cells.inspections.metrics.detections_file import read_detections, write_detections
from robot_cells.inspections.model import View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.onnx.network_model import NetworkModel
from robot_cells.inspections.onnx.network_settings import Activation, Head, read_settings
from robot_cells.inspections.samples.picture_file import decode_picture, picture_size
from robot_cells.inspections.samples.sample import Sample, SampleSet
from robot_cells.inspections.samples.sample_folder import read_samples
from robot_cells.inspections.verdict import InspectionResult, Verdict

PICTURE = np.zeros((16, 16), np.uint8)
CARD = ModelCard("any", "1", "onnx", "", ("dent", "hole"), {"": 0.5, "undecided": 0.2})
OUTPUTS = ("output0", "boxes", "labels", "scores")
TYPES = (np.float32, np.float16, np.int64, np.float64, np.uint8, np.bool_)


class Saying:
    """A network that gives what it is told."""

    shape = None

    def __init__(self, outputs: dict[str, Any]) -> None:
        self._outputs = outputs

    def run(self, values: np.ndarray) -> dict[str, Any]:
        return self._outputs


def network_that_says(outputs: dict[str, Any], head: Head = Head.YOLO, **others: Any) -> NetworkModel:
    """A model of two classes, whose input has 8 x 8 pixels."""
    document = {"head": head.value, "width": 8, "height": 8, **others}
    return NetworkModel(CARD, read_settings(document, ""), Saying(outputs), b"")


def check_verdict(result: InspectionResult) -> None:
    """Of `PICTURE`: what it says fits together, and every box lies in the picture."""
    assert result.verdict is not Verdict.PASS or not result.defects
    assert result.message or result.verdict is Verdict.PASS
    for item in result.detections:
        assert 0.0 <= item.probability <= 1.0
        assert 0.0 <= item.x1 < item.x2 <= 16.0
        assert 0.0 <= item.y1 < item.y2 <= 16.0


def picture(data: bytes) -> None:
    """A picture file."""
    path = _folder() / "picture.png"
    path.write_bytes(data)
    try:
        pixels = decode_picture(data, "picture.png")
    except InspectionError as error:
        _check_printable(error)
        pixels = None
    try:
        size = picture_size(path)
    except InspectionError as error:
        _check_printable(error)
        assert pixels is None, "what cannot be measured was decoded"
        return
    if pixels is not None:
        assert pixels.dtype == np.uint8
        assert pixels.ndim == 2 or pixels.shape[2:] == (3,)
        assert pixels.shape[1::-1] == size


def labels(data: bytes) -> None:
    """A file of labels; the first byte says which one of which layout."""
    layout, name, _ = LABEL_FILES[data[0] % len(LABEL_FILES)] if data else LABEL_FILES[0]
    folder = _sound_folder(layout)
    sound = (folder / name).read_bytes()
    (folder / name).write_bytes(data[1:])
    try:
        for sample in read_samples(folder, layout).samples:
            for box in sample.boxes:
                assert 0.0 <= box.x1 < box.x2 <= 40.0
                assert 0.0 <= box.y1 < box.y2 <= 30.0
                assert box.defect_class.encode()
    except InspectionError as error:
        _check_printable(error)
    finally:
        (folder / name).write_bytes(sound)


def card(data: bytes) -> None:
    """The card of a model, and the settings of a network on it."""
    path = _folder() / "card.json"
    path.write_bytes(data)
    try:
        found = read_card(path)
    except InspectionError as error:
        _check_printable(error)
        return
    assert parse_card(card_text(found), "again") == found
    assert card_text(found).encode()
    try:
        read_settings(found.settings, "card.json")
    except InspectionError as error:
        _check_printable(error)


def detections(data: bytes) -> None:
    """A file of detections; what was read and is written again says the same."""
    samples = SampleSet(Path(), tuple(Sample(name, Path(name)) for name in ("1.png", "2.png")), ("a",), "plain")
    path = _folder() / "detections.json"
    path.write_bytes(data)
    try:
        found = read_detections(path, samples)
    except InspectionError as error:
        _check_printable(error)
        return
    results = [InspectionResult(Verdict.UNDECIDED, "any@1", 0.0, "", detections=items) for items in found]
    write_detections(path, samples, results)
    assert [len(items) for items in read_detections(path, samples)] == [len(items) for items in found]


def labels_message(data: bytes) -> None:
    """What the page for labelling sends."""
    try:
        read_labels_message(data)
    except InspectionError as error:
        _check_printable(error)


def head(data: bytes) -> None:
    """The outputs of a network: two bytes choose head and activation, then name, type, rank, shape and numbers."""
    if len(data) < 2:
        return
    chosen, activation = list(Head)[data[0] % len(Head)], list(Activation)[data[1] % len(Activation)]
    model = network_that_says(_outputs(data[2:]), chosen, activation=activation.value)
    check_verdict(model.inspect(View(PICTURE)))


def _outputs(data: bytes) -> dict[str, np.ndarray]:
    outputs: dict[str, np.ndarray] = {}
    while len(data) > 2:
        name, kind, rank = OUTPUTS[data[0] % len(OUTPUTS)], np.dtype(TYPES[data[1] % len(TYPES)]), data[2] % 5
        shape = tuple(value % 9 for value in data[3 : 3 + rank].ljust(rank, b"\1"))
        data = data[3 + rank :]
        size = int(np.prod(shape, dtype=np.int64)) * kind.itemsize
        outputs[name] = np.frombuffer(data[:size].ljust(size, b"\0"), kind).reshape(shape)
        data = data[size:]
    return outputs


TARGETS: dict[str, Callable[[bytes], None]] = {
    "picture": picture,
    "labels": labels,
    "card": card,
    "detections": detections,
    "labels_message": labels_message,
    "head": head,
}


@cache
def seeds(target: str) -> tuple[bytes, ...]:
    """Sound inputs to begin from."""
    found = {
        "picture": _pictures,
        "labels": lambda: [bytes([number]) + text.encode() for number, (_, _, text) in enumerate(LABEL_FILES)],
        "card": lambda: [card_text(CARD).encode(), _NETWORK_CARD.encode()],
        "detections": lambda: [b'[{"image": "1.png", "box": [1.5, 2, 3, 4], "class": "a", "probability": 0.5}]', b"[]"],
        "labels_message": lambda: [
            b'{"is_good": false, "boxes": [{"class": "a", "x1": 1, "y1": 2.5, "x2": 3, "y2": 4}]}',
            b'{"is_good": null, "boxes": null}',
        ],
        "head": _head_outputs,
    }
    return tuple(found[target]())


_NETWORK_CARD = json.dumps(
    {
        "name": "net",
        "version": "1",
        "kind": "onnx",
        "task": "",
        "classes": ["dent"],
        "thresholds": {"": 0.5},
        "settings": {
            "head": "yolo", "width": 64, "height": 32, "fit": "corner", "colour": "bgr", "scale": 0.5,
            "mean": [0.1, 0.2, 0.3], "std": [1, 2, 3], "overlap": 0.5, "form": "scores",
        },
    }
)  # fmt: skip


def _pictures() -> list[bytes]:
    levels = np.arange(12 * 9, dtype=np.uint8).reshape(9, 12)
    colours = np.stack([levels, levels[::-1], levels[:, ::-1]], axis=2)
    suffixes = (".png", ".jpg", ".bmp", ".tiff", ".webp", ".ppm")
    return [cv2.imencode(suffix, colours)[1].tobytes() for suffix in suffixes] + [
        cv2.imencode(suffix, levels)[1].tobytes() for suffix in (".png", ".jpg", ".pgm")
    ]


def _head_outputs() -> list[bytes]:
    found = []
    for number, chosen in enumerate(Head):
        shape = (1, 6, 5) if chosen is Head.YOLO else (1, 3, 4)
        values = np.linspace(0.1, 0.9, int(np.prod(shape)), dtype=np.float32).tobytes()
        scores = struct.pack("<5B3f", 3, 0, 2, 1, 3, 0.9, 0.4, 0.1)
        classes = struct.pack("<5B3q", 2, 2, 2, 1, 3, 1, 2, 0)
        found.append(
            bytes([number, 0, 0, 0, 3, *shape]) + values + bytes([1, 0, 3, *shape]) + values + scores + classes
        )
    return found


@cache
def _folder() -> Path:
    """For the files of one process."""
    _folder.kept = tempfile.TemporaryDirectory(prefix="robot_cells_fuzz_")  # type: ignore[attr-defined]
    return Path(_folder.kept.name)  # type: ignore[attr-defined]


@cache
def _sound_folder(layout: str) -> Path:
    folder = _folder() / layout
    folder.mkdir()
    make_sound_folder(folder, layout)
    return folder


def _check_printable(error: InspectionError) -> None:
    assert str(error).encode()
    assert len(str(error)) < 20_000, "nobody reads that"
