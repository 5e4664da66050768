"""What passes between the vision node and the processes that judge for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.inspections.evidence import Evidence
from robot_cells.inspections.verdict import InspectionResult


@dataclass(frozen=True, slots=True)
class PictureForm:
    """Where a picture lies in the memory that both sides see: its first byte, rows, columns, bytes a pixel.

    `is_rgb` tells that red comes first; else colours are blue, green, red.
    """

    begin: int
    height: int
    width: int
    channels: int
    is_rgb: bool = False

    @property
    def size(self) -> int:
        """Bytes."""
        return self.height * self.width * self.channels


@dataclass(frozen=True, slots=True)
class Question:
    """One picture to be judged; the pixels are in the memory, whose size is `memory_bytes`.

    `stamp` is when it was taken, in words, for the annotation. `result` is given where it is judged already, and only
    the evidence is wanted. `wants_annotated` asks for the annotated picture in the memory of answers.
    """

    picture: PictureForm
    memory_bytes: int
    product: str
    serial: str
    model: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    reference: PictureForm | None = None
    stamp: str = ""
    attempt: str = ""
    result: InspectionResult | None = None
    wants_annotated: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """The answer to a question; `lost_evidence` says why there is none, `annotated` where the BGR picture lies."""

    result: InspectionResult
    evidence: Evidence | None = None
    lost_evidence: str = ""
    annotated: PictureForm | None = None
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Filed:
    """All that is to be done about the last question is done, and the memory is free; `lost` says what went wrong."""

    lost: str = ""


@dataclass(frozen=True, slots=True)
class LoadOrder:
    """Load a model, and keep it; `product` and `model` as in a question."""

    product: str
    model: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The model is loaded under this name; or, with a sentence in `fault`, it is not."""

    label: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class DropOrder:
    """Let go of a model that nothing more will be asked of: `name@version`."""

    label: str
