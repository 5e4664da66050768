"""Brings the reference onto the picture: shift, turn and scale of the whole, then small shifts from place to place.

Both are found by Gauss-Newton steps on the grey levels at edge points alone (Lucas and Kanade, IJCAI 1981; Baker and
Matthews, Int. J. Computer Vision 56(3), 2004), with Cauchy weights, so that defects do not pull.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.picture_pair import Grey

Field = npt.NDArray[np.float32]

NODE_PX = 40
"""Distance of the nodes of the field of local shifts, in pixels of the picture."""
LONGEST_SHIFT_PX = 6.0
"""No place is shifted farther than this against the whole."""
POINTS = 1500
SEARCH_PX = 24
"""The first guess of the shift is looked for within this."""
WORTH_A_SHIFT = 0.02
"""The first guess stays where it is unless another place correlates better by this: bare places correlate anywhere."""
GUESS, COARSE, FINE = 8, 4, 2
"""Reductions: of the first guess, and of the two levels that refine it."""


@dataclass(frozen=True, slots=True)
class _Edges:
    """Points (n,) of the picture on strong edges, in pixels; the grey levels there, and their slopes per pixel.

    The slopes stand for those of the reference as well: nearly aligned they are the same, and need no sampling anew.
    """

    x: Field
    y: Field
    level: Field
    slope_x: Field
    slope_y: Field


@dataclass(frozen=True, slots=True)
class _Nodes:
    """The places `x` (columns,) and `y` (rows,) of the nodes in pixels; the outermost lie outside of the picture."""

    x: Field
    y: Field
    width: int
    height: int

    @classmethod
    def of(cls, height: int, width: int) -> _Nodes:
        """Nodes for a picture of this size in pixels."""
        along = [max(1, round(size / NODE_PX)) for size in (width, height)]
        x, y = (
            ((np.arange(-1, count + 1) + 0.5) * size / count - 0.5).astype(np.float32)
            for count, size in zip(along, (width, height), strict=True)
        )
        return cls(x, y, width, height)

    def field(self, values: npt.NDArray[np.floating[Any]]) -> Field:
        """Values (rows, columns) at the nodes, spread linearly over the picture: (height, width)."""
        rows, columns = values.shape
        margin_x, margin_y = round(self.width / (columns - 2)), round(self.height / (rows - 2))
        size = (self.width + 2 * margin_x, self.height + 2 * margin_y)
        spread = cv2.resize(np.asarray(values, dtype=np.float32), size, interpolation=cv2.INTER_LINEAR)
        inner = spread[margin_y : margin_y + self.height, margin_x : margin_x + self.width]
        return np.asarray(inner, dtype=np.float32)

    def coordinates(self, x: Field, y: Field) -> tuple[Field, Field]:
        """Places in pixels as column and row among the nodes."""
        return (x - self.x[0]) / (self.x[1] - self.x[0]), (y - self.y[0]) / (self.y[1] - self.y[0])


def aligned(reference: Grey, test: Grey) -> Grey:
    """The reference as it would look in the picture's place; where it shows nothing, the picture itself."""
    matrix = _similarity(reference, test)
    nodes = _Nodes.of(test.shape[0], test.shape[1])
    shifts = _shifts(reference, test, matrix, nodes)
    x, y = nodes.x[None], nodes.y[:, None]
    away_x = (matrix[0, 0] - 1) * x + matrix[0, 1] * y + matrix[0, 2] + shifts[..., 0]
    away_y = matrix[1, 0] * x + (matrix[1, 1] - 1) * y + matrix[1, 2] + shifts[..., 1]
    map_x = nodes.field(away_x) + np.arange(test.shape[1], dtype=np.float32)
    map_y = nodes.field(away_y) + np.arange(test.shape[0], dtype=np.float32)[:, None]
    place = test.copy()
    cv2.remap(reference, map_x, map_y, cv2.INTER_LINEAR, dst=place, borderMode=cv2.BORDER_TRANSPARENT)
    return place


