"""Defects pasted into good pictures, for choosing between ways of looking when no bad picture is at hand."""

from __future__ import annotations

import cv2
import numpy as np

from robot_cells.inspections.anomaly.picture_features import Image


def with_pasted_defect(picture: Image, random: np.random.Generator) -> Image:
    """A copy of (height, width, 3) with one defect drawn by lot.

    A piece of the picture in a wrong place (Li et al. 2021, CutPaste), something missing, a scratch, or a spot.
    """
    draw = (_piece, _missing, _scratch, _spot)[int(random.integers(4))]
    return draw(picture.copy(), random)


def _piece(picture: Image, random: np.random.Generator) -> Image:
    rows, columns = picture.shape[:2]
    height, width = (max(4, int(side)) for side in random.uniform(0.03, 0.10, 2) * max(rows, columns))
    height, width = min(height, rows // 2), min(width, columns // 2)
    (y1, y2), (x1, x2) = random.integers(0, rows - height, 2), random.integers(0, columns - width, 2)
    picture[y2 : y2 + height, x2 : x2 + width] = picture[y1 : y1 + height, x1 : x1 + width].copy()
    return picture


def _missing(picture: Image, random: np.random.Generator) -> Image:
    """A spot is filled with what is around it (Telea 2004)."""
    rows, columns = picture.shape[:2]
    mask = np.zeros((rows, columns), dtype=np.uint8)
    centre = (int(random.uniform(0.1, 0.9) * columns), int(random.uniform(0.1, 0.9) * rows))
    cv2.circle(mask, centre, max(3, int(float(random.uniform(0.015, 0.05)) * max(rows, columns))), 255, -1)
    return np.asarray(cv2.inpaint(picture, mask, 3, cv2.INPAINT_TELEA), dtype=np.uint8)


def _scratch(picture: Image, random: np.random.Generator) -> Image:
    rows, columns = picture.shape[:2]
    longest = max(rows, columns)
    start = random.uniform(0.1, 0.9, 2) * (columns, rows)
    way = random.normal(0, 1, 2)
    end = start + way / max(1e-9, float(np.hypot(*way))) * random.uniform(0.06, 0.2) * longest
    mask = np.zeros((rows, columns), dtype=np.uint8)
    thickness = max(1, round(longest * float(random.uniform(0.002, 0.006))))
    ends = [(int(x), int(y)) for x, y in (start, end)]
    cv2.line(mask, ends[0], ends[1], 255, thickness, cv2.LINE_AA)
    return _shaded(picture, mask, float(random.choice((-1, 1)) * random.uniform(25, 70)))


def _spot(picture: Image, random: np.random.Generator) -> Image:
    rows, columns = picture.shape[:2]
    mask = np.zeros((rows, columns), dtype=np.uint8)
    centre = (int(random.uniform(0.1, 0.9) * columns), int(random.uniform(0.1, 0.9) * rows))
    axes = tuple(max(2, int(side)) for side in random.uniform(0.006, 0.025, 2) * max(rows, columns))
    cv2.ellipse(mask, centre, (axes[0], axes[1]), float(random.uniform(0, 180)), 0, 360, 255, -1, cv2.LINE_AA)
    return _shaded(picture, mask, float(random.choice((-1, 1)) * random.uniform(20, 60)))


def _shaded(picture: Image, mask: Image, levels: float) -> Image:
    change = mask.astype(np.float32)[..., None] / 255 * levels
    return np.asarray(np.clip(picture + change, 0, 255), dtype=np.uint8)
