"""What the camera over a tray sees: the true state of one tray, drawn from above."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.orders.layout import Layout, Module
from robot_cells.orders.stacking import stacked
from robot_cells.simulations.camera_conditions import TYPICAL, CameraConditions, photograph
from robot_cells.simulations.canvas import Canvas
from robot_cells.simulations.module_looks import draw_module
from robot_cells.simulations.part_looks import (
    draw_cable,
    draw_chassis,
    draw_code,
    draw_coupling,
    draw_foreign,
    draw_screw,
    draw_screw_seat,
    draw_socket,
)
from robot_cells.simulations.picture_frame import MARGIN_M, PictureFrame, picture_frame
from robot_cells.simulations.tray import LooseCable, PlacedModule, Tray

Image = npt.NDArray[np.uint8]

DEFAULT_WIDTH_PX = 960
"""On a tray of 0.44 m this is 2 pixels a millimetre: a head of 6 mm is 14 pixels wide."""
OVERSAMPLING = 2
"""Modules are drawn this much finer than the picture, then laid down in their true pose."""
SHADOW_M = 0.004
SHADOW_DEPTH = 0.45


class TrayPicture(NamedTuple):
    """A picture, (height, width, 3) of uint8 in the order blue, green, red, and its nominal scale."""

    image: Image
    metres_per_pixel: float


@dataclass(frozen=True, slots=True)
class ForeignObject:
    """Something that does not belong on the tray: `screw`, `washer`, `tie` or `swab`; its place in the frame `tray`."""

    kind: str
    x_m: float
    y_m: float
    turn_rad: float = 0.0


def render(
    layout: Layout,
    tray: Tray,
    seed: int,
    *,
    width_px: int = DEFAULT_WIDTH_PX,
    conditions: CameraConditions = TYPICAL,
    foreign: Sequence[ForeignObject] = (),
) -> TrayPicture:
    """The picture of a tray as it truly is; the same arguments give the same picture, bit by bit.

    Parts of `tray` that the layout does not know are not drawn. Takes about 30 ms at the default size once the
    layout has been drawn before.
    """
    frame = picture_frame(layout, width_px)
    scene = draw_scene(layout, tray, seed, frame, foreign)
    return TrayPicture(photograph(scene, frame, conditions, seed), frame.metres_per_pixel)


def draw_ahead(layout: Layout, modules: Mapping[str, PlacedModule], *, width_px: int = DEFAULT_WIDTH_PX) -> None:
    """Draw the modules of a tray as they lie now: most of the work of a `render` that follows soon."""
    frame = picture_frame(layout, width_px)
    for module in layout.modules:
        if module.id in modules:
            _layer(layout, module, frame, modules[module.id])


def draw_scene(
    layout: Layout, tray: Tray, seed: int, frame: PictureFrame, foreign: Sequence[ForeignObject] = ()
) -> Image:
    """The tray exactly in its place under even light: what `render` then photographs."""
    random = np.random.default_rng((seed, 0x5C))
    canvas = Canvas(_chassis(layout, frame).copy(), frame.pixels_per_metre)
    draw_code(canvas, layout, tray.serial, MARGIN_M)
    draw_free_parts(canvas, layout, MARGIN_M)
    for module in stacked(layout):
        placed = tray.modules.get(module.id)
        if placed is not None:
            _lay_down(canvas.image, _layer(layout, module, frame, placed))
    for coupling in layout.couplings:
        draw_coupling(canvas, coupling, MARGIN_M, coupling.id in tray.couplings)
    for screw in layout.screws:
        turn = random.uniform(0, math.pi / 3)
        if screw.id in tray.screws:
            draw_screw(canvas, screw, MARGIN_M, turn)
    for cable in layout.cables:
        slack, loose = random.uniform(-1, 1), tray.loose_cables.get(cable.id, LooseCable())
        if cable.id in tray.cables:
            pulled_m = (loose.pulled_m, 0.0) if loose.end == 0 else (0.0, loose.pulled_m)
            draw_cable(canvas, cable, MARGIN_M, slack if loose.sag is None else loose.sag, pulled_m)
    for item in foreign:
        draw_foreign(canvas, item.kind, item.x_m + MARGIN_M, item.y_m + MARGIN_M, item.turn_rad)
    return canvas.image


@lru_cache(maxsize=8)
def _chassis(layout: Layout, frame: PictureFrame) -> Image:
    image = np.empty((frame.height_px, frame.width_px, 3), dtype=np.uint8)
    draw_chassis(Canvas(image, frame.pixels_per_metre), layout, MARGIN_M)
    return image


def draw_free_parts(canvas: Canvas, layout: Layout, offset_m: float) -> None:
    """Screw seats and sockets in the chassis itself; those on a module are part of the module's face."""
    for screw in layout.screws:
        canvas.disc(screw.x_m + offset_m, screw.y_m + offset_m, screw.diameter_m * 0.8, (52, 50, 48))
    for cable in layout.cables:
        angles = cable.leaving_rad
        ends = ((cable.x1_m, cable.y1_m, angles[0]), (cable.x2_m, cable.y2_m, angles[1]))
        for x, y, angle in ends:
            if carrier(layout, x, y) is None:
                draw_socket(canvas, x + offset_m, y + offset_m, angle)


