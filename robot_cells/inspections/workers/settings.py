"""What a worker is told when it begins."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from robot_cells.inspections.evidence_policy import EvidencePolicy

DEFAULT_MODELS = "robot_cells.inspections.workers.loaded_models:LoadedModels"

PRODUCT_SAMPLE = "golden_sample"
"""The model that every product with a layout has: its layout as the simulated camera draws it."""
PRESENCE = "presence"
"""The other one: from the same drawing, with places measured, types told apart, and plugs looked at."""


@dataclass(frozen=True, slots=True)
class WorkerSettings:
    """`models` is `module:class` of what finds the models, made with `arguments`; both must be there in a new process.

    Evidence is filed below `evidence_directory` (None: there is none); `policy` tells of which pictures more than the
    annotated one is kept. A worker that wants more than `memory_bytes` for its data dies of it (0: no limit).
    `niceness` is how much it yields to others (`nice(2)`).
    """

    evidence_directory: Path | None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    models: str = DEFAULT_MODELS
    memory_bytes: int = 0
    niceness: int = 0
    policy: EvidencePolicy = field(default_factory=EvidencePolicy)
