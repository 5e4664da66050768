"""The card of an inspection model: what it is, what it was made from, how good it was found to be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True, slots=True)
class ModelCard:
    """Everything about a model but its weights.

    `kind` names the `ModelKind` that reads it. `classes` are the defects that it can name, in the order of its outputs.
    `thresholds` give for each class (or for `""`, the picture as a whole) the probability or score from which on it is
    a defect, and `undecided` the one from which on it is no pass. `settings` is whatever the kind needs to
    work as it was trained (input size, pre- and post-processing, tolerances), as JSON. `training_data` is the hash of
    the samples, `figures` what was measured on which data. `files` are the SHA-256 of every other file of the folder.
    """

    name: str
    version: str
    kind: str
    task: str
    classes: tuple[str, ...] = ()
    thresholds: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    settings: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    training_data: str = ""
    training_samples: int = 0
    figures: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    program_version: str = ""
    licence: str = ""
    files: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def label(self) -> str:
        """How results name the model: `name@version`."""
        return f"{self.name}@{self.version}"
