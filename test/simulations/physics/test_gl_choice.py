"""Without a library for pictures the physics works all the same."""

from __future__ import annotations

import ctypes.util
import os
import subprocess
import sys

import pytest

from robot_cells.simulations.physics.gl_choice import VARIABLE, choose_gl


@pytest.mark.parametrize(
    ("present", "chosen"), [({"EGL", "OSMesa"}, "egl"), ({"OSMesa"}, "osmesa"), (set(), "disable")]
)
def test_it_is_what_the_machine_has(present: set[str], chosen: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setattr(ctypes.util, "find_library", lambda name: f"lib{name}.so" if name in present else None)
    assert choose_gl() == os.environ[VARIABLE] == chosen


def test_what_the_environment_says_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, "glfw")
    assert choose_gl() == "glfw"


def test_a_world_runs_on_a_machine_without_any_of_them() -> None:
    program = (
        "import ctypes.util; ctypes.util.find_library = lambda name: None\n"
        "from robot_cells.simulations.physics.physics_world import PhysicsWorld\n"
        'world = PhysicsWorld(\'<mujoco><worldbody><body pos="0 0 1"><freejoint/><geom size=".1"/></body>'
        "</worldbody></mujoco>')\n"
        "world.advance(0.1)\n"
        "print(round(world.data.qpos[2], 3))\n"
    )
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE}
    environment["PYTHONPATH"] = os.pathsep.join(sys.path)
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment)
    assert told.stdout == "0.95\n"
