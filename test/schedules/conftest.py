"""Random scheduling problems."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest
from hypothesis import strategies as st

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle
from robot_cells.schedules.random_problems import Feature, Size, random_problem

CELLS = [CellId(f"m{number}") for number in range(3)]
PRODUCTS = [ProductId("a"), ProductId("b")]
SMALL = Size()


@st.composite
def problems(draw: Any) -> Problem:
    """Up to four jobs of up to four tasks, with alternatives, set-up times, dates, and with or without vehicles."""
    seconds = st.integers(0, 9).map(float)
    jobs = []
    for number in range(draw(st.integers(1, 4))):
        tasks = []
        for place in range(draw(st.integers(1, 4))):
            cells = draw(st.lists(st.sampled_from(CELLS), min_size=1, unique=True))
            after = draw(st.sets(st.integers(0, place - 1))) if place else set()
            durations = {cell: draw(seconds) for cell in cells}
            tasks.append(
                ProblemTask(
                    TaskId(f"j{number}/001/t{place}.1"), OperationId(f"t{place}"), durations, tuple(sorted(after))
                )
            )
        jobs.append(
            ProblemJob(
                JobId(f"j{number}/001"),
                draw(st.sampled_from(PRODUCTS)),
                tuple(tasks),
                release_s=draw(seconds),
                due_s=draw(st.none() | seconds),
                weight=draw(st.sampled_from([1.0, 3.0])),
                priority=draw(st.integers(0, 1)),
                cell=draw(st.none() | st.sampled_from(CELLS)),
            )
        )
    pairs = [(x, y) for x in PRODUCTS for y in PRODUCTS if x != y]
    return Problem(
        tuple(jobs),
        ready_s={cell: draw(seconds) for cell in CELLS},
        set_up={cell: draw(st.sampled_from(PRODUCTS)) for cell in draw(st.sets(st.sampled_from(CELLS)))},
        changeovers_s={CELLS[0]: {pair: draw(seconds) for pair in pairs}},
        vehicles=tuple(ProblemVehicle(CELLS[0], 2.0, 1.0) for _ in range(draw(st.integers(0, 2)))),
        distances_m={(x, y): draw(seconds) for x in CELLS for y in CELLS if x != y},
    )


def whole_problems(features: Collection[Feature] = tuple(Feature), size: Size = SMALL) -> st.SearchStrategy[Problem]:
    """Problems that can be solved, each with some of these features of the model."""
    chosen = st.sets(st.sampled_from(sorted(features))) if features else st.just(set())
    return st.builds(random_problem, st.randoms(use_true_random=False), chosen, st.just(size))


class Toolbox:
    """What the tests of schedules are written with."""

    problems = staticmethod(problems)
    """What the list scheduler can do."""
    whole_problems = staticmethod(whole_problems)
    """All that the model knows."""


@pytest.fixture(scope="session")
def kit() -> type[Toolbox]:
    return Toolbox
