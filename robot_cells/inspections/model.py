"""The one interface of all inspection models, and of what makes them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.samples.sample import SampleSet
from robot_cells.inspections.verdict import InspectionResult

Image = npt.NDArray[np.uint8]
"""(height, width) grey or (height, width, 3) blue, green, red."""

Progress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is."""


def no_progress(what: str, done: int, total: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class View:
    """What one inspection looks at.

    `image` comes as a camera or a file gave it: any shape and type, the model says `undecided` to what it cannot use.
    `reference` is the good picture of the same place, for models that compare (None: the model's own). `serial` is what
    a code should say; empty asks for any readable one. `parameters` are tolerances that differ from the model's.
    """

    image: npt.NDArray[np.generic]
    reference: npt.NDArray[np.generic] | None = None
    serial: str = ""
    parameters: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))


class Model(Protocol):
    """Judges pictures. May be used by several threads at once: judging changes nothing in it."""

    @property
    def card(self) -> ModelCard:
        """What it is, what it was made from, and how good it was found to be."""
        ...

    def inspect(self, view: View) -> InspectionResult:
        """Judges a picture; never raises for one: what cannot be judged is `undecided`, and the message says why."""
        ...

    def save(self, folder: Path) -> None:
        """Writes weights and reference pictures into an existing empty folder; `model_folder` adds card and hashes."""
        ...


@dataclass(frozen=True, slots=True)
class FitOptions:
    """How to train. The same samples, seed and settings give the same model.

    `settings` belong to the kind; every kind refuses those that it does not know, with an `InspectionError`.
    """

    name: str
    version: str = "1"
    seed: int = 0
    workers: int = 1
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class ModelKind(Protocol):
    """Makes models of one kind: from samples, or from a folder that was saved."""

    name: str

    def fit(self, samples: SampleSet, options: FitOptions, progress: Progress = no_progress) -> Model:
        """Learns; raises `InspectionError` for samples that it cannot learn from, naming them and what to do."""
        ...

    def load(self, folder: Path, card: ModelCard) -> Model:
        """Reads what `Model.save` wrote, already verified; raises `InspectionError` for what does not fit the card."""
        ...
