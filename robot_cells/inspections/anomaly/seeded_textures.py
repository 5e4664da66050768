"""Pictures of plain materials with known defects, for measuring what is found on them."""

from __future__ import annotations

import math
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

TEXTURES = ("brushed", "woven", "cast")
DEFECTS = ("scratch", "stain", "dent", "smear")


class TexturePicture(NamedTuple):
    """A picture (height, width, 3), and where it is defective (height, width); `defect` is empty for a good one."""

    image: Image
    mask: npt.NDArray[np.bool_]
    defect: str


def seeded_texture(texture: str, seed: int, number: int, *, bad: bool, side_px: int = 384) -> TexturePicture:
    """The picture number `number` of a material of `TEXTURES`; the same arguments give the same picture.

    A good picture and the bad one of the same number are of the same place of the material.
    """
    random = np.random.default_rng((seed, number, TEXTURES.index(texture)))
    surface = _surface(texture, side_px, random)
    light = 1 + 0.1 * cv2.resize(random.uniform(-1, 1, (2, 2)).astype(np.float32), (side_px, side_px))
    noise = random.normal(0, 2.0, (side_px, side_px, 3))
    mask = np.zeros((side_px, side_px), dtype=np.float32)
    defect = ""
    if bad:
        drawn = np.random.default_rng((seed, number, 0xBAD))
        defect = DEFECTS[int(drawn.integers(len(DEFECTS)))]
        surface, mask = _spoilt(surface, defect, side_px, drawn)
    colour = np.array((0.96, 1.0, 1.03), dtype=np.float32)
    picture = (surface * light)[..., None] * colour + noise
    return TexturePicture(np.asarray(np.clip(picture, 0, 255), dtype=np.uint8), mask > 0.25, defect)


def _surface(texture: str, side: int, random: np.random.Generator) -> Plane:
    grain = random.normal(0, 1, (side, side)).astype(np.float32)
    if texture == "brushed":
        lines = cv2.GaussianBlur(grain, (0, 0), sigmaX=12, sigmaY=0.6)
        return np.asarray(150 + 14 * lines / lines.std(), dtype=np.float32)
    if texture == "woven":
        x, y = np.meshgrid(np.arange(side, dtype=np.float32), np.arange(side, dtype=np.float32))
        shift = random.uniform(0, 2 * math.pi, 2)
        wobble = cv2.GaussianBlur(grain, (0, 0), 8)
        wobble = 0.6 * wobble / wobble.std()
        threads = np.sin(2 * math.pi * x / 12 + wobble + shift[0]) * np.sin(2 * math.pi * y / 12 + wobble + shift[1])
        return np.asarray(120 + 35 * threads + 4 * cv2.GaussianBlur(grain, (0, 0), 0.8), dtype=np.float32)
    coarse, fine = cv2.GaussianBlur(grain, (0, 0), 3.0), cv2.GaussianBlur(grain, (0, 0), 1.0)
    return np.asarray(130 + 9 * coarse / coarse.std() + 7 * fine / fine.std(), dtype=np.float32)


def _spoilt(surface: Plane, defect: str, side: int, random: np.random.Generator) -> tuple[Plane, Plane]:
    """The surface with a defect, and how much of it every pixel shows (0 to 1)."""
    mask = np.zeros((side, side), dtype=np.float32)
    x, y = (float(value) for value in random.uniform(0.15, 0.85, 2) * side)
    if defect == "scratch":
        _draw_scratch(mask, x, y, side, random)
        depth = float(random.choice((-1, 1)) * random.uniform(35, 70))
        return np.asarray(surface + depth * mask, dtype=np.float32), mask
    axes = (int(random.uniform(0.015, 0.05) * side), int(random.uniform(0.015, 0.05) * side))
    cv2.ellipse(mask, (int(x), int(y)), axes, float(random.uniform(0, 180)), 0, 360, 1.0, -1)
    mask = np.asarray(cv2.GaussianBlur(mask, (0, 0), 1.2), dtype=np.float32)
    if defect == "stain":
        return np.asarray(surface * (1 - float(random.uniform(0.18, 0.35)) * mask), dtype=np.float32), mask
    if defect == "dent":
        slope = cv2.Sobel(cv2.GaussianBlur(mask, (0, 0), 3.0), cv2.CV_32F, 1, 1)
        bulge = cv2.Sobel(cv2.GaussianBlur(mask, (0, 0), 3.0), cv2.CV_32F, 1, 0) + slope
        return np.asarray(surface + 45 * bulge / max(1e-6, float(np.abs(bulge).max())), dtype=np.float32), mask
    smeared = cv2.GaussianBlur(surface, (0, 0), 4.0)
    return np.asarray(surface * (1 - mask) + smeared * mask, dtype=np.float32), mask


def _draw_scratch(mask: Plane, x: float, y: float, side: int, random: np.random.Generator) -> None:
    way, bend = float(random.uniform(0, 2 * math.pi)), float(random.uniform(-0.02, 0.02))
    thickness = int(random.integers(1, 3))
    for _ in range(int(random.uniform(0.08, 0.25) * side / 4)):
        ahead = (x + 4 * math.cos(way), y + 4 * math.sin(way))
        cv2.line(mask, (int(x), int(y)), (int(ahead[0]), int(ahead[1])), 1.0, thickness, cv2.LINE_AA)
        (x, y), way = ahead, way + bend
