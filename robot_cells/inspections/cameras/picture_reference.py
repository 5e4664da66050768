"""How a camera's pictures look while nothing is wrong with it: learned from a few of them."""

from __future__ import annotations

import math
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.cameras.picture_pose import PicturePose, flat, landmarks, matching, pose_of
from robot_cells.inspections.cameras.small_picture import SmallPicture

Map = npt.NDArray[np.int8]

PICTURES_MIN = 8
FOUND_SHARE_MIN = 0.8
MAP_STEP = 0.01
"""Maps of spots hold log ratios in these steps."""
SPREAD_PX = 41
"""Spots are told from light by their size: what is wider than this in the small picture is light."""


@dataclass(frozen=True, slots=True)
class PictureReference:
    """`mean` is the scene in the pose of the first picture; poses and log sharpness have mean and standard deviation.

    `spots` is what is always brighter or darker than the scene lets expect (the bench that does not move with it),
    `spread` by how much that varies from picture to picture (cables, screws).
    """

    mean: npt.NDArray[np.uint8]
    points: npt.NDArray[np.float32]
    spots: Map
    spread: Map
    pose: tuple[float, float, float, float]
    pose_sigma: tuple[float, float, float, float]
    sharpness: float
    sharpness_sigma: float
    brightness: float

    def save(self, path: Path) -> None:
        """Write it as `.npz`, so that a camera that was moved while the line was off is found out."""
        figures = np.array((*self.pose, *self.pose_sigma, self.sharpness, self.sharpness_sigma, self.brightness))
        with path.open("wb") as file:
            np.savez_compressed(
                file, mean=self.mean, points=self.points, spots=self.spots, spread=self.spread, figures=figures
            )

    @classmethod
    def load(cls, path: Path) -> PictureReference:
        """Read what `save` wrote; raises `InspectionError` for anything else."""
        remedy = "Delete it: the reference is learned anew from the next pictures."
        try:
            with np.load(path, allow_pickle=False) as data:
                names = ("mean", "points", "spots", "spread", "figures")
                mean, points, spots, spread, figures = (data[name] for name in names)
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise InspectionError(f"The reference cannot be read: {error}.", where=str(path), remedy=remedy) from error
        fits = mean.ndim == 2 and mean.dtype == np.uint8 and spots.shape == mean.shape and spots.dtype == np.int8
        fits = fits and spread.shape == mean.shape and spread.dtype == np.int8
        fits = fits and points.ndim == 2 and points.shape[1:] == (2,) and points.dtype == np.float32
        if not (fits and figures.shape == (11,) and np.isfinite(figures).all()):
            raise InspectionError("The file holds no reference of a camera.", where=str(path), remedy=remedy)
        pose, sigma = tuple(map(float, figures[:4])), tuple(map(float, figures[4:8]))
        return cls(mean, points, spots, spread, pose, sigma, *map(float, figures[8:]))  # type: ignore[arg-type]

    def pose_in(self, picture: SmallPicture) -> tuple[PicturePose, Map] | None:
        """Where the scene lies in a picture, and what differs from it there; None: it is not found."""
        matrix = matching(flat(self.mean), self.points, flat(picture.grey))
        if matrix is None:
            return None
        pose = pose_of(matrix, self.mean.shape, picture.scale)
        return pose, spots_of(self.mean, matrix, picture.grey)


def learn_reference(pictures: Sequence[SmallPicture]) -> PictureReference:
    """The reference of a scene; raises `InspectionError` for too few pictures, or such as do not show one scene."""
    if len(pictures) < PICTURES_MIN:
        raise InspectionError(f"A camera's reference needs {PICTURES_MIN} pictures, not {len(pictures)}.")
    anchor = flat(pictures[0].grey)
    points = landmarks(anchor)
    found = [(item, matching(anchor, points, flat(item.grey))) for item in pictures]
    placed = [(item, matrix) for item, matrix in found if matrix is not None]
    usable = [item.sharpness for item, _ in placed if item.sharpness > 0]
    if len(placed) < FOUND_SHARE_MIN * len(pictures) or len(usable) < len(placed):
        raise InspectionError(
            f"Only {min(len(placed), len(usable))} of {len(pictures)} pictures show the same scene.",
            remedy="Take the reference of a camera from good pictures of one product.",
        )
    size = (anchor.shape[1], anchor.shape[0])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    laid = [cv2.warpAffine(p.grey, m, size, flags=flags, borderMode=cv2.BORDER_REPLICATE) for p, m in placed]
    mean = np.asarray(np.median(np.stack(laid), axis=0), dtype=np.uint8)
    again = landmarks(flat(mean))
    poses = np.array([pose_of(matrix, anchor.shape, item.scale).values for item, matrix in placed])
    sharp = [math.log(value) for value in usable]
    maps = np.stack([spots_of(mean, matrix, item.grey) for item, matrix in placed])
    return PictureReference(
        mean,
        again if len(again) >= len(points) // 2 else points,
        np.asarray(np.median(maps, axis=0), dtype=np.int8),
        _spread(maps),
        tuple(map(float, poses.mean(axis=0))),  # type: ignore[arg-type]
        tuple(map(float, poses.std(axis=0, ddof=1))),  # type: ignore[arg-type]
        float(np.mean(sharp)),
        float(np.std(sharp, ddof=1)),
        float(np.median([item.brightness for item in pictures])),
    )


def _spread(maps: Map) -> Map:
    """Standard deviation of each pixel, the largest of those around it."""
    deviation = np.asarray(maps.std(axis=0, ddof=1), dtype=np.float32)
    return np.clip(np.ceil(cv2.dilate(deviation, np.ones((5, 5), np.uint8))), 0, 127).astype(np.int8)


def spots_of(mean: npt.NDArray[np.uint8], matrix: npt.NDArray[np.float64], grey: npt.NDArray[np.uint8]) -> Map:
    """How much brighter or darker each pixel is than the scene lets expect there, light taken out; log, in steps."""
    size = (grey.shape[1], grey.shape[0])
    expected = cv2.warpAffine(mean, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    ratio = np.log((grey.astype(np.float32) + 8.0) / (np.asarray(expected, dtype=np.float32) + 8.0))
    bounded = cv2.GaussianBlur(np.clip(ratio, -1.0, 1.0), (0, 0), 1.5)
    light = cv2.blur(bounded, (SPREAD_PX, SPREAD_PX))
    return np.clip(np.round((bounded - light) / MAP_STEP), -127, 127).astype(np.int8)
