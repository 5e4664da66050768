"""The kind `onnx`: takes an exported network, tries it on samples, and sets its thresholds; it trains nothing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from robot_cells.errors import InspectionError
from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.model import FitOptions, Progress, no_progress
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.onnx.candidates import OutputError
from robot_cells.inspections.onnx.network_model import NetworkModel
from robot_cells.inspections.onnx.network_settings import Head, NetworkSettings, read_settings
from robot_cells.inspections.onnx.runtime import Network, RunError, load_network
from robot_cells.inspections.onnx.threshold_choice import ChosenThresholds, Seen, choose_thresholds
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.samples.sample import SampleSet

TASKS: Mapping[Head, str] = {
    Head.SEGMENTATION: "segment defects with an exported network",
    Head.CLASSIFICATION: "classify the picture with an exported network",
}
DETECTION = "detect defects with an exported network"
MOST_BYTES = 2 * 1024**3
"""Of a network's file: more than the format can hold in one (Protocol Buffers)."""
ASKED = ("weights", "classes", "thresholds")
"""Settings of the command that are not those of the card."""


class OnnxKind:
    """Makes models of exported networks."""

    name = "onnx"

    def fit(self, samples: SampleSet, options: FitOptions, progress: Progress = no_progress) -> NetworkModel:
        """Tries the network of the setting `weights` on the samples, and sets the thresholds that fit them best.

        Settings beside those of `NetworkSettings`: `weights`, the path of the ONNX file; `classes` in the order of
        its outputs (by default those of the samples); `thresholds` by class, in place of those found. Raises
        `InspectionError` when the network cannot be run on the samples, or finds nothing of what is labelled.
        """
        path = _weights(options.settings)
        data = _read(path)
        network = load_network(data, str(options.settings.get("runtime", "onnxruntime")), str(path))
        settings = _settings(options.settings, network, str(path))
        classes = _classes(options.settings, samples, settings)
        _check_shape(network, settings, str(path))
        card = ModelCard(options.name, options.version, self.name, TASKS.get(settings.head, DETECTION), classes)
        seen, settings = _tried(NetworkModel(card, settings, network, data), settings, samples, progress)
        chosen = choose_thresholds(seen, [name for name in classes if name not in settings.good])
        _check_found(chosen, path)
        card = dataclasses.replace(
            card,
            thresholds={**dict.fromkeys(settings.good, 1.0), **chosen.thresholds, **_given(options.settings, classes)},
            settings=settings.document(),
            training_data=samples.content_hash(),
            training_samples=len(samples.samples),
            figures={"f": chosen.f, "measured_on": "the samples that set the thresholds"} if chosen.labelled else {},
        )
        return NetworkModel(card, settings, network, data)

    def load(self, folder: Path, card: ModelCard) -> NetworkModel:
        """Reads the network; raises `InspectionError` for settings that are wrong or do not fit it."""
        settings = read_settings(card.settings, str(folder))
        if not card.classes:
            raise InspectionError("The card has no classes.", where=str(folder), remedy="Train the model anew.")
        wrong = [name for name, value in card.thresholds.items() if not 0 <= value <= 1]
        if wrong or not card.thresholds:
            told = f"the threshold of {wrong[0]!r} is no probability" if wrong else "there are no thresholds"
            raise InspectionError(f"The card does not fit a network: {told}.", where=str(folder))
        if settings.weights not in card.files:
            raise InspectionError(f"The weights {settings.weights!r} are missing on the card.", where=str(folder))
        path = folder / settings.weights
        data = _read(path)
        network = load_network(data, settings.runtime, str(path))
        _check_shape(network, settings, str(path))
        return NetworkModel(card, settings, network, data)


KIND = OnnxKind()


def _weights(asked: Mapping[str, Any]) -> Path:
    if not isinstance(asked.get("weights"), str) or not asked["weights"]:
        raise InspectionError(
            "The kind `onnx` trains nothing: it takes a network that was exported.",
            remedy="Name its file with --set weights=FILE.onnx, and what its outputs mean with --set head=HEAD.",
        )
    return Path(asked["weights"])


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InspectionError("The network's file is larger than 2 GB.", where=str(path))
        return path.read_bytes()
    except OSError as error:
        raise InspectionError(f"The network cannot be read: {error.strerror}.", where=str(path)) from error


