"""Pictures of the whole line as it was at a moment."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.physics.film.recording import Moment, Stance
from robot_cells.scenes.mjcf import HOME, mjcf_text
from robot_cells.scenes.scene import Placed, Scene
from robot_cells.simulations.physics.gl_choice import choose_gl

SHADOW_PX = 8192
"""Enough for shadows in small pictures."""
Picture = npt.NDArray[np.uint8]
_NUMBERS = (7, 4, 1, 1)
"""How many numbers a joint's position has, by MuJoCo's `mjtJoint`: free, ball, slide, hinge."""


@dataclass(frozen=True, slots=True)
class Eye:
    """Where a picture is taken from: `azimuth` and `elevation` in degrees as MuJoCo's free camera has them."""

    look_at_m: tuple[float, float, float]
    distance_m: float
    azimuth: float
    elevation: float


class Stage:
    """Renders moments of one recording; what stands on the line changes, so that it is built anew now and then."""

    def __init__(self, scene: Scene, width_px: int, height_px: int) -> None:
        choose_gl()
        import mujoco

        self._mujoco = mujoco
        self._scene = replace(scene, cameras=())
        self._size = (height_px, width_px)
        self._names: tuple[str, ...] | None = None
        self._model: Any = None
        self._data: Any = None
        self._renderer: Any = None

    def picture(self, moment: Moment, eye: Eye) -> Picture:
        """(height, width, 3), red, green, blue."""
        mujoco = self._mujoco
        self._build(moment.placed)
        data = self._data
        mujoco.mj_resetDataKeyframe(self._model, data, self._model.key(HOME).id)
        for placed in moment.placed:
            if not placed.is_fixed:
                data.joint(placed.name).qpos[:] = [*placed.pose.position_m, *placed.pose.quaternion]
        for stance in moment.stances:
            self._take(stance)
        mujoco.mj_kinematics(self._model, data)
        mujoco.mj_camlight(self._model, data)
        camera = mujoco.MjvCamera()
        camera.lookat[:] = eye.look_at_m
        camera.distance, camera.azimuth, camera.elevation = eye.distance_m, eye.azimuth, eye.elevation
        self._renderer.update_scene(data, camera)
        picture: Picture = self._renderer.render().copy()
        return picture

    def close(self) -> None:
        """Let go of the renderer."""
        if self._renderer is not None:
            self._renderer.close()
            self._renderer = None

    def _build(self, placed: tuple[Placed, ...]) -> None:
        names = tuple(item.name for item in placed)
        if names == self._names:
            return
        self.close()
        scene = replace(self._scene, placed=(*self._scene.placed, *placed))
        self._model = self._mujoco.MjModel.from_xml_string(mjcf_text(scene, fine=True))
        self._model.vis.quality.shadowsize = SHADOW_PX
        self._data = self._mujoco.MjData(self._model)
        self._renderer = self._mujoco.Renderer(self._model, *self._size)
        self._names = names

    def _take(self, stance: Stance) -> None:
        """Joints of a world to where they were; what is not shown is passed over."""
        for index in range(stance.model.njnt):
            joint = stance.model.joint(index)
            count = _NUMBERS[int(stance.model.jnt_type[index])]
            first = int(stance.model.jnt_qposadr[index])
            try:
                self._data.joint(joint.name).qpos[:] = stance.positions[first : first + count]
            except KeyError:
                continue
