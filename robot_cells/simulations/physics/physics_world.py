"""One MuJoCo world: its model, its state, and time that passes on a fixed grid."""

from __future__ import annotations

import hashlib
import math
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


class PhysicsWorld:
    """Time is handed in and never goes back. The same controllers at the same times give the same states, bit for bit.

    However `advance` is called: steps lie on a grid of `STEP_S` from `at_s` on, and what is asked of the world between
    two steps has its effect from the next one on.
    """

    def __init__(self, mjcf: str, at_s: float = 0.0) -> None:
        """From an MJCF document; raises `SceneError` where MuJoCo refuses it."""
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
        self._bad = (int(kinds.mjWARN_BADQPOS), int(kinds.mjWARN_BADQVEL), int(kinds.mjWARN_BADQACC))
        self._begin_s = at_s
        self._steps = 0
        self._controllers: list[tuple[Controller, Callable[[float], None]]] = []
        mujoco.mj_forward(self.model, self.data)

    @property
    def now_s(self) -> float:
        """The time of the state."""
        return self._begin_s + self._steps * STEP_S

    def add(self, controller: Controller, ended: Callable[[float], None] = lambda _: None) -> None:
        """Have it act before each step, from the next one on; `ended` is called with the time at its end, once."""
        self._controllers.append((controller, ended))

    def remove(self, controller: Controller) -> None:
        """It acts no longer; one that does not act is left alone."""
        self._controllers = [pair for pair in self._controllers if pair[0] is not controller]

    def advance(self, to_s: float) -> bool:
        """Step until the next one would pass `to_s`, or a controller has ended; whether one has.

        Raises `SceneError` where bodies fly apart: a state with numbers that are none.
        """
        steps = math.floor((to_s - self._begin_s) / STEP_S + 1e-6)
        while self._steps < steps:
            at_s = self.now_s
            over = [pair for pair in self._controllers if pair[0].act(at_s)]
            if over:
                self._controllers = [pair for pair in self._controllers if pair not in over]
                for _, ended in over:
                    ended(at_s)
                return True
            self._mujoco.mj_step(self.model, self.data)
            self._steps += 1
            if any(self.data.warning[kind].number for kind in self._bad):
                raise SceneError(
                    "Bodies fly apart.",
                    where=f"at {at_s:.3f} s",
                    remedy="Look for shapes that overlap where nothing lets them: the scene's own picture shows them.",
                )
        return False

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
