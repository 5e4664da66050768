"""One picture on its way through the workers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.workers.question import Judgement

Told = Callable[[Judgement, npt.NDArray[np.uint8] | None], None]
"""Takes the answer, and the annotated picture (BGR) where it was asked for; called in a thread of the pool."""


@dataclass(frozen=True, slots=True)
class Job:
    """What is asked; the pictures are (height, width) or (height, width, 3), and nobody changes them meanwhile.

    `model` is exact: a name with its version, or empty for the product's own. `begin` is called when a worker takes it.
    """

    picture: npt.NDArray[np.uint8]
    product: str
    serial: str
    tell: Told
    model: str = ""
    parameters: Mapping[str, object] = field(default_factory=dict)
    reference: npt.NDArray[np.uint8] | None = None
    is_rgb: bool = False
    is_reference_rgb: bool = False
    stamp: str = ""
    attempt: str = ""
    wants_annotated: bool = False

    @property
    def key(self) -> tuple[str, str]:
        """Product and model: what a worker must have loaded."""
        return self.product, self.model
