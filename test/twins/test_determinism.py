from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from robot_cells.twins.event_hash import event_hash
from robot_cells.twins.outcome import outcome_of
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.sweep import sweep
from robot_cells.twins.twin import Twin

TINY_HASH = "c8f497a035d666c0d63ca31c154277e51261128a603c36b80c721fb8a59a7ddb"
"""Of the tiny line with seed 7, on every machine."""
PROGRAM = """
import sys
sys.path[:0] = {paths!r}
from conftest import tiny_scenario
from robot_cells.twins.outcome import outcome_of
print(outcome_of(tiny_scenario(), 7).hash)
"""


def test_the_tiny_line_gives_the_pinned_hash(tiny: Callable[..., Scenario]) -> None:
    assert outcome_of(tiny(), 7).hash == TINY_HASH


@pytest.mark.parametrize("hash_seed", ["0", "1", "4711"])
def test_another_process_with_another_hash_seed_gives_the_same_hash(hash_seed: str) -> None:
    root = Path(__file__).parents[2]
    program = PROGRAM.format(paths=[str(root), str(Path(__file__).parent)])
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed}
    found = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() == TINY_HASH


def test_the_same_seed_gives_the_same_record_and_another_seed_another(demo: Scenario) -> None:
    first, again, other = (event_hash(Twin(demo, seed).run()) for seed in (1, 1, 2))
    assert first == again != other


def test_a_sweep_is_the_same_in_one_process_and_in_several(tiny: Callable[..., Scenario]) -> None:
    alone = sweep(tiny(), range(4), processes=1)
    assert sweep(tiny(), range(4), processes=2) == alone
    assert [item.seed for item in alone] == [0, 1, 2, 3]
    assert len({item.hash for item in alone}) == 4
