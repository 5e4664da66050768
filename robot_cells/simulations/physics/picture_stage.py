"""One cell with one tray before its cameras, put as they truly are, and rendered."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.errors import SceneError
from robot_cells.orders.layout import Layout, Module
from robot_cells.orders.part_sizes import size_of
from robot_cells.orders.rest_heights import rest_heights
from robot_cells.scenes.mjcf import HOME
from robot_cells.scenes.scene import CameraView, Scene
from robot_cells.simulations.part_faces import label_face, label_size, turn_of_screw
from robot_cells.simulations.physics.gl_choice import choose_gl
from robot_cells.simulations.physics.gl_thread import HeldContext, use_gl
from robot_cells.simulations.physics.loose_shapes import Piece, cable_pieces, foreign_pieces
from robot_cells.simulations.physics.picture_model import (
    FINE_PX_M,
    LABEL,
    LABEL_PX,
    TRAY,
    UNSEEN_Z_M,
    picture_model,
)
from robot_cells.simulations.tray import LooseCable, Tray
from robot_cells.simulations.tray_picture import ForeignObject, module_face

Image = npt.NDArray[np.uint8]
Gl: TypeAlias = Any
"""Of MuJoCo's own types, which carry no information."""
SPARE_GEOMETRIES = 2000
"""Room for cables and what does not belong on the tray, beside what the model has."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a picture shows: a tray as it truly is, `at` where its frame `tray` stands in the frame `line`.

    `joints` are positions (radians, metres) by the joint's full name (`<cell>/<arm>/<joint>`); `seed` draws what
    differs from picture to picture without being recorded: turns of screws, slack of cables.
    """

    tray: Tray
    at: Pose3D
    seed: int = 0
    foreign: Sequence[ForeignObject] = ()
    joints: Mapping[str, float] = field(default_factory=dict)


