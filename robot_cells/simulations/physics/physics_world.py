"""One MuJoCo world: its model, its state, and time that passes on a fixed grid."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Any, Protocol, TypeAlias

import numpy as np

from robot_cells.errors import SceneError
from robot_cells.simulations.physics.gl_choice import choose_gl

STEP_S = 0.002
"""The arms' own controllers run at 500 Hz (Universal Robots, e-Series technical specifications)."""

Model: TypeAlias = Any
"""`mujoco.MjModel`, which carries no type information."""
Data: TypeAlias = Any
"""`mujoco.MjData`."""


class Controller(Protocol):
    """Acts on a world before each of its steps."""

    def act(self, at_s: float) -> bool:
        """Set what is driven for the step that begins at `at_s`; True once it has come to its end."""


def tick_at(at_s: float) -> int:
    """The number of the latest step that is not after `at_s`; the steps of all worlds are at the same times."""
    tick = int(at_s / STEP_S)
    while (tick + 1) * STEP_S <= at_s:
        tick += 1
    while tick * STEP_S > at_s:
        tick -= 1
    return tick


class PhysicsWorld:
    """Time is handed in and never goes back. The same controllers at the same times give the same states, bit for bit.

    However `advance` is called: all worlds step at the multiples of `STEP_S`, and what is asked of one between two
    steps has its effect from the next one on. A controller is heard at the beginning of a step, and its end is told at
    the end of that step.
    """

    def __init__(self, mjcf: str, at_s: float = 0.0) -> None:
        """From an MJCF document, as things stand at `at_s`; raises `SceneError` where MuJoCo refuses it."""
        choose_gl()
        import mujoco

        # Left to itself MuJoCo writes warnings into a file of the current folder; here each step looks at them.
        mujoco.set_mju_user_warning(lambda _: None)
        self._mujoco = mujoco
        try:
            self.model: Model = mujoco.MjModel.from_xml_string(mjcf)
        except ValueError as error:
            raise SceneError(
                f"MuJoCo refuses the scene: {error}", where="MJCF", remedy="Mend the body, joint or shape it names."
            ) from error
        self.model.opt.timestep = STEP_S
        self.data: Data = mujoco.MjData(self.model)
        kinds = mujoco.mjtWarning
        self._bad = [int(kinds.mjWARN_BADQPOS), int(kinds.mjWARN_BADQVEL), int(kinds.mjWARN_BADQACC)]
        self.tick = tick_at(at_s)
        """How many steps of `STEP_S` its time is."""
        self._controllers: list[tuple[Controller, Callable[[float], None]]] = []
        self._watchers: list[Callable[[float], None]] = []
        mujoco.mj_forward(self.model, self.data)

    @property
    def now_s(self) -> float:
        """The time of the state."""
        return self.tick * STEP_S

    @property
    def is_driven(self) -> bool:
        """Whether a controller acts on it."""
        return bool(self._controllers)

    @property
    def fastest(self) -> float:
        """How fast the fastest of all its joints moves, in rad/s or m/s."""
        return float(np.abs(self.data.qvel).max(initial=0.0))

    def add(self, controller: Controller, ended: Callable[[float], None] = lambda _: None) -> None:
        """Have it act before each step, from the next one on; `ended` is called with the time at its end, once."""
        self._controllers.append((controller, ended))

    def watch(self, watcher: Callable[[float], None]) -> None:
        """Have it called with the time before each step, for good; a world is not driven by being watched."""
        self._watchers.append(watcher)

    def remove(self, controller: Controller) -> None:
        """It acts no longer; one that does not act is left alone."""
        self._controllers = [pair for pair in self._controllers if pair[0] is not controller]

    def take_over(self, other: PhysicsWorld) -> None:
        """Have the controllers of another world act on this one instead, in the same order."""
        self._controllers += other._controllers
        other._controllers = []

    def advance(self, to_s: float) -> bool:
        """Step until the next one would pass `to_s`, or a controller has ended; whether one has.

        Raises `SceneError` where bodies fly apart: a state with numbers that are none.
        """
        last = tick_at(to_s)
        while self.tick < last:
            if self.step():
                return True
        return False

    def step(self) -> bool:
        """One step; whether a controller has ended with it. Raises `SceneError` as `advance` does."""
        over: list[tuple[Controller, Callable[[float], None]]] = []
        at_s = self.now_s
        for watcher in self._watchers:
            watcher(at_s)
        for pair in self._controllers:
            if pair[0].act(at_s):
                over.append(pair)
        self._mujoco.mj_step(self.model, self.data)
        self.tick += 1
        if self.data.warning.number[self._bad].any():
            raise SceneError(
                "Bodies fly apart.",
                where=f"at {at_s:.3f} s",
                remedy="Look for shapes that overlap where nothing lets them: the scene's own picture shows them.",
            )
        if over:
            self._controllers = [pair for pair in self._controllers if pair not in over]
            for _, ended in over:
                ended(self.now_s)
        return bool(over)

    def reset(self, keyframe: str) -> None:
        """Begin anew from a keyframe of the document; raises `KeyError` for one that it does not have."""
        self._mujoco.mj_resetDataKeyframe(self.model, self.data, self.model.key(keyframe).id)
        self.settle()

    def settle(self) -> None:
        """Work out what follows from positions that were set by hand."""
        self._mujoco.mj_forward(self.model, self.data)

    def digest(self) -> str:
        """SHA-256 of positions and velocities: the same for the same course of things on the same machine."""
        state = np.concatenate([self.data.qpos, self.data.qvel])
        return hashlib.sha256(state.tobytes()).hexdigest()
