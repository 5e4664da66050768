"""Takes out how the light differs between a picture and the golden sample."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

Image = npt.NDArray[np.uint8]
Mask = npt.NDArray[np.uint8]

BLOCK_PX = 32
ROUNDS = 8
HUBER = 0.04
GLOOM = 2.5


def relight(picture: Image, reference: Image) -> tuple[Image, Mask]:
    """The picture under the light of the reference; both (height, width, 3) and in the same place.

    The mask is 255 where it was so much darker than elsewhere that its noise is no longer small.

    The logarithm of the ratio of brightness is fitted over the picture by a quadratic in x and y, weighted by Huber's
    function (Huber 1964), so that what is missing or added does not count as light.
    """
    rows, columns = picture.shape[:2]
    size = (max(4, columns // BLOCK_PX), max(4, rows // BLOCK_PX))
    seen = cv2.resize(picture, size, interpolation=cv2.INTER_AREA).astype(np.float64).mean(axis=2)
    wanted = cv2.resize(reference, size, interpolation=cv2.INTER_AREA).astype(np.float64).mean(axis=2)
    ratio = np.log((wanted.ravel() + 2) / (seen.ravel() + 2))
    usable = (seen.ravel() > 8) & (seen.ravel() < 245)
    basis = _basis(size)
    if usable.sum() < 3 * basis.shape[1]:
        return picture, np.zeros((rows, columns), dtype=np.uint8)
    coefficients = _fit(basis[usable], ratio[usable])
    gain = np.exp(basis @ coefficients).reshape(size[1], size[0]).astype(np.float32)
    full = cv2.resize(gain, (columns, rows), interpolation=cv2.INTER_LINEAR)
    gloom = (full > GLOOM * float(np.median(gain))).astype(np.uint8) * 255
    lit = cv2.multiply(picture, cv2.merge([full, full, full]), dtype=cv2.CV_8U)
    return np.asarray(lit, dtype=np.uint8), gloom


def _basis(size: tuple[int, int]) -> npt.NDArray[np.float64]:
    y, x = (
        axis.ravel() for axis in np.meshgrid(np.linspace(-1, 1, size[1]), np.linspace(-1, 1, size[0]), indexing="ij")
    )
    return np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)


def _fit(basis: npt.NDArray[np.float64], values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Least squares, reweighted; starts from the median, which a third of bad blocks does not move."""
    solution = np.zeros(basis.shape[1], dtype=np.float64)
    solution[0] = float(np.median(values))
    for _ in range(ROUNDS):
        off = np.abs(values - basis @ solution)
        weight = np.sqrt(np.minimum(1.0, HUBER / np.maximum(off, 1e-9)))
        weighted = np.linalg.lstsq(basis * weight[:, None], values * weight, rcond=None)[0]
        solution = np.asarray(weighted, dtype=np.float64)
    return solution