def _settings(asked: Mapping[str, Any], network: Network, where: str) -> NetworkSettings:
    """Those asked for, the rest from the network's input."""
    given = {key: value for key, value in asked.items() if key not in ASKED}
    shape = network.shape
    if shape is not None:
        is_last = "arrangement" not in given and shape[2] in (1, 3) and shape[0] not in (1, 3)
        arrangement = given.setdefault("arrangement", "nhwc" if is_last else "nchw")
        channels, height, width = shape if arrangement == "nchw" else (shape[2], shape[0], shape[1])
        for key, size in (("width", width), ("height", height)):
            if size is not None:
                given.setdefault(key, size)
        if channels == 1:
            given.setdefault("colour", "grey")
    return read_settings(given, where)


def _classes(asked: Mapping[str, Any], samples: SampleSet, settings: NetworkSettings) -> tuple[str, ...]:
    value = asked.get("classes", samples.classes)
    names = tuple(item.strip() for item in value.split(",")) if isinstance(value, str) else tuple(value)
    if not names or not all(isinstance(name, str) and name for name in names) or len(set(names)) < len(names):
        raise InspectionError(
            "Which classes the network knows is not said.",
            where=str(samples.folder),
            remedy="Give them in the order of its outputs: --set classes=a,b,c.",
        )
    strangers = [name for name in samples.classes if name not in names]
    if strangers or any(name not in names for name in settings.good):
        told = strangers or [name for name in settings.good if name not in names]
        raise InspectionError(
            f"The network does not know the classes {', '.join(told)}.",
            where=str(samples.folder),
            remedy="Give all that it knows in the order of its outputs: --set classes=a,b,c.",
        )
    return names


def _given(asked: Mapping[str, Any], classes: tuple[str, ...]) -> Mapping[str, float]:
    """Thresholds that the command sets."""
    value = asked.get("thresholds", {})
    if isinstance(value, int | float) and not isinstance(value, bool):
        value = dict.fromkeys(classes, float(value))
    if not isinstance(value, Mapping) or not all(
        isinstance(item, int | float) and not isinstance(item, bool) and 0 <= item <= 1 for item in value.values()
    ):
        raise InspectionError(f"thresholds: {value!r} are no probabilities by class.", remedy="One number, or JSON.")
    return value


def _check_shape(network: Network, settings: NetworkSettings, where: str) -> None:
    if network.shape is None:
        return
    sizes = (settings.channels, settings.height, settings.width)
    wanted = sizes if settings.arrangement == "nchw" else (*sizes[1:], sizes[0])
    if any(own is not None and own != size for own, size in zip(network.shape, wanted, strict=True)):
        raise InspectionError(
            f"The network's input is {network.shape}, the card says {wanted} ({settings.arrangement}).",
            where=where,
            remedy="Set width, height, colour and arrangement as the network was exported.",
        )


def _tried(
    model: NetworkModel, settings: NetworkSettings, samples: SampleSet, progress: Progress
) -> tuple[list[Seen], NetworkSettings]:
    """What the network sees in each sample, and the settings with the sizes of the pictures."""
    seen: list[Seen] = []
    widths, heights = [], []
    for number, sample in enumerate(samples.samples):
        progress("trying the network", number, len(samples.samples))
        picture = read_picture(sample.image)
        try:
            seen.append(Seen(sample, model.detections(picture)))
        except (UnjudgeableError, OutputError, RunError) as error:
            raise InspectionError(
                f"The network cannot judge this sample: {error}",
                where=str(sample.image),
                remedy="Compare the settings with how the network was exported.",
            ) from error
        heights.append(picture.shape[0])
        widths.append(picture.shape[1])
    if not seen:
        raise InspectionError("There is no sample to try the network on.", where=str(samples.folder))
    progress("trying the network", len(seen), len(seen))
    sizes = (min(widths), max(widths), min(heights), max(heights))
    return seen, dataclasses.replace(settings, picture_sizes=sizes)


def _check_found(chosen: ChosenThresholds, path: Path) -> None:
    if chosen.labelled and not chosen.found:
        raise InspectionError(
            f"The network finds none of the {chosen.labelled} things that are labelled in the samples.",
            where=str(path),
            remedy="See to head, colour, scale, mean, std, fit and the order of the classes.",
        )
