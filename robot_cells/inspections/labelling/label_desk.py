"""What lies on the desk of a person who labels: the pictures of a folder, their labels, what a model proposes."""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import PurePosixPath

from robot_cells.errors import InspectionError
from robot_cells.inspections.detection_verdict import judged
from robot_cells.inspections.model import Image, Model, View
from robot_cells.inspections.samples.picture_file import read_picture
from robot_cells.inspections.samples.picture_labels import PictureLabels, labels_path, read_labels, write_labels
from robot_cells.inspections.samples.plain_layout import BAD, GOOD
from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet
from robot_cells.inspections.verdict import Detection


@dataclasses.dataclass(frozen=True, slots=True)
class Proposal:
    """A detection of the model; `sure` where it reaches the threshold of its class."""

    detection: Detection
    sure: bool


class LabelDesk:
    """The pictures by number, from 0 on; may be used by several threads at once."""

    def __init__(
        self, samples: SampleSet, classes: Sequence[str] = (), model: Model | None = None, by: str = ""
    ) -> None:
        known = (*classes, *samples.classes, *(() if model is None else model.card.classes))
        self._samples = samples.samples
        self._classes = list(dict.fromkeys(name for name in known if name))
        self._model = model
        self._by = by
        self._lock = threading.Lock()

    @property
    def names(self) -> tuple[str, ...]:
        """The pictures, by their paths in the folder."""
        return tuple(item.name for item in self._samples)

    @property
    def classes(self) -> tuple[str, ...]:
        """Those of the samples, of the model, and that were used since; in the order of their keys."""
        with self._lock:
            return tuple(self._classes)

    @property
    def has_model(self) -> bool:
        """Whether anything is proposed."""
        return self._model is not None

    def picture(self, number: int) -> Image:
        """The picture; raises `InspectionError` when it cannot be read."""
        return read_picture(self._sample(number).image)

    def reference(self, number: int) -> Image | None:
        """The good picture of the same place, where there is one."""
        path = self._sample(number).reference
        return None if path is None else read_picture(path)

    def labels(self, number: int) -> PictureLabels:
        """What was said of the picture: in its file, else by the folder that it lies in."""
        sample = self._sample(number)
        with self._lock:
            said = read_labels(sample.image) if labels_path(sample.image).is_file() else PictureLabels()
        return said if said.is_good is not None else dataclasses.replace(said, is_good=said_by_folder(sample.name))

    def proposals(self, number: int) -> tuple[Proposal, ...]:
        """What the model sees in the picture, the surest first; nothing without a model."""
        if self._model is None:
            return ()
        result = self._model.inspect(View(self.picture(number), self.reference(number)))
        thresholds = self._model.card.thresholds
        ordered = sorted(result.detections, key=lambda item: -item.probability)
        return tuple(Proposal(item, bool(judged([item], thresholds)[1])) for item in ordered)

    def save(self, number: int, boxes: tuple[LabelledBox, ...] | None, is_good: bool | None) -> None:
        """Writes it at once, whole or not at all; class, text and group that were said before stay.

        Raises `InspectionError` for boxes that do not fit, what contradicts the folder, and a disk that is full.
        """
        sample = self._sample(number)
        folder = said_by_folder(sample.name)
        is_good = False if boxes else is_good
        if folder is not None and is_good is not None and folder is not is_good:
            raise InspectionError(
                f"Not saved: the picture lies in {GOOD if folder else BAD}/.",
                where=sample.name,
                remedy="Move it where it belongs, and start anew.",
            )
        with self._lock:
            path = labels_path(sample.image)
            before = read_labels(sample.image) if path.is_file() else PictureLabels()
            at = datetime.now(UTC).isoformat(timespec="seconds")
            written = dataclasses.replace(before, boxes=boxes, is_good=is_good, by=self._by, at=at)
            write_labels(sample.image, written)
            self._classes += dict.fromkeys(
                box.defect_class for box in boxes or () if box.defect_class not in self._classes
            )

    def _sample(self, number: int) -> Sample:
        if not 0 <= number < len(self._samples):
            raise InspectionError(f"There is no picture {number}.", remedy=f"There are {len(self._samples)}.")
        return self._samples[number]


def said_by_folder(name: str) -> bool | None:
    """Whether a picture is good by the folder that it lies in; None where that says nothing."""
    folders = PurePosixPath(name).parts[:-1]
    if GOOD in folders[:2]:
        return True
    return False if BAD in folders[:2] else None
