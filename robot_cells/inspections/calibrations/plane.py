"""Pixels as metres on a plane, and how sure a distance is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.calibrations.lens import Lens

Points = npt.NDArray[np.float64]

POINTS_MIN = 5
"""Four points fit any homography; what the fifth leaves over is the first word about errors."""
OUTLIER_FACTOR, OUTLIER_LEAST_PX, OUTLIER_SHARE_MAX = 4.0, 0.5, 0.25
SPREAD_MIN = 0.05
SIGMA_MAX_PX, SIGMA_MAX_SHARE = 2.0, 0.005
"""What leaves over more than this, and than this share of the points' extent in the picture, is no fit."""
PIXEL_SIGMA_LEAST = 0.05
"""No point of a picture is known better than this."""


@dataclass(frozen=True, slots=True)
class PlanePoint:
    """A point of the plane: where it was seen (pixels), where it lies (metres in the plane's frame), its error."""

    name: str
    x_px: float
    y_px: float
    x_m: float
    y_m: float
    residual_px: float = 0.0
    is_used: bool = True


@dataclass(frozen=True, slots=True)
class MeasuredDistance:
    """A distance on the plane in metres, and its standard deviation."""

    distance_m: float
    sigma_m: float

    def __str__(self) -> str:
        """In millimetres."""
        return f"{1000 * self.distance_m:.3f} mm ± {1000 * self.sigma_m:.3f} mm"


@dataclass(frozen=True, slots=True)
class PlaneCalibration:
    """Maps pixels of a picture to the plane `frame` in metres and back.

    `homography` (3 rows) carries metres to pixels without distortion; the lens, where there is one, bends them.
    `sigma_px` is the standard deviation of a point's place in the picture along one axis, from what the fit left over.
    """

    frame: str
    homography: tuple[tuple[float, float, float], tuple[float, float, float], tuple[float, float, float]]
    points: tuple[PlanePoint, ...]
    sigma_px: float
    lens: Lens | None = None
    _covariance: Points = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_covariance", self._of_parameters())

    def to_plane_m(self, pixels: npt.ArrayLike) -> Points:
        """Pixels (n, 2) of the picture as metres on the plane, (n, 2)."""
        seen = np.asarray(pixels, dtype=np.float64).reshape(-1, 2)
        straight = seen if self.lens is None else self.lens.straightened(seen)
        return _carried(np.linalg.inv(np.array(self.homography)), straight)

    def to_pixels(self, points_m: npt.ArrayLike) -> Points:
        """Metres on the plane (n, 2) as pixels of the picture, (n, 2)."""
        straight = _carried(np.array(self.homography), np.asarray(points_m, dtype=np.float64).reshape(-1, 2))
        return straight if self.lens is None else self.lens.bent(straight)

    def measure_m(self, pixels: npt.ArrayLike, sigma_px: float | None = None) -> tuple[MeasuredDistance, ...]:
        """Distances between successive pixels (n, 2) on the plane.

        `sigma_px` is how surely each pixel is known, along one axis (None: as surely as the calibration's points).
        Its error and that of the calibration are carried through to first order.
        """
        seen = np.asarray(pixels, dtype=np.float64).reshape(-1, 2)
        if len(seen) < 2 or not np.isfinite(seen).all():
            raise InspectionError("A distance needs at least two points with finite pixels.")
        picked = self.sigma_px if sigma_px is None else sigma_px
        return tuple(self._measured(seen[[number, number + 1]], picked) for number in range(len(seen) - 1))

    def _measured(self, pair: Points, picked_px: float) -> MeasuredDistance:
        distance = self._distance(pair, None)
        by_pixel = np.zeros(4)
        for number in range(4):
            step = np.zeros(4)
            step[number] = 0.01
            change = self._distance(pair + step.reshape(2, 2), None) - self._distance(pair - step.reshape(2, 2), None)
            by_pixel[number] = change / 0.02
        by_parameter = np.array([self._by_parameter(pair, number) for number in range(8)])
        variance = picked_px**2 * float(by_pixel @ by_pixel) + float(by_parameter @ self._covariance @ by_parameter)
        return MeasuredDistance(distance, math.sqrt(max(variance, 0.0)))

    def _by_parameter(self, pair: Points, number: int) -> float:
        steps = _steps(self.homography, number)
        return (self._distance(pair, steps[0]) - self._distance(pair, steps[1])) / steps[2]

    def _distance(self, pair: Points, homography: Points | None) -> float:
        straight = pair if self.lens is None else self.lens.straightened(pair)
        places = _carried(np.linalg.inv(np.array(self.homography) if homography is None else homography), straight)
        return float(np.linalg.norm(places[1] - places[0]))

    def _of_parameters(self) -> Points:
        """Covariance of the eight parameters of the homography: sigma squared times the inverse normal matrix."""
        places = np.array([(item.x_m, item.y_m) for item in self.points if item.is_used])
        columns = []
        for number in range(8):
            plus, minus, width = _steps(self.homography, number)
            columns.append((_carried(plus, places) - _carried(minus, places)).ravel() / width)
        jacobian = np.stack(columns, axis=1)
        # Columns differ by many powers of ten; the pseudo-inverse is taken of ones of equal length.
        scale = np.linalg.norm(jacobian, axis=0)
        scale[scale == 0] = 1.0
        normal = np.linalg.pinv((jacobian / scale).T @ (jacobian / scale))
        return np.asarray(self.sigma_px**2 * normal / np.outer(scale, scale), dtype=np.float64)


