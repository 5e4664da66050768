"""What light, lens and sensor make of a scene."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.simulations.picture_frame import PictureFrame

Image = npt.NDArray[np.uint8]
NOISE_TILE_PX = 1024
STRIP_PX = 64
GLARE_M = (0.01, 0.04)
"""Standard deviation of a spot of glare, from and to."""


@dataclass(frozen=True, slots=True)
class CameraConditions:
    """How a picture is taken. Each picture draws its own values within these bounds.

    `shift_m` and `rotation_rad` bound how far the tray stands from its place, `gradient` how much brighter one side of
    the picture is than its middle; `exposure` multiplies the light; `blur_px` is the standard deviation of the
    lens blur and `noise` that of the sensor noise in grey levels (8 bit). `glare` bounds what a lamp's reflection adds
    in the middle of one soft spot somewhere in the picture, grey levels.
    """

    shift_m: float = 0.002
    rotation_rad: float = 0.012
    gradient: float = 0.15
    exposure: float = 1.0
    exposure_spread: float = 0.08
    blur_px: float = 0.7
    noise: float = 2.5
    glare: float = 0.0


TYPICAL = CameraConditions()
"""An industrial camera over a conveyor."""

PERFECT = CameraConditions(0.0, 0.0, 0.0, 1.0, 0.0, 0.6, 0.0)
"""The tray exactly in its place, even light, no noise."""


def photograph(scene: Image, frame: PictureFrame, conditions: CameraConditions, seed: int) -> Image:
    """A picture (height, width, 3; BGR) of a scene drawn exactly in its place; the same seed gives the same picture."""
    random = np.random.default_rng((seed, 0xCA))
    seen = _posed(scene, frame, conditions, random)
    if conditions.blur_px > 0:
        seen = np.asarray(cv2.GaussianBlur(seen, (0, 0), conditions.blur_px), dtype=np.uint8)
    lit = _lit(seen, _light(frame, conditions, random))
    if conditions.glare > 0:
        lit = _glaring(lit, frame, conditions.glare * random.random(), random)
    return _noisy(lit, conditions.noise, random) if conditions.noise > 0 else lit


def _posed(
    scene: Image, frame: PictureFrame, conditions: CameraConditions, random: np.random.Generator
) -> npt.NDArray[np.uint8]:
    shift = random.uniform(-1, 1, 2) * frame.length(conditions.shift_m)
    angle = random.uniform(-1, 1) * conditions.rotation_rad
    if not (shift.any() or angle):
        return scene
    centre = (frame.width_px / 2, frame.height_px / 2)
    matrix = np.asarray(cv2.getRotationMatrix2D(centre, float(np.degrees(angle)), 1.0), dtype=np.float64)
    matrix[:, 2] += shift
    size = (frame.width_px, frame.height_px)
    return np.asarray(cv2.warpAffine(scene, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _light(frame: PictureFrame, conditions: CameraConditions, random: np.random.Generator) -> npt.NDArray[np.float32]:
    """Gain per pixel: a slanted plane and the lens's fall-off toward the corners (cos^4 law, to second order)."""
    slope = random.uniform(-1, 1, 2) * conditions.gradient
    level = conditions.exposure * (1 + random.uniform(-1, 1) * conditions.exposure_spread)
    y, x = np.mgrid[-1:1:24j, -1:1:18j]
    gain = level * (1 + slope[0] * x + slope[1] * y - 0.3 * conditions.gradient * (x**2 + y**2))
    size = (frame.width_px, frame.height_px)
    return np.asarray(cv2.resize(gain.astype(np.float32), size, interpolation=cv2.INTER_LINEAR), dtype=np.float32)


def _lit(image: npt.NDArray[np.uint8], light: npt.NDArray[np.float32]) -> npt.NDArray[np.uint8]:
    """Strip by strip: the gains of all channels of a whole picture are 17 MB, which take longer to get than to use."""
    result = np.empty_like(image)
    gains = np.empty((STRIP_PX, *image.shape[1:]), dtype=np.float32)
    for top in range(0, len(image), STRIP_PX):
        rows = slice(top, min(top + STRIP_PX, len(image)))
        strip, gain = light[rows], gains[: rows.stop - top]
        cv2.merge([strip, strip, strip], gain)
        cv2.multiply(image[rows], gain, result[rows], dtype=cv2.CV_8U)
    return result


def _glaring(
    image: npt.NDArray[np.uint8], frame: PictureFrame, strength: float, random: np.random.Generator
) -> npt.NDArray[np.uint8]:
    """Adds one soft round spot of light that is `strength` grey levels bright in its middle."""
    x, y = random.random() * frame.width_px, random.random() * frame.height_px
    width = frame.length(random.uniform(*GLARE_M))
    along = np.exp(-0.5 * ((np.arange(frame.width_px) - x) / width) ** 2)
    down = np.exp(-0.5 * ((np.arange(frame.height_px) - y) / width) ** 2)
    spot = np.round(strength * np.outer(down, along)).astype(np.uint8)
    return np.asarray(cv2.add(image, cv2.merge([spot, spot, spot])), dtype=np.uint8)


@lru_cache(maxsize=1)
def _noise_tile() -> npt.NDArray[np.int8]:
    values = np.random.default_rng(7).normal(0.0, 16.0, (NOISE_TILE_PX, NOISE_TILE_PX, 3))
    return np.clip(values, -127, 127).astype(np.int8)


def _noisy(image: npt.NDArray[np.uint8], noise: float, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """Adds noise from one fixed tile, rolled and turned: drawing four million normal numbers a picture is too slow."""
    tile = np.roll(_noise_tile(), random.integers(0, NOISE_TILE_PX, 2), axis=(0, 1))
    if random.random() < 0.5:
        tile = tile[::-1]
    rows, columns = image.shape[:2]
    repeats = (-(-rows // NOISE_TILE_PX), -(-columns // NOISE_TILE_PX), 1)
    grain = np.tile(tile, repeats)[:rows, :columns]
    return np.asarray(cv2.addWeighted(image, 1.0, grain, noise / 16.0, 0.0, dtype=cv2.CV_8U))
