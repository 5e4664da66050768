"""A supervisor in a process of its own; that it goes on when it is killed is proved by `test/chaos/test_chaos.py`."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.killable_supervisor import KillableSupervisor
from robot_cells.bringup.process_state import SUPERVISOR, ProcessPhase, ProcessState
from robot_cells.bringup.supervisor_process import OPTIONS, STATE
from robot_cells.errors import BringupError

LIMIT_S = 60.0


def test_one_that_ends_by_itself_is_not_begun_again_and_its_last_words_are_told(tmp_path: Path) -> None:
    told: list[ProcessState] = []
    with KillableSupervisor(BringupOptions(tmp_path / "nowhere.yaml", tmp_path / "run"), told.append) as supervisor:
        next(thread for thread in threading.enumerate() if thread.name == "killable supervisor").join(LIMIT_S)
        with pytest.raises(BringupError, match="The supervisor of the line has ended with exit code") as fault:
            supervisor.check()
    assert "nowhere.yaml" in fault.value.remedy
    assert [(state.name, state.phase) for state in told] == [(SUPERVISOR, ProcessPhase.RUNNING)]


def test_options_and_states_come_over_as_they_were(tmp_path: Path) -> None:
    options = BringupOptions(tmp_path / "line.yaml", tmp_path, seed=7, simulation=Simulation.NONE, processes=2)
    assert OPTIONS.validate_json(OPTIONS.dump_json(options)) == options
    state = ProcessState("press", ProcessPhase.WAITING, 0, 3, tmp_path / "press.log", False, -9)
    assert STATE.validate_json(STATE.dump_json(state)) == state
