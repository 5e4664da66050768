"""Drills are made without the warnings of workers and cores: in a drill, trouble is what is wanted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from robot_cells.drills.soak import quiet


@pytest.fixture(autouse=True)
def _without_warnings() -> Iterator[None]:
    with quiet():
        yield