def carrier(layout: Layout, x_m: float, y_m: float) -> Module | None:
    """The topmost module that a point of the tray lies on."""
    for module in reversed(stacked(layout)):
        u, v = _to_module(module, x_m, y_m)
        if 0 <= u <= module.width_m and 0 <= v <= module.depth_m:
            return module
    return None


def _to_module(module: Module, x_m: float, y_m: float) -> tuple[float, float]:
    """A point of the tray in the frame of a module's own lower left corner."""
    cos, sin = math.cos(module.rotation_rad), math.sin(module.rotation_rad)
    dx, dy = x_m - module.x_m, y_m - module.y_m
    return dx * cos + dy * sin + module.width_m / 2, -dx * sin + dy * cos + module.depth_m / 2


@lru_cache(maxsize=64)
def module_face(layout: Layout, module: Module, part_type: str, pixels_per_metre: float) -> Image:
    """The upper side of a part in a module's place, with its screw seats and sockets."""
    canvas = Canvas.blank(module.width_m, module.depth_m, pixels_per_metre, (60, 60, 60))
    draw_module(canvas, part_type)
    for screw in layout.screws:
        if screw.holds == module.id:
            draw_screw_seat(canvas, *_to_module(module, screw.x_m, screw.y_m), screw.diameter_m)
    for cable in layout.cables:
        first, second = cable.leaving_rad
        for x, y, angle in ((cable.x1_m, cable.y1_m, first), (cable.x2_m, cable.y2_m, second)):
            if carrier(layout, x, y) == module:
                draw_socket(canvas, *_to_module(module, x, y), angle - module.rotation_rad)
    return canvas.image


@dataclass(frozen=True, slots=True)
class _Layer:
    """A module at one pose: its pixels, and how much of it and of what lies below it is seen at each (0 to 1)."""

    left: int
    top: int
    face: Image
    cover: npt.NDArray[np.float32]
    below: npt.NDArray[np.float32]


# Most modules of most trays stand exactly where the layout has them, so few layers are ever drawn twice.
@lru_cache(maxsize=96)
def _layer(layout: Layout, module: Module, frame: PictureFrame, placed: PlacedModule) -> _Layer | None:
    fine = frame.pixels_per_metre * OVERSAMPLING
    face = module_face(layout, module, placed.type or module.type, fine)
    x, y = frame.to_pixel(placed.x_m, placed.y_m)
    border, drop = round(frame.length(SHADOW_M) * 2), frame.length(SHADOW_M) / 2
    reach = math.hypot(frame.length(module.width_m), frame.length(module.depth_m)) / 2 + border + drop
    left, right = max(0, int(x - reach)), min(frame.width_px, int(x + reach) + 1)
    top, bottom = max(0, int(y - reach)), min(frame.height_px, int(y + reach) + 1)
    if right - left < 2 or bottom - top < 2:
        return None
    size = (right - left, bottom - top)
    pose = _pose(face.shape, x - left, y - top, placed.rotation_rad)
    shadow_pose = _pose(face.shape, x - left + drop, y - top + drop, placed.rotation_rad)
    opaque = np.ones(face.shape[:2], dtype=np.float32)
    cover = np.asarray(cv2.warpAffine(opaque, pose, size), dtype=np.float32)
    shadow = cv2.GaussianBlur(cv2.warpAffine(opaque, shadow_pose, size), (0, 0), border / 3)
    seen = np.asarray(cv2.warpAffine(face, pose, size, borderMode=cv2.BORDER_REPLICATE), dtype=np.uint8)
    below = np.asarray((1 - SHADOW_DEPTH * shadow) * (1 - cover), dtype=np.float32)
    return _Layer(left, top, seen, cover, below)


def _lay_down(image: Image, layer: _Layer | None) -> None:
    """Blends a module and its shadow into the picture, touching only the pixels around it."""
    if layer is None:
        return
    rows, columns = layer.cover.shape
    region = image[layer.top : layer.top + rows, layer.left : layer.left + columns]
    region[:] = cv2.blendLinear(region, layer.face, layer.below, layer.cover)


def _pose(shape: tuple[int, ...], x: float, y: float, rotation_rad: float) -> npt.NDArray[np.float64]:
    """The affine map that turns a face of `shape`, scales it to the picture and puts its centre at (x, y)."""
    centre = ((shape[1] - 1) / 2, (shape[0] - 1) / 2)
    turn = cv2.getRotationMatrix2D(centre, math.degrees(rotation_rad), 1.0 / OVERSAMPLING)
    matrix = np.asarray(turn, dtype=np.float64)
    matrix[:, 2] += np.array((x - 0.5 - centre[0], y - 0.5 - centre[1]))
    return matrix
