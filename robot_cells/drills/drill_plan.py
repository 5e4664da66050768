"""A drill as data: seed, sizes and faults give one run, bit for bit."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field

from robot_cells.documents.model_problems import validate
from robot_cells.documents.problem import DocumentProblemsError
from robot_cells.documents.yaml_reader import read_document
from robot_cells.drills.fault import Fault
from robot_cells.lines.scheduling import Scheduler

F = TypeVar("F")


class Sizes(BaseModel):
    """How large the random line and its orders may be."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    cells: int = Field(default=8, ge=1, le=20, description="at most so many cells")
    vehicles: int = Field(default=2, ge=0, le=5, description="at most so many vehicles")
    products: int = Field(default=2, ge=1, le=5)
    operations: int = Field(default=4, ge=1, le=10, description="of a product, rework apart")
    orders: int = Field(default=3, ge=1, le=20)
    pieces: int = Field(default=3, ge=1, le=50, description="of an order")


class DrillPlan(BaseModel):
    """`seed` draws line, orders, durations and failures; `faults` None draws those from the seed too.

    With the `scheduler` search schedules are adopted that are drawn as well.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int = Field(ge=0)
    sizes: Sizes = Sizes()
    scheduler: Scheduler = Scheduler.RULES
    faults: tuple[Fault, ...] | None = None

    def of(self, kind: type[F]) -> tuple[F, ...]:
        """The faults of one kind."""
        return tuple(item for item in self.faults or () if isinstance(item, kind))

    def to_yaml(self) -> str:
        """The plan as a document; what is left to its default is left out."""
        data = json.loads(self.model_dump_json(exclude_defaults=True))
        data["faults"] = [
            {"fault": item.fault, **json.loads(item.model_dump_json(exclude_defaults=True))}
            for item in self.faults or ()
        ]
        return yaml.safe_dump(data, sort_keys=False)


def load_drill_plan(path: Path) -> DrillPlan:
    """The plan in a file (YAML or JSON); raises `DocumentProblemsError`, every fault with its line and key."""
    plan, problems = validate(read_document(path), DrillPlan)
    if plan is None:
        raise DocumentProblemsError(problems)
    return plan
