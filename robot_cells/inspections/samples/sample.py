"""One labelled picture, and a set of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class LabelledBox:
    """One thing in a picture, named by a person; the box as in `Detection`, in pixels."""

    defect_class: str
    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Sample:
    """One picture with what is known of it.

    `name` is the picture's path relative to the folder of the samples, with `/`; `reference` is the good picture of the
    same place, where there is one. `boxes` are all defects (empty: it is good), or None where nobody drew any;
    `is_good` says whether the whole picture is good, or None where nobody said. `picture_class` is the class of the
    whole picture, for classifiers; `text` what its code says. `group` is what is left out together in a validation:
    the board, the product, the day.
    """

    name: str
    image: Path
    reference: Path | None = None
    boxes: tuple[LabelledBox, ...] | None = None
    is_good: bool | None = None
    picture_class: str = ""
    text: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class SampleSet:
    """Samples in a fixed order; `classes` are those of boxes and pictures, sorted as their format lists them."""

    folder: Path
    samples: tuple[Sample, ...]
    classes: tuple[str, ...]
    layout: str

    def content_hash(self) -> str:
        """SHA-256 over every picture, reference and label: the same samples have the same, wherever they lie."""
        digest = hashlib.sha256()
        for sample in self.samples:
            digest.update(f"{sample.name}\0{sample.boxes}\0{sample.is_good}\0".encode())
            digest.update(f"{sample.picture_class}\0{sample.text}\0{sample.group}\0".encode())
            for path in (sample.image, sample.reference):
                digest.update(b"" if path is None else hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def without_group(self, group: str) -> SampleSet:
        """All but the samples of a group."""
        return self._of(tuple(item for item in self.samples if item.group != group))

    def only_group(self, group: str) -> SampleSet:
        """The samples of a group."""
        return self._of(tuple(item for item in self.samples if item.group == group))

    @property
    def groups(self) -> tuple[str, ...]:
        """The groups, in the order of their first samples."""
        return tuple(dict.fromkeys(item.group for item in self.samples))

    def _of(self, samples: tuple[Sample, ...]) -> SampleSet:
        return SampleSet(self.folder, samples, self.classes, self.layout)
