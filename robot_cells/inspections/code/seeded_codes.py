"""Pictures of codes under known trouble, for measuring how well they are read."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
import zxingcpp

from robot_cells.inspections.code.symbology import Symbology

Grey = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

OVERSAMPLING = 4
"""Symbols are drawn this much finer than the picture, then averaged over each pixel, as a sensor does."""
QUIET_MODULES = {Symbology.QR: 4, Symbology.DATA_MATRIX: 2, Symbology.CODE_128: 10}
"""Light modules around the symbol: ISO/IEC 18004 wants 4, ISO/IEC 16022 wants 1, ISO/IEC 15417 wants 10."""
BAR_MODULES = 22
"""Height of the bars of a Code 128."""
ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ0123456789"


@dataclass(frozen=True, slots=True)
class Trouble:
    """How hard the pictures are made; each figure is the end of a uniform range that begins at none (or at 1).

    Blur is the standard deviation of a Gaussian in pixels, noise one in grey levels, `contrast` the least
    difference of light and dark as a share of the full range, `light` how much the light changes over the picture,
    `tilt_rad` how far the camera looks from the side. `patch` is the chance of a glaring spot beside the code.
    """

    blur_px: float = 1.6
    noise: float = 20.0
    contrast: float = 0.3
    light: float = 0.4
    tilt_rad: float = 0.1
    patch: float = 0.5


@dataclass(frozen=True, slots=True)
class SeededCode:
    """A grey picture with one code, what the code says, and the trouble that it got."""

    image: Grey
    symbology: Symbology
    text: str
    blur_px: float
    noise: float
    contrast: float
    rotation_rad: float


def seeded_code(
    symbology: Symbology, seed: int, number: int, *, pixels_per_module: float = 4.0, trouble: Trouble | None = None
) -> SeededCode:
    """The picture number `number` of a series; the same arguments give the same picture, bit by bit."""
    random = np.random.default_rng((seed, number, sum(symbology.value.encode())))
    limits = Trouble() if trouble is None else trouble
    text = _text(random)
    symbol = draw_symbol(symbology, text)
    turn, tilt = float(random.uniform(0, 2 * math.pi)), float(random.uniform(0, limits.tilt_rad))
    scene, inside = _scene(symbol, pixels_per_module, turn, tilt, random)
    blur, noise = float(random.uniform(0, limits.blur_px)), float(random.uniform(0, limits.noise))
    contrast = float(random.uniform(limits.contrast, 1.0))
    image = _photograph(scene, inside, blur, noise, contrast, limits, random)
    return SeededCode(image, symbology, text, blur, noise, contrast, turn)


def draw_symbol(symbology: Symbology, text: str) -> Grey:
    """The symbol with its quiet zone, one pixel a module, 0 and 255."""
    options = {"ec_level": "M"} if symbology is Symbology.QR else {}
    barcode = zxingcpp.create_barcode(text, symbology.zxing_format, **options)
    modules = np.array(barcode.to_image(scale=1, add_quiet_zones=False), dtype=np.uint8)
    if symbology is Symbology.CODE_128:
        modules = np.repeat(modules[:1], BAR_MODULES, axis=0)
    return np.pad(modules, QUIET_MODULES[symbology], constant_values=255)


def _text(random: np.random.Generator) -> str:
    """A serial number as the project has them, or one of some other plant's kind."""
    if random.random() < 0.5:
        return f"WO-{random.integers(1, 10_000)}-{random.integers(1, 1000):03d}"
    length = int(random.integers(6, 15))
    return "".join(ALPHABET[index] for index in random.integers(0, len(ALPHABET), length))


def _scene(
    symbol: Grey, pixels_per_module: float, turn_rad: float, tilt_rad: float, random: np.random.Generator
) -> tuple[Plane, Plane]:
    """Reflectance 0 to 1 of a plate with the symbol on a label, and where the label lies; pixels integrate exactly."""
    rows, columns = symbol.shape
    side = math.ceil((math.hypot(rows, columns) + 12) * pixels_per_module)
    fine = side * OVERSAMPLING
    homography = _homography(rows, columns, side, pixels_per_module, turn_rad, tilt_rad, random)
    homography = np.diag((OVERSAMPLING, OVERSAMPLING, 1.0)) @ homography
    large = symbol.astype(np.float32) / 255
    drawn = cv2.warpPerspective(large, homography, (fine, fine), flags=cv2.INTER_NEAREST)
    label = cv2.warpPerspective(np.ones_like(large), homography, (fine, fine), flags=cv2.INTER_NEAREST)
    plate = cv2.resize(random.uniform(0.25, 0.75, (12, 12)).astype(np.float32), (fine, fine))
    for _ in range(6):
        ends = random.integers(0, fine, 4)
        cv2.line(plate, (int(ends[0]), int(ends[1])), (int(ends[2]), int(ends[3])), float(random.uniform(0, 1)), 9)
    scene = np.where(label > 0, drawn, plate)
    size = (side, side)
    return (
        np.asarray(cv2.resize(scene, size, interpolation=cv2.INTER_AREA), dtype=np.float32),
        np.asarray(cv2.resize(label, size, interpolation=cv2.INTER_AREA), dtype=np.float32),
    )


def _homography(
    rows: int,
    columns: int,
    side: int,
    pixels_per_module: float,
    turn_rad: float,
    tilt_rad: float,
    random: np.random.Generator,
) -> npt.NDArray[np.float64]:
    """From modules to pixels: turned about its centre, and seen from aside at ten times the label's own size."""
    way, (dx, dy) = float(random.uniform(0, 2 * math.pi)), random.uniform(-3, 3, 2) * pixels_per_module
    corners = np.array(((0, 0), (columns, 0), (columns, rows), (0, rows)), dtype=np.float64)
    flat = (corners - (columns / 2, rows / 2)) * pixels_per_module
    cos, sin = math.cos(turn_rad), math.sin(turn_rad)
    turned = flat @ np.array(((cos, sin), (-sin, cos)))
    depth = math.sin(tilt_rad) * (turned @ np.array((math.cos(way), math.sin(way))))
    distance = 10 * pixels_per_module * max(rows, columns)
    seen = turned * (distance / (distance + depth))[:, None] + (side / 2 + dx, side / 2 + dy)
    return np.asarray(
        cv2.getPerspectiveTransform(corners.astype(np.float32), seen.astype(np.float32)), dtype=np.float64
    )


def _photograph(
    scene: Plane,
    inside: Plane,
    blur_px: float,
    noise: float,
    contrast: float,
    limits: Trouble,
    random: np.random.Generator,
) -> Grey:
    side = scene.shape[0]
    dark = float(random.uniform(0, 255 * (1 - contrast)))
    light = 1 - limits.light * cv2.resize(random.uniform(0, 1, (3, 3)).astype(np.float32), (side, side))
    picture = (dark + 255 * contrast * scene) * light
    if random.random() < limits.patch:
        x, y = np.meshgrid(np.arange(side), np.arange(side))
        place, width = random.uniform(0, side, 2), random.uniform(0.05, 0.15) * side
        glare = 400 * np.exp(-((x - place[0]) ** 2 + (y - place[1]) ** 2) / (2 * width * width))
        picture = picture + glare * (1 - cv2.GaussianBlur(inside, (0, 0), 3.0)) * (inside < 0.01)
    if blur_px > 0:
        picture = cv2.GaussianBlur(picture, (0, 0), blur_px)
    picture = picture + random.normal(0, noise, picture.shape)
    return np.asarray(np.clip(np.round(picture), 0, 255), dtype=np.uint8)
