"""The engine is compiled before the first test, whose time-out counts the test alone."""

from __future__ import annotations

from random import Random

import pytest

from robot_cells.schedules.general.search_general import search_general
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Budget


@pytest.fixture(scope="session", autouse=True)
def compiled_engine() -> None:
    """Takes a minute after every change of the compiled part, and nothing otherwise."""
    search_general(random_problem(Random(0), tuple(Feature), Size()), Budget(seconds=None, iterations=10))
