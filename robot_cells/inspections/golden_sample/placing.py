"""Finds a reference picture again in a picture of the same thing: shifted, turned, larger, smaller, in other light."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.given_picture import UnjudgeableError
from robot_cells.inspections.golden_sample.chassis_pose import ChassisPose
from robot_cells.inspections.golden_sample.least_squares import smooth
from robot_cells.inspections.picture_motion import Grey, Matrix, fitted_similarity, shift_between

FEATURES = 1500
LONGEST_PX = 1000
"""Features are looked for in a picture whose longer side has at most so many pixels."""
RATIO = 0.8
"""A feature's best match must be so much nearer than its second (Lowe 2004)."""
INLIERS_MIN = 12
THRESHOLD_PX = 3.0
SCALE_MIN, SCALE_MAX = 0.5, 2.0
PYRAMID_PX = 64
ROUNDS, PRECISION, ECC_PX = 60, 1e-5, 5
LIKENESS_MIN = 0.5


@dataclass(frozen=True, slots=True)
class Placing:
    """`matrix` (2 x 3) takes a pixel of the reference to the picture; `likeness` is the correlation there."""

    matrix: Matrix
    likeness: float


class Placer:
    """The reference, ready to be looked for.

    Three ways to a first guess are tried and the most alike is kept: as it lies, shifted (phase correlation), and
    turned or scaled by any amount (ORB features, Rublee et al. 2011, and a similarity by RANSAC). Then it is sharpened
    by the correlation coefficient (ECC, Evangelidis and Psarakis 2008) on a coarse picture, and by least squares on the
    full one.
    """

    def __init__(self, reference: Grey, steady: Grey) -> None:
        """`steady` is 255 where the reference always looks the same."""
        self._reference, self._steady = reference, steady
        self._small, self._factor = _shrunk(reference)
        small_steady = cv2.resize(steady, self._small.shape[1::-1], interpolation=cv2.INTER_NEAREST)
        self._small_steady = np.asarray(small_steady, dtype=np.uint8)
        self._keys, self._descriptors = _features(self._small, self._small_steady)
        self._fine = ChassisPose(reference, steady)

    def place(self, picture: Grey) -> Placing:
        """Where the reference lies in a picture of any size; raises `UnjudgeableError` when it is not found."""
        small, factor = _shrunk(picture)
        guesses = [self._as_it_lies(small), self._shifted(small), self._by_features(small)]
        known = [guess for guess in guesses if guess is not None]
        best = max(known, key=lambda guess: self._likeness(small, guess))
        matrix = self._full_size(self._sharpened(small, best), factor)
        matrix = self._refined(picture, matrix)
        likeness = _correlation(self._reference, _warped(picture, matrix, self._reference.shape), self._steady)
        if likeness < LIKENESS_MIN:
            raise UnjudgeableError(f"The picture shows something else than the reference (likeness {likeness:.2f}).")
        return Placing(matrix, likeness)

    def _full_size(self, matrix: Matrix, factor: float) -> Matrix:
        """Of the small reference to the small picture, as of the full ones; pixel centres lie on whole numbers."""
        linear = matrix[:, :2] * self._factor / factor
        middle = np.full(2, 0.5)
        shift = (matrix[:, :2] @ (middle * self._factor - middle) + matrix[:, 2] + middle) / factor - middle
        return np.hstack([linear, shift[:, None]])

    def _refined(self, picture: Grey, matrix: Matrix) -> Matrix:
        placed = smooth(_warped(picture, matrix, self._reference.shape))
        step = self._fine.measure(placed)
        if step is None:
            return matrix
        return np.asarray(matrix @ np.vstack([step, np.array([[0.0, 0.0, 1.0]])]), dtype=np.float64)

    def _as_it_lies(self, small: Grey) -> Matrix:
        scale = np.array((small.shape[1] / self._small.shape[1], small.shape[0] / self._small.shape[0]))
        return np.hstack([np.diag(scale), (0.5 * scale - 0.5)[:, None]])

    def _shifted(self, small: Grey) -> Matrix | None:
        if small.shape != self._small.shape:
            return None
        shift = shift_between(self._small, small)
        return None if shift is None else np.array(((1.0, 0.0, shift[0]), (0.0, 1.0, shift[1])))

    def _by_features(self, small: Grey) -> Matrix | None:
        keys, descriptors = _features(small, None)
        if self._descriptors is None or descriptors is None or len(descriptors) < 2:
            return None
        pairs = cv2.BFMatcher(cv2.NORM_HAMMING).knnMatch(self._descriptors, descriptors, k=2)
        good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < RATIO * pair[1].distance]
        if len(good) < INLIERS_MIN:
            return None
        source, target = self._keys[[item.queryIdx for item in good]], keys[[item.trainIdx for item in good]]
        cv2.setRNGSeed(0)
        found = fitted_similarity(source, target, THRESHOLD_PX, iterations=3000)
        if found is None or found[1] < INLIERS_MIN:
            return None
        scale = math.hypot(found[0][0, 0], found[0][1, 0]) * self._factor
        return found[0] if SCALE_MIN <= scale <= SCALE_MAX else None

    def _sharpened(self, small: Grey, guess: Matrix) -> Matrix:
        criteria = (cv2.TERM_CRITERIA_EPS | cv2.TERM_CRITERIA_COUNT, ROUNDS, PRECISION)
        mask = np.full(small.shape, 255, dtype=np.uint8)
        try:
            _, found = cv2.findTransformECC(
                self._small, small, guess.astype(np.float32), cv2.MOTION_AFFINE, criteria, mask, ECC_PX
            )
        except cv2.error:
            # ECC gives up where the pictures do not overlap, or are of one grey: then the guess must do.
            return guess
        sharp = np.asarray(found, dtype=np.float64)
        is_better = np.isfinite(sharp).all() and self._likeness(small, sharp) > self._likeness(small, guess)
        return sharp if is_better else guess

    def _likeness(self, small: Grey, matrix: Matrix) -> float:
        return _correlation(self._small, _warped(small, matrix, self._small.shape), self._small_steady)


def _shrunk(image: Grey) -> tuple[Grey, float]:
    """The picture with its longer side at most `LONGEST_PX`, and its size relative to the original."""
    factor = min(1.0, LONGEST_PX / max(image.shape))
    size = (max(8, round(image.shape[1] * factor)), max(8, round(image.shape[0] * factor)))
    small = image if factor == 1.0 else cv2.resize(image, size, interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8), factor


def _features(image: Grey, where: Grey | None) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.uint8] | None]:
    if min(image.shape) < PYRAMID_PX:
        return np.zeros((0, 2), np.float32), None
    keys, descriptors = cv2.ORB.create(FEATURES).detectAndCompute(image, where)
    points = np.array([key.pt for key in keys], dtype=np.float32).reshape(-1, 2)
    return points, None if descriptors is None else np.asarray(descriptors, dtype=np.uint8)


def _warped(picture: Grey, matrix: Matrix, shape: tuple[int, ...]) -> Grey:
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    placed = cv2.warpAffine(picture, matrix, (shape[1], shape[0]), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(placed, dtype=np.uint8)


def _correlation(reference: Grey, placed: Grey, steady: Grey) -> float:
    kept = steady > 0
    if not kept.any():
        return -1.0
    a, b = reference[kept].astype(np.float64), placed[kept].astype(np.float64)
    a, b = a - a.mean(), b - b.mean()
    size = math.sqrt(float(a @ a) * float(b @ b))
    return float(a @ b) / size if size > 1e-6 else -1.0