def calibrate_plane(points: Sequence[PlanePoint], frame: str, lens: Lens | None = None) -> PlaneCalibration:
    """The homography that fits named points best, in pixels (least squares of the reprojection).

    The point that fits worst is left out while its residual is larger than four times the median of all and than half
    a pixel; at most a quarter may be. Raises `InspectionError` for points that do not determine a plane.
    """
    used = list(points)
    seen, places = _columns(used, lens)
    _determined(seen, places)
    while True:
        homography = _fitted(seen, places)
        residuals = np.linalg.norm(_carried(homography, places) - seen, axis=1)
        worst = int(np.argmax(residuals))
        if residuals[worst] <= max(OUTLIER_FACTOR * float(np.median(residuals)), OUTLIER_LEAST_PX):
            break
        if len(used) - 1 < max(POINTS_MIN, (1 - OUTLIER_SHARE_MAX) * len(points)):
            raise InspectionError(
                f"The points do not fit one plane: {used[worst].name} is off by {residuals[worst]:.1f} px.",
                remedy="Check the pixels and places of all points, and that they lie on one plane.",
            )
        del used[worst]
        seen, places = _columns(used, lens)
    freedom = 2 * len(used) - 8
    sigma = max(float(np.sqrt((residuals**2).sum() / freedom)), PIXEL_SIGMA_LEAST)
    if sigma > max(SIGMA_MAX_PX, SIGMA_MAX_SHARE * float(np.ptp(seen, axis=0).max())):
        raise InspectionError(
            f"The points do not fit one plane: {sigma:.1f} px are left over at each.",
            remedy="Check the pixels and places of all points, and that they lie on one plane.",
        )
    all_seen, all_places = _columns(points, lens)
    errors = np.linalg.norm(_carried(homography, all_places) - all_seen, axis=1)
    kept = {id(item) for item in used}
    named = tuple(
        PlanePoint(item.name, item.x_px, item.y_px, item.x_m, item.y_m, float(error), id(item) in kept)
        for item, error in zip(points, errors, strict=True)
    )
    rows = tuple(tuple(float(value) for value in row) for row in homography)
    return PlaneCalibration(frame, rows, named, sigma, lens)  # type: ignore[arg-type]


def _columns(points: Sequence[PlanePoint], lens: Lens | None) -> tuple[Points, Points]:
    seen = np.array([(item.x_px, item.y_px) for item in points], dtype=np.float64).reshape(-1, 2)
    places = np.array([(item.x_m, item.y_m) for item in points], dtype=np.float64).reshape(-1, 2)
    return (seen if lens is None or not len(seen) else lens.straightened(seen)), places


def _determined(seen: Points, places: Points) -> None:
    remedy = "Name at least five points that lie far apart, not on one line; better a board with many corners."
    if len(seen) < POINTS_MIN:
        raise InspectionError(f"{len(seen)} points do not determine a plane and its error.", remedy=remedy)
    if not (np.isfinite(seen).all() and np.isfinite(places).all()):
        raise InspectionError("A point has a place that is no finite number.", remedy=remedy)
    for values in (seen, places):
        spread = np.linalg.svd(values - values.mean(axis=0), compute_uv=False)
        if spread[1] <= SPREAD_MIN * spread[0]:
            raise InspectionError("The points lie (nearly) on one line: they determine no plane.", remedy=remedy)


def _fitted(seen: Points, places: Points) -> Points:
    homography, _ = cv2.findHomography(places.reshape(-1, 1, 2), seen.reshape(-1, 1, 2), 0)
    if homography is None or not np.isfinite(homography).all() or abs(np.linalg.det(homography)) < 1e-12:
        raise InspectionError(
            "The points determine no plane.", remedy="Check that no place is given twice with different pixels."
        )
    return np.asarray(homography / homography[2, 2], dtype=np.float64)


def _carried(homography: Points, points: Points) -> Points:
    carried = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ homography.T
    return np.asarray(carried[:, :2] / carried[:, 2:], dtype=np.float64)


def _steps(homography: object, number: int) -> tuple[Points, Points, float]:
    """The homography with one of its eight free parameters a little larger and smaller, and by how much in all."""
    plus, minus = np.array(homography), np.array(homography)
    place = divmod(number, 3)
    width = 1e-5 * max(1.0, abs(float(plus[place])))
    plus[place] += width
    minus[place] -= width
    return plus, minus, 2 * width
