"""A vehicle of a physics world: where it is, how fast its wheels shall turn, and what lies on its lift."""

from __future__ import annotations

import math

import numpy as np

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.errors import SceneError
from robot_cells.scenes.vehicle_body import (
    LEFT_WHEEL,
    LENGTH_M,
    LIFT_JOINT,
    LOAD,
    RIGHT_WHEEL,
    TRACK_M,
    WHEEL_M,
)
from robot_cells.simulations.physics.physics_world import PhysicsWorld
from robot_cells.simulations.physics.slide_move import SlideInWorld

SCANNER_M = 0.18
"""Height of the laser scanners above the floor: one in front, one behind."""
BEAMS_RAD = (-0.12, 0.0, 0.12)
"""Of the scanner's fan those that are looked at, from straight on."""
ALL_GROUPS = np.array([1, 0, 1, 1, 0, 0], dtype=np.uint8)
"""What beams strike: all that is felt (groups 0 and 3 and what a scene puts in 2), nothing that is only seen."""


class VehicleInWorld:
    """The vehicle called `name`, and `load`, the tray that stands for what it carries.

    Raises `SceneError` for a world without them.
    """

    def __init__(self, world: PhysicsWorld, name: str, load: str) -> None:
        import mujoco

        self._mujoco = mujoco
        self.name = name
        self._world = world
        model = world.model
        try:
            body, tray = model.joint(name), model.joint(load)
            self._wheels = np.array([model.actuator(f"{name}/{joint}").id for joint in (LEFT_WHEEL, RIGHT_WHEEL)])
            self._place = model.site(f"{name}/{LOAD}").id
            self._chassis = int(body.bodyid[0] if np.ndim(body.bodyid) else body.bodyid)
        except KeyError as error:
            raise SceneError(
                f"It lacks a part of the vehicle: {error}", where=name, remedy="Make the scene anew."
            ) from error
        self._at, self._moving = int(body.qposadr[0]), int(body.dofadr[0])
        self._tray_at, self._tray_moving = int(tray.qposadr[0]), int(tray.dofadr[0])
        self._stored = world.data.qpos[self._tray_at : self._tray_at + 7].copy()
        self.lift = SlideInWorld(world, f"{name}/{LIFT_JOINT}")
        self._hit = np.zeros(1, dtype=np.int32)

    @property
    def pose(self) -> tuple[float, float, float]:
        """x, y (m) and yaw (rad) in the frame `line`."""
        x, y, _, w, i, j, k = self._world.data.qpos[self._at : self._at + 7].tolist()
        return x, y, math.atan2(2.0 * (w * k + i * j), 1.0 - 2.0 * (j * j + k * k))

    @property
    def speed_mps(self) -> float:
        """Along its own x; backward is negative."""
        _, _, yaw = self.pose
        vx, vy = self._world.data.qvel[self._moving : self._moving + 2].tolist()
        return float(vx * math.cos(yaw) + vy * math.sin(yaw))

    @property
    def turn_rad_s(self) -> float:
        """How fast it turns."""
        return float(self._world.data.qvel[self._moving + 5])

    @property
    def load_pose(self) -> Pose3D:
        """Of the tray on its lift, in the frame `line`; where trays are kept while it carries none."""
        x, y, z, *turn = self._world.data.qpos[self._tray_at : self._tray_at + 7].tolist()
        matrix = np.zeros(9)
        self._mujoco.mju_quat2Mat(matrix, np.array(turn))
        pose = np.eye(4)
        pose[:3, :3], pose[:3, 3] = matrix.reshape(3, 3), (x, y, z)
        return Pose3D.from_matrix(pose)

    @property
    def load_place(self) -> Pose3D:
        """Where a tray belongs on its lift, in the frame `line`."""
        pose = np.eye(4)
        pose[:3, :3] = self._world.data.site_xmat[self._place].reshape(3, 3)
        pose[:3, 3] = self._world.data.site_xpos[self._place]
        return Pose3D.from_matrix(pose)

    def stand(self, x_m: float, y_m: float, yaw_rad: float) -> tuple[float, float, float]:
        """Put it there by hand, at rest; where it stood before."""
        before, data = self.pose, self._world.data
        data.qpos[self._at : self._at + 2] = x_m, y_m
        data.qpos[self._at + 3 : self._at + 7] = math.cos(yaw_rad / 2.0), 0.0, 0.0, math.sin(yaw_rad / 2.0)
        data.qvel[self._moving : self._moving + 6] = 0.0
        self._world.settle()
        return before

    def drive(self, speed_mps: float, turn_rad_s: float) -> None:
        """Tell the wheels how fast to turn: a differential drive."""
        apart = turn_rad_s * TRACK_M / 2.0
        self._world.data.ctrl[self._wheels] = ((speed_mps - apart) / WHEEL_M, (speed_mps + apart) / WHEEL_M)

    def free_ahead_m(self, direction: float, reach_m: float) -> float:
        """How far it is to what the beams meet on the way it drives (+1 forward, -1 backward); at most `reach_m`."""
        x, y, yaw = self.pose
        data = self._world.data
        nearest = reach_m
        for beam in BEAMS_RAD:
            angle = yaw + beam + (0.0 if direction > 0 else math.pi)
            start = LENGTH_M / 2 + 0.01
            along = yaw if direction > 0 else yaw + math.pi
            point = np.array([x + start * math.cos(along), y + start * math.sin(along), SCANNER_M])
            ray = np.array([math.cos(angle), math.sin(angle), 0.0])
            found = self._mujoco.mj_ray(self._world.model, data, point, ray, ALL_GROUPS, 1, self._chassis, self._hit)
            if found >= 0.0:
                nearest = min(nearest, found)
        return nearest

    def take_load(self) -> None:
        """The tray lies on the lift from now on."""
        data = self._world.data
        turn = np.zeros(4)
        self._mujoco.mju_mat2Quat(turn, data.site_xmat[self._place])
        data.qpos[self._tray_at : self._tray_at + 7] = [*data.site_xpos[self._place], *turn]
        self._set_load_still()

    def give_load(self) -> None:
        """The tray is taken off its lift."""
        self._world.data.qpos[self._tray_at : self._tray_at + 7] = self._stored
        self._set_load_still()

    def _set_load_still(self) -> None:
        self._world.data.qvel[self._tray_moving : self._tray_moving + 6] = 0.0
        self._world.settle()
