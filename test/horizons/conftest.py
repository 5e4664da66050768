"""The plant on virtual time of the decision core's tests, and what the rolling horizon is tried with."""

from __future__ import annotations

import runpy
from pathlib import Path
from typing import Any

import pytest

from robot_cells.horizons.rollout import Base
from robot_cells.ids import CellId, TaskId
from robot_cells.orchestration.state_document import encode_state
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask

TOOLBOX = runpy.run_path(str(Path(__file__).parents[1] / "orchestration" / "conftest.py"))["Toolbox"]


class HorizonKit(TOOLBOX):  # type: ignore[misc, valid-type]
    """The same, with schedules and the state to look ahead from."""

    @staticmethod
    def schedule(*tasks: tuple[str, str, float]) -> Schedule:
        """From task, cell and start; each takes 10 s."""
        items = tuple(ScheduledTask(TaskId(task), CellId(cell), at_s, at_s + 10.0) for task, cell, at_s in tasks)
        return Schedule(items, Objective(0.0, 0.0))

    @staticmethod
    def base(plant: Any) -> Base:
        """Where the plant stands now."""
        state = plant.orchestrator.state
        return Base(state.plant.line, state.plant.products, encode_state(state), plant.now_s)


@pytest.fixture(scope="session")
def kit() -> type[HorizonKit]:
    return HorizonKit