class PictureStage:
    """May be used by several threads, one picture at a time; each has its own GL context, and its own copy of textures.

    Shadows are off: they take two thirds of a picture's time. So is the sky, which no camera that looks down sees.
    """

    def __init__(self, scene: Scene, layout: Layout) -> None:
        """Of a scene without trays; raises `SceneError` where MuJoCo refuses it."""
        choose_gl()
        import mujoco

        self._mujoco = mujoco
        self._layout = layout
        self._views = {view.name: view for view in scene.cameras}
        written = picture_model(scene, layout)
        self.model: Gl = mujoco.MjModel.from_xml_string(written.document)
        self.data: Gl = mujoco.MjData(self.model)
        mujoco.mj_resetDataKeyframe(self.model, self.data, self.model.key(HOME).id)
        self._parts = {name: int(self.model.body(name).mocapid[0]) for name in written.parts}
        for name, face in written.faces.items():
            self._paint(name, face)
        self._scene: Gl = mujoco.MjvScene(self.model, maxgeom=self.model.ngeom + SPARE_GEOMETRIES)
        flags = mujoco.mjtRndFlag
        for flag in (flags.mjRND_SHADOW, flags.mjRND_REFLECTION, flags.mjRND_SKYBOX, flags.mjRND_HAZE):
            self._scene.flags[flag] = 0
        self._option: Gl = mujoco.MjvOption()
        self._turn = threading.Lock()
        self._threads = threading.local()

    def get_ready(self) -> None:
        """Make this thread's context and its copy of the textures, where it has none yet; raises as `render` does."""
        with self._turn:
            self._buffers(use_gl())

    def render(self, shown: Shown, camera: str) -> Image:
        """What a camera of the scene sees, (height, width, 3), blue, green, red; before its lens and sensor.

        Raises `SceneError` where nothing can be rendered, `KeyError` for a camera that the scene does not have.
        """
        view = self._views[camera]
        with self._turn:
            held = use_gl()
            pieces = self._put(shown)
            buffers = self._buffers(held)
            self._upload(shown, buffers)
            return self._picture(view, pieces, buffers)

    def _put(self, shown: Shown) -> list[Piece]:
        """Everything to its place; what has no body of its own comes back as pieces."""
        tray, layout, random = shown.tray, self._layout, np.random.default_rng((shown.seed, 0x5C))
        self.data.mocap_pos[:] = (0.0, 0.0, UNSEEN_Z_M)
        self._place(TRAY, shown.at)
        heights = rest_heights(layout, tray.modules)
        for module in layout.modules:
            if module.id in tray.modules:
                placed = tray.modules[module.id]
                pose = Pose3D(placed.x_m, placed.y_m, heights[module.id], yaw_rad=placed.rotation_rad)
                self._place(f"module/{module.id}", shown.at @ pose)
        tops = {item.id: heights[item.id] + size_of(item).height_m for item in layout.modules if item.id in heights}
        for coupling in layout.couplings:
            if coupling.id in tray.couplings:
                self._place(f"coupling/{coupling.id}", shown.at @ Pose3D(coupling.x_m, coupling.y_m))
        for screw in layout.screws:
            turn = turn_of_screw(random)
            if screw.id in tray.screws:
                pose = Pose3D(screw.x_m, screw.y_m, tops.get(screw.holds, 0.0), yaw_rad=turn)
                self._place(f"screw/{screw.id}", shown.at @ pose)
        pieces: list[Piece] = []
        for cable in layout.cables:
            slack, loose = float(random.uniform(-1, 1)), tray.loose_cables.get(cable.id, LooseCable())
            if cable.id in tray.cables:
                pieces += cable_pieces(layout, tops, cable, slack, loose, shown.at)
        for thing in shown.foreign:
            pieces += foreign_pieces(layout, tops, thing, shown.at)
        for name, position in shown.joints.items():
            self.data.joint(name).qpos[0] = position
        return pieces

    def _place(self, name: str, pose: Pose3D) -> None:
        number = self._parts[name]
        self.data.mocap_pos[number] = pose.position_m
        self.data.mocap_quat[number] = pose.quaternion

    def _buffers(self, held: HeldContext) -> _Buffers:
        """This thread's copy of meshes and textures, made from the model as it is."""
        if not hasattr(self._threads, "buffers"):
            self._threads.buffers = _Buffers(self._mujoco, self.model, held)
        found: _Buffers = self._threads.buffers
        return found

    def _upload(self, shown: Shown, buffers: _Buffers) -> None:
        """Textures that are not what they were: the label, and parts of another type than the layout has there."""
        wanted = {LABEL: str(shown.tray.serial)}
        for module in self._layout.modules:
            placed = shown.tray.modules.get(module.id)
            if placed is not None:
                wanted[f"module/{module.id}"] = placed.type or module.type
        modules = {f"module/{module.id}": module for module in self._layout.modules}
        for name, content in wanted.items():
            usual = modules[name].type if name in modules else ""
            if buffers.content.get(name, usual) != content:
                self._write(name, content, modules.get(name))
                texture = int(self.model.texture(name).id)
                self._mujoco.mjr_uploadTexture(self.model, buffers.context, texture)
                buffers.content[name] = content

    def _write(self, name: str, content: str, module: Module | None) -> None:
        """Draw a texture into the model, which all threads share."""
        if module is None:
            width, depth = label_size(self._layout, content)
            self.model.geom(f"{LABEL}/face").size[:2] = (width / 2, depth / 2)
            face = label_face(self._layout, content, *LABEL_PX)
        else:
            face = module_face(self._layout, module, content, FINE_PX_M)
        self._paint(name, face)

    def _paint(self, name: str, face: Image) -> None:
        first = int(self.model.texture(name).adr[0])
        pixels = np.ascontiguousarray(face[:, :, ::-1])
        self.model.tex_data[first : first + pixels.size] = pixels.ravel()

    def _picture(self, view: CameraView, pieces: Sequence[Piece], buffers: _Buffers) -> Image:
        mujoco = self._mujoco
        mujoco.mj_kinematics(self.model, self.data)
        mujoco.mj_camlight(self.model, self.data)
        camera = mujoco.MjvCamera()
        camera.type, camera.fixedcamid = mujoco.mjtCamera.mjCAMERA_FIXED, self.model.camera(view.name).id
        mujoco.mjv_updateScene(
            self.model, self.data, self._option, None, camera, mujoco.mjtCatBit.mjCAT_ALL.value, self._scene
        )
        for piece in pieces:
            if self._scene.ngeom >= self._scene.maxgeom:
                raise SceneError("There is more on the tray than a picture has room for.", where=view.name)
            piece.draw(mujoco, self._scene.geoms[self._scene.ngeom])
            self._scene.ngeom += 1
        return buffers.picture(mujoco, self._scene, view.width_px, view.height_px)


class _Buffers:
    """One thread's meshes, textures and picture; freed with the thread, or with the stage."""

    def __init__(self, mujoco: Gl, model: Gl, held: HeldContext) -> None:
        self._held = held
        self.context: Gl = mujoco.MjrContext(model, mujoco.mjtFontScale.mjFONTSCALE_50.value)
        self.content: dict[str, str] = {}

    def __del__(self) -> None:
        if self._held.can_be_used:
            self._held.use()
            self.context.free()

    def picture(self, mujoco: Gl, scene: Gl, width_px: int, height_px: int) -> Image:
        """Render what the scene holds."""
        whole = mujoco.MjrRect(0, 0, width_px, height_px)
        pixels = np.empty((height_px, width_px, 3), dtype=np.uint8)
        # The thread's context may have drawn into another stage's buffer last.
        mujoco.mjr_setBuffer(mujoco.mjtFramebuffer.mjFB_OFFSCREEN.value, self.context)
        mujoco.mjr_render(whole, scene, self.context)
        mujoco.mjr_readPixels(pixels, None, whole, self.context)
        return np.asarray(cv2.cvtColor(cv2.flip(pixels, 0), cv2.COLOR_RGB2BGR))