def _similarity(reference: Grey, test: Grey) -> npt.NDArray[np.float64]:
    """The matrix (2, 3) that takes points of the picture to points of the reference, in pixels."""
    matrix = np.eye(3)[:2].copy()
    for reduction, steps in ((COARSE, 8), (FINE, 5)):
        small, wanted = _reduced(test, reduction), _reduced(reference, reduction)
        if reduction == COARSE:
            matrix[:, 2] = np.array(_first_shift(reference, test)) / COARSE
        else:
            matrix[:, 2] *= COARSE / FINE
        matrix = _refined(wanted, small, matrix, steps)
    matrix[:, 2] *= FINE
    # Pixel centres: reducing by a factor moves them by half a pixel less than half the factor.
    centre = (FINE - 1) / 2
    matrix[:, 2] += centre - matrix[:, :2] @ np.array((centre, centre))
    return matrix


def _reduced(picture: Grey, factor: int) -> Grey:
    size = (picture.shape[1] // factor, picture.shape[0] // factor)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def _first_shift(reference: Grey, test: Grey) -> tuple[float, float]:
    """The shift of the whole in pixels, to about a reduced pixel."""
    wanted, small = _reduced(reference, GUESS), _reduced(test, GUESS)
    margin = max(1, min(SEARCH_PX // GUESS, min(small.shape) // 4))
    likeness = cv2.matchTemplate(wanted, small[margin:-margin, margin:-margin], cv2.TM_CCOEFF_NORMED)
    _, highest, _, best = cv2.minMaxLoc(likeness)
    if not highest > float(likeness[margin, margin]) + WORTH_A_SHIFT:
        return 0.0, 0.0
    return float(best[0] - margin) * GUESS, float(best[1] - margin) * GUESS


def _edges(blurred: Field) -> _Edges:
    """At most `POINTS` points, evenly drawn from those whose gradient is strong."""
    across, down = np.zeros_like(blurred), np.zeros_like(blurred)
    across[:, 1:-1] = blurred[:, 2:] - blurred[:, :-2]
    down[1:-1] = blurred[2:] - blurred[:-2]
    strength = np.abs(across) + np.abs(down)
    strength[:4] = strength[-4:] = 0
    strength[:, :4] = strength[:, -4:] = 0
    found = np.flatnonzero(strength > max(8.0, 0.3 * float(strength.max())))
    if len(found) > POINTS:
        found = found[:: -(-len(found) // POINTS)]
    y, x = np.divmod(found, blurred.shape[1])
    half = np.float32(0.5)
    slope_x, slope_y = across.ravel()[found] * half, down.ravel()[found] * half
    return _Edges(x.astype(np.float32), y.astype(np.float32), blurred.ravel()[found], slope_x, slope_y)


def _blurred(picture: Grey) -> Field:
    return np.asarray(cv2.blur(picture, (5, 5)), dtype=np.float32)


def _sampled(picture: Field, x: Field, y: Field) -> Field:
    """Levels of a picture at points."""
    level = cv2.remap(picture, x[None], y[None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(level[0], dtype=np.float32)


def _refined(wanted: Grey, small: Grey, matrix: npt.NDArray[np.float64], steps: int) -> npt.NDArray[np.float64]:
    """Gauss-Newton over shift, turn and scale about the centre."""
    target, edges = _blurred(wanted), _edges(_blurred(small))
    rows, columns = small.shape
    centre = np.array((columns / 2, rows / 2))
    if len(edges.x) < 30:
        return matrix
    from_x, from_y = edges.x - np.float32(centre[0]), edges.y - np.float32(centre[1])
    turning, growing = edges.slope_y * from_x - edges.slope_x * from_y, edges.slope_x * from_x + edges.slope_y * from_y
    change = np.stack([edges.slope_x, edges.slope_y, turning, growing], axis=1)
    for _ in range(steps):
        x = (matrix[0, 0] * edges.x + matrix[0, 1] * edges.y + matrix[0, 2]).astype(np.float32)
        y = (matrix[1, 0] * edges.x + matrix[1, 1] * edges.y + matrix[1, 2]).astype(np.float32)
        inside = (x > 2) & (x < columns - 3) & (y > 2) & (y < rows - 3)
        if np.count_nonzero(inside) < 30:
            return matrix
        error = _sampled(target, x, y) - edges.level
        scale = 1.5 * float(np.median(np.abs(error[inside]))) + 2.0
        weight = inside / (1 + (error / scale) ** 2)
        weighted = change * weight[:, None]
        # A trace of ridge keeps what the picture does not determine (a single straight edge) where it is.
        normal = weighted.T @ change + np.diag([1e-3, 1e-3, 1.0, 1.0]) * 0.01 * len(x)
        dx, dy, turn, growth = -np.linalg.solve(normal, weighted.T @ error)
        step = np.array(((1 + growth, -turn), (turn, 1 + growth)))
        shift = step @ (matrix[:, 2] - centre) + centre + (dx, dy)
        matrix = np.column_stack([step @ matrix[:, :2], shift])
        if abs(dx) + abs(dy) + 150 * (abs(turn) + abs(growth)) < 0.02:
            break
    return matrix


def _shifts(reference: Grey, test: Grey, whole: npt.NDArray[np.float64], nodes: _Nodes) -> Field:
    """Shifts (rows, columns, 2) of the nodes against the similarity of the whole, in pixels, smooth by a ridge."""
    target, edges = _blurred(_reduced(reference, FINE)), _edges(_blurred(_reduced(test, FINE)))
    shape = (len(nodes.y), len(nodes.x))
    shifts = np.zeros((*shape, 2), np.float32)
    if len(edges.x) < 30:
        return shifts
    centre = (FINE - 1) / 2
    matrix = whole.copy()
    matrix[:, 2] = (whole[:, 2] + whole[:, :2] @ np.array((centre, centre)) - centre) / FINE
    x0 = matrix[0, 0] * edges.x + matrix[0, 1] * edges.y + matrix[0, 2]
    y0 = matrix[1, 0] * edges.x + matrix[1, 1] * edges.y + matrix[1, 2]
    node_x, node_y = nodes.coordinates(edges.x * FINE + centre, edges.y * FINE + centre)
    node = np.rint(node_y).astype(np.int64) * shape[1] + np.rint(node_x).astype(np.int64)

    def gathered(values: npt.NDArray[np.floating[Any]]) -> Field:
        """Values of the edge points (n,), summed at the nearest nodes and their neighbours."""
        sums = np.bincount(node, values, shape[0] * shape[1]).reshape(shape).astype(np.float32)
        return np.asarray(cv2.GaussianBlur(sums, (3, 3), 0.8, borderType=cv2.BORDER_CONSTANT), dtype=np.float32)

    for _ in range(3):
        here = cv2.remap(shifts, node_x[None], node_y[None], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)[0]
        x, y = (x0 + here[:, 0]).astype(np.float32), (y0 + here[:, 1]).astype(np.float32)
        error = _sampled(target, x, y) - edges.level
        weight = 1 / (1 + (error / 40.0) ** 2)
        xx, xy, yy = (gathered(weight * a) for a in (edges.slope_x**2, edges.slope_x * edges.slope_y, edges.slope_y**2))
        gx, gy = (gathered(weight * error * slope) for slope in (edges.slope_x, edges.slope_y))
        ridge = 800.0
        away = shifts - cv2.GaussianBlur(shifts, (5, 5), 1.2)
        gx, gy, xx, yy = gx + ridge * away[..., 0], gy + ridge * away[..., 1], xx + ridge, yy + ridge
        determinant = xx * yy - xy * xy
        step = np.dstack([(yy * gx - xy * gy) / determinant, (xx * gy - xy * gx) / determinant])
        shifts = np.clip(shifts - step, -LONGEST_SHIFT_PX / FINE, LONGEST_SHIFT_PX / FINE).astype(np.float32)
    return np.asarray(shifts * FINE, dtype=np.float32)
