"""Where in a picture a code may be, and how it is turned: from its gradients."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]
Plane = npt.NDArray[np.float32]

CELL_PX = 4
"""Gradients are summed over squares of this side before anything is looked for."""
WINDOW_CELLS = 9
ENERGY_SHARE = 0.35
"""A place belongs to a region when its energy is at least this share of the strongest place's."""
STRONGEST_PERCENTILE = 97.0
"""Gradients are cut off here, so that the rim of a glare is no more than the edge of a bar."""
COHERENCE = 0.35
"""The edges of bars add up to at least this share of their sum; those of anything else cancel each other out."""
MARGIN_PX = 24
LEAST_CELLS = 9
MOST_REGIONS = 4


@dataclass(frozen=True, slots=True)
class CodeRegion:
    """An oriented rectangle in pixels: its middle, its sides, and by how much (radians) x turns towards y."""

    x: float
    y: float
    width: float
    height: float
    turn_rad: float


@dataclass(frozen=True, slots=True)
class Cut:
    """A region of a picture set upright; `to_picture` (2 x 3) takes its pixels back to the picture's."""

    image: Grey
    to_picture: npt.NDArray[np.float64]


def code_regions(grey: Grey, *, bars: bool) -> list[CodeRegion]:
    """The regions richest in edges, the richest first; with `bars`, in edges that all run the same way.

    The direction is that of the structure tensor (Bigun and Granlund 1987), with the angle doubled for bars and
    multiplied by four for squares.
    """
    if min(grey.shape) < 4 * CELL_PX:
        return []
    fold = 2 if bars else 4
    real, imaginary, energy = _directions(grey, fold)
    strength = np.hypot(real, imaginary) if bars else energy
    found = cv2.blur(strength, (WINDOW_CELLS, WINDOW_CELLS))
    peak = float(found.max())
    if peak <= 0:
        return []
    mask = (found >= ENERGY_SHARE * peak).astype(np.uint8)
    count, labels, statistics, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
    weights = [(float(found[labels == index].sum()), index) for index in range(1, count)]
    regions = []
    for _, index in sorted(weights, key=lambda item: (-item[0], item[1]))[:MOST_REGIONS]:
        if statistics[index, cv2.CC_STAT_AREA] < LEAST_CELLS:
            continue
        here = labels == index
        if bars and float(np.hypot(real[here].sum(), imaginary[here].sum())) < COHERENCE * float(energy[here].sum()):
            continue
        turn = math.atan2(float(imaginary[here].sum()), float(real[here].sum())) / fold
        regions.append(_around(here, turn))
    return regions


def cut_out(grey: Grey, region: CodeRegion, *, scale: float = 1.0, turn_rad: float = 0.0) -> Cut:
    """The region upright and scaled, `turn_rad` turned further; beyond the picture its edge goes on."""
    angle = region.turn_rad + turn_rad
    size = (max(8, round(region.width * scale)), max(8, round(region.height * scale)))
    cos, sin = math.cos(angle) / scale, math.sin(angle) / scale
    middle = ((size[0] - 1) / 2, (size[1] - 1) / 2)
    back = np.array(
        (
            (cos, -sin, region.x - cos * middle[0] + sin * middle[1]),
            (sin, cos, region.y - sin * middle[0] - cos * middle[1]),
        )
    )
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    image = cv2.warpAffine(grey, back, size, flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return Cut(np.asarray(image, dtype=np.uint8), back)


def _directions(grey: Grey, fold: int) -> tuple[Plane, Plane, Plane]:
    """Sums over cells of the gradients' directions times `fold`, weighted with their strength, and of the strength."""
    smooth = cv2.GaussianBlur(grey, (0, 0), 1.5)
    along, down = cv2.Sobel(smooth, cv2.CV_32F, 1, 0), cv2.Sobel(smooth, cv2.CV_32F, 0, 1)
    strength, angle = cv2.cartToPolar(along, down)
    limit = float(np.percentile(strength[::4, ::4], STRONGEST_PERCENTILE))
    strength = np.minimum(strength, np.float32(max(limit, 1e-3)))
    real, imaginary = cv2.polarToCart(strength, angle * np.float32(fold))
    size = (max(1, grey.shape[1] // CELL_PX), max(1, grey.shape[0] // CELL_PX))
    planes = [cv2.resize(plane, size, interpolation=cv2.INTER_AREA) for plane in (real, imaginary, strength)]
    return tuple(np.asarray(plane, dtype=np.float32) for plane in planes)  # type: ignore[return-value]


def _around(cells: npt.NDArray[np.bool_], turn_rad: float) -> CodeRegion:
    """The smallest rectangle in that direction around the cells, with a margin."""
    rows, columns = np.nonzero(cells)
    points = (np.stack((columns, rows), axis=1) + 0.5) * CELL_PX
    axes = np.array(((math.cos(turn_rad), -math.sin(turn_rad)), (math.sin(turn_rad), math.cos(turn_rad))))
    turned = points @ axes
    low, high = turned.min(axis=0) - MARGIN_PX, turned.max(axis=0) + MARGIN_PX
    middle = axes @ ((low + high) / 2)
    return CodeRegion(float(middle[0]), float(middle[1]), float(high[0] - low[0]), float(high[1] - low[1]), turn_rad)
