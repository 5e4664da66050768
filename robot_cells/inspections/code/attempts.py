"""The ways in which a code is tried to be read, the cheapest first."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.inspections.code.code_regions import CodeRegion, Cut, code_regions, cut_out
from robot_cells.inspections.code.sharpening import levelled, stretched, wiener_kernel, wiener_kernel_1d
from robot_cells.inspections.code.symbology import Symbology

Grey = npt.NDArray[np.uint8]

BAR_FILTERS = ((21, 1.6, 0.1), (9, 1.6, 0.1), (9, 0.7, 0.1), (21, 2.0, 0.02))
"""For bars: how many pixels along them are averaged, the blur that is undone, and the noise that is reckoned with."""
BAR_TURNS_DEG = (0.0, -0.7, 0.7, -1.5, 1.5, -2.5, 2.5)
"""Seen from aside bars are not quite parallel, so the mean direction is only about right."""
LEVEL_PX = 61
"""The widest bars and gaps of a Code 128 are 4 modules: every window this wide holds both."""
SQUARE_FILTERS = ((1.6, 0.05, 3.0), (1.2, 0.05, 2.0), (2.0, 0.01, 3.0), (0.7, 0.05, 2.0), (1.6, 0.01, 2.0))
"""For squares: the blur that is undone, the noise that is reckoned with, and the enlargement."""
MATRIX_TURNS_DEG = (0.0, -3.0, 3.0, -8.0, 8.0)
MATRIX_FILTERS = ((1.6, 0.05), (1.3, 0.02), (2.0, 0.05), (1.0, 0.1))
"""For a DataMatrix in noise: its solid sides are followed along their edges, so each way of sampling them may do."""
STEPS_DEG = (15.0, 30.0, 45.0)
WHOLE_PX = 700
"""A picture whose sides are no longer is also tried as a whole."""


_UNCHANGED = np.array(((1.0, 0.0, 0.0), (0.0, 1.0, 0.0)))


@dataclass(frozen=True, slots=True)
class Attempt:
    """A picture made for reading these symbologies; `to_picture` (2 x 3) takes its pixels back. `way` names it."""

    image: Grey
    to_picture: npt.NDArray[np.float64]
    symbologies: tuple[Symbology, ...]
    way: str
    region: CodeRegion | None = None


def attempts(grey: Grey, symbologies: Sequence[Symbology]) -> Iterator[Attempt]:
    """Every attempt in turn; each is made only when it is asked for."""
    squares = tuple(item for item in symbologies if item is not Symbology.CODE_128)
    bars = tuple(item for item in symbologies if item is Symbology.CODE_128)
    yield Attempt(grey, _UNCHANGED, tuple(symbologies), "as it is")
    around = CodeRegion((grey.shape[1] - 1) / 2, (grey.shape[0] - 1) / 2, grey.shape[1], grey.shape[0], 0.0)
    if max(grey.shape) <= WHOLE_PX:
        yield _of(cut_out(grey, around, scale=2.0), tuple(symbologies), "enlarged", None)
    square_regions = code_regions(grey, bars=False) if squares else []
    bar_regions = code_regions(grey, bars=True) if bars else []
    for region in square_regions:
        yield from _square_attempts(grey, region, squares, SQUARE_FILTERS[:2])
    for region in bar_regions:
        yield from _bar_attempts(grey, region, bars, BAR_FILTERS[:1], BAR_TURNS_DEG[:3])
    for region in square_regions:
        yield from _square_attempts(grey, region, squares, SQUARE_FILTERS[2:])
        yield from _more_square_attempts(grey, region, squares)
    if squares and max(grey.shape) <= WHOLE_PX:
        yield from _square_attempts(grey, around, squares, SQUARE_FILTERS)
    if Symbology.DATA_MATRIX in symbologies:
        for region in square_regions[:2]:
            yield from _matrix_attempts(grey, region)
    for region in bar_regions:
        yield from _bar_attempts(grey, region, bars, BAR_FILTERS[:1], BAR_TURNS_DEG[3:])
        yield from _bar_attempts(grey, region, bars, BAR_FILTERS[1:], BAR_TURNS_DEG)


def _square_attempts(
    grey: Grey,
    region: CodeRegion,
    symbologies: tuple[Symbology, ...],
    filters: Sequence[tuple[float, float, float]],
) -> Iterator[Attempt]:
    for blur, noise, scale in filters:
        cut = cut_out(grey, region)
        clear = stretched(cv2.filter2D(cut.image, cv2.CV_32F, wiener_kernel(blur, noise)))
        way = f"sharpened against {blur:g} px"
        yield _of(_resized(Cut(clear, cut.to_picture), scale), symbologies, way, region)


def _more_square_attempts(grey: Grey, region: CodeRegion, symbologies: tuple[Symbology, ...]) -> Iterator[Attempt]:
    yield _of(_changed(cut_out(grey, region), _smooth), symbologies, "smoothed", region)
    yield _of(_changed(cut_out(grey, region, scale=2.0), _equalised), symbologies, "equalised", region)
    yield _of(_changed(cut_out(grey, region, scale=2.0), _thresholded), symbologies, "thresholded", region)
    half = cut_out(_smooth(grey), region, scale=0.5)
    clear = stretched(cv2.filter2D(half.image, cv2.CV_32F, wiener_kernel(1.2, 0.05)))
    yield _of(_resized(Cut(clear, half.to_picture), 2.0), symbologies, "halved and sharpened", region)
    for step in STEPS_DEG:
        cut = cut_out(grey, region, turn_rad=math.radians(step))
        clear = stretched(cv2.filter2D(cut.image, cv2.CV_32F, wiener_kernel(1.6, 0.05)))
        yield _of(_resized(Cut(clear, cut.to_picture), 3.0), symbologies, f"turned by {step:g} degrees", region)


def _matrix_attempts(grey: Grey, region: CodeRegion) -> Iterator[Attempt]:
    for turn in MATRIX_TURNS_DEG:
        for blur, noise in MATRIX_FILTERS:
            cut = cut_out(grey, region, turn_rad=math.radians(turn))
            kernel = wiener_kernel(blur, noise)
            clear = Cut(stretched(cv2.filter2D(cut.image, cv2.CV_32F, kernel)), cut.to_picture)
            way = f"turned by {turn:g} degrees, sharpened against {blur:g} px"
            matrix = (Symbology.DATA_MATRIX,)
            yield _of(clear, matrix, way, region)
            yield _of(_resized(clear, 2.0), matrix, f"{way}, enlarged", region)
            large = _resized(clear, 3.0)
            yield _of(_changed(large, _closed), matrix, f"{way}, smoothed", region)
            yield _of(_changed(large, _without_specks), matrix, f"{way}, without specks", region)


def _bar_attempts(
    grey: Grey,
    region: CodeRegion,
    symbologies: tuple[Symbology, ...],
    filters: Sequence[tuple[int, float, float]],
    turns_deg: Sequence[float],
) -> Iterator[Attempt]:
    """Averages along the bars, which takes noise out and no edge with it, then sharpens across them."""
    for along, blur, noise in filters:
        for turn in turns_deg:
            cut = cut_out(grey, region, turn_rad=math.radians(turn))
            mean = cv2.blur(cut.image.astype(np.float32), (1, along))
            kernel = wiener_kernel_1d(blur, noise)
            clear = cv2.sepFilter2D(mean, cv2.CV_32F, kernel, np.ones(1, np.float32))
            level = levelled(np.asarray(clear, dtype=np.float32), LEVEL_PX)
            way = f"averaged over {along} px at {turn:g} degrees, sharpened against {blur:g} px"
            yield _of(_resized(Cut(level, cut.to_picture), 2.0), symbologies, way, region)


def _of(cut: Cut, symbologies: tuple[Symbology, ...], way: str, region: CodeRegion | None) -> Attempt:
    return Attempt(np.ascontiguousarray(cut.image), cut.to_picture, symbologies, way, region)


def _changed(cut: Cut, change: Callable[[Grey], Grey]) -> Cut:
    return Cut(change(cut.image), cut.to_picture)


def _resized(cut: Cut, scale: float) -> Cut:
    large = cv2.resize(cut.image, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    matrix = cut.to_picture.copy()
    # A pixel's middle lies at a whole number: (x + 0.5) / scale - 0.5 of the smaller picture.
    matrix[:, :2] /= scale
    matrix[:, 2] += cut.to_picture[:, :2] @ np.full(2, 0.5 / scale - 0.5)
    return Cut(np.asarray(large, dtype=np.uint8), matrix)


def _smooth(picture: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 1.0), dtype=np.uint8)


def _closed(picture: Grey) -> Grey:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 2.4), dtype=np.uint8)


def _without_specks(picture: Grey) -> Grey:
    return np.asarray(cv2.medianBlur(picture, 5), dtype=np.uint8)


def _equalised(picture: Grey) -> Grey:
    """Contrast-limited adaptive histogram equalisation (Zuiderveld 1994)."""
    return np.asarray(cv2.createCLAHE(clipLimit=3.0, tileGridSize=(4, 4)).apply(picture), dtype=np.uint8)


def _thresholded(picture: Grey) -> Grey:
    smooth = cv2.GaussianBlur(picture, (0, 0), 2.0)
    return np.asarray(
        cv2.adaptiveThreshold(smooth, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY, 41, 0), dtype=np.uint8
    )
