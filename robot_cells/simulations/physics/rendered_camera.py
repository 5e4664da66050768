"""A camera that sees the cell itself: its picture is rendered from the scene, with everything where it truly is."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.lines.device import Device
from robot_cells.orders.layout import Layout
from robot_cells.robots.universal_robot import JOINTS
from robot_cells.scenes.camera_post import above_m
from robot_cells.scenes.cell_plan import plan_cell
from robot_cells.scenes.scene import CameraView
from robot_cells.scenes.scene_builder import build_scene, layouts_of
from robot_cells.simulations.camera_conditions import PERFECT, TYPICAL, CameraConditions, photograph
from robot_cells.simulations.change import Picture
from robot_cells.simulations.golden_pictures import Photographer
from robot_cells.simulations.physics.gl_thread import why_no_pictures
from robot_cells.simulations.physics.picture_stage import PictureStage, Shown
from robot_cells.simulations.picture_frame import PictureFrame
from robot_cells.simulations.simulated_camera import SimulatedCamera
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.site import Site
from robot_cells.simulations.tray import Tray

CONDITIONS = replace(TYPICAL, shift_m=0.0, rotation_rad=0.0)
"""As over any line; the tray is not moved in the picture, as it truly stands where it stands."""


class RenderedCamera(SimulatedCamera):
    """As the drawn one, with perspective, and with the arms of the cell where they are in the way.

    Where the machine has no GL a command fails with `camera.no_image`, which says so.
    """

    conditions: CameraConditions = CONDITIONS

    def __init__(self, site: Site, device: Device) -> None:
        super().__init__(site, device)
        plant = site.plant
        self._plan = plan_cell(plant.line.cell(site.cell), layouts_of(plant.products))
        self._stages: dict[Layout, PictureStage] = {}
        scene = build_scene(plant.line, plant.products, cells=[site.cell], vehicles=False)
        self._scene = scene
        self._view = next(view for view in scene.cameras if view.device == device.id)

    def __getstate__(self) -> dict[str, object]:
        """Without what draws: that belongs to this process, and is made again with the next picture."""
        return {**vars(self), "_stages": {}}

    @property
    def view(self) -> CameraView:
        """What it sees."""
        return self._view

    @property
    def working_distance_m(self) -> float:
        """See `SimulatedCamera`."""
        return above_m(self.device)

    @property
    def why_blind(self) -> str:
        """See `SimulatedCamera`."""
        return why_no_pictures()

    def metres_per_pixel(self, tray: SimulatedTray) -> float:
        """See `SimulatedCamera`: its lens is the same for all trays."""
        del tray
        return self.pixel_m

    @property
    def pixel_m(self) -> float:
        """Edge length of a pixel on the plane on which parts are placed, metres."""
        return 2.0 * self.working_distance_m * math.tan(self._view.height_of_view_rad / 2.0) / self._view.height_px

    def exposed(self, tray: SimulatedTray, seed: int, at_s: float) -> Callable[[], Picture]:
        """See `SimulatedCamera`."""
        shown = Shown(tray.tray, self._tray_in_line(tray), seed, joints=self._joints(at_s))
        frame = PictureFrame(self._view.width_px, self._view.height_px, 1.0 / self.pixel_m)

        def develop() -> Picture:
            """Render it, then what lens and sensor make of it."""
            return photograph(self._stage(tray.layout).render(shown, self._view.name), frame, self.conditions, seed)

        return develop

    def warm_up(self, tray: SimulatedTray) -> None:
        """See `SimulatedCamera`."""
        if not self.why_blind:
            self._stage(tray.layout)

    def ahead(self, tray: SimulatedTray) -> Callable[[], object]:
        """See `SimulatedCamera`: a GL context and its textures, which each thread has of its own, take a while."""
        if self.why_blind:
            return lambda: None
        layout = tray.layout
        return lambda: self._stage(layout).get_ready()

    def _stage(self, layout: Layout) -> PictureStage:
        if layout not in self._stages:
            self._stages[layout] = PictureStage(self._scene, layout)
        return self._stages[layout]

    @property
    def foot_m(self) -> tuple[float, float]:
        """The point of the frame `tray` above which its lens hangs when the tray stands exactly right, metres."""
        return self._plan.width_m / 2.0, self._plan.depth_m / 2.0

    def photographer(self, layout: Layout) -> Photographer:
        """Trays of a layout before it, exactly in their place and in even light: to teach an inspection with.

        What it gives raises `SceneError` where nothing can be rendered.
        """
        at, view = self._plan.tray_in_line, self._view
        frame = PictureFrame(view.width_px, view.height_px, 1.0)

        def photograph_one(tray: Tray, seed: int) -> Picture:
            """No arm is in the way."""
            return photograph(self._stage(layout).render(Shown(tray, at, seed), view.name), frame, PERFECT, seed)

        return photograph_one

    def _tray_in_line(self, tray: SimulatedTray) -> Pose3D:
        """Where it truly stands: as far from its nominal pose as the station has it."""
        nominal, pose = self.site.geometry.tray, tray.pose
        x, y = nominal.to_tray(pose.x_m, pose.y_m)
        off = Pose3D(x, y, pose.z_m - nominal.z_m, yaw_rad=pose.yaw_rad - nominal.yaw_rad)
        return self._plan.tray_in_line @ off

    def _joints(self, at_s: float) -> dict[str, float]:
        """Of all arms of the cell."""
        return {
            f"{self.site.cell}/{arm.device.id}/{joint}": float(position)
            for arm in self.site.arms
            for joint, position in zip(JOINTS, arm.positions(at_s), strict=True)
        }
