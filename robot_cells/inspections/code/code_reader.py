"""Reads all codes in a picture, with retries, and never believes what was read in two ways."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import zxingcpp

from robot_cells.inspections.code.attempts import Attempt, attempts
from robot_cells.inspections.code.reading import Reading
from robot_cells.inspections.code.symbology import Symbology

Grey = npt.NDArray[np.uint8]

WEAK_AGREEMENT = 2
"""Attempts that have to read the same of a symbology that checks itself too little."""

MOST_WORK_PX = 40_000_000
"""Pixels of all attempts together after which it is given up: a bound on the time that does not hang on the clock."""


@dataclass(slots=True)
class CodePlace:
    """All that was read at one place of a picture, in the order of the attempts."""

    readings: list[Reading] = field(default_factory=list)

    @property
    def texts(self) -> tuple[str, ...]:
        """The different texts that were read, in the order in which they were first read."""
        return tuple(dict.fromkeys(item.text for item in self.readings))

    @property
    def is_sure(self) -> bool:
        """Whether every attempt read the same, and enough of them did."""
        first = self.readings[0]
        return len(self.texts) == 1 and len(self.readings) >= (WEAK_AGREEMENT if first.symbology.is_weak else 1)

    @property
    def is_confirmed(self) -> bool:
        """Whether at least two attempts read the same, and none another."""
        return len(self.texts) == 1 and len(self.readings) >= WEAK_AGREEMENT


@dataclass(frozen=True, slots=True)
class CodeReader:
    """Reads codes of some symbologies whose text matches `pattern` as a whole (None: any text)."""

    symbologies: tuple[Symbology, ...] = tuple(Symbology)
    pattern: re.Pattern[str] | None = None

    def read(self, grey: Grey, expected: str = "") -> tuple[CodePlace, ...]:
        """What was read where, in a grey picture (height, width).

        With `expected` it tries until a code says that; a code that says something else is read a second time.
        Without, it tries until a code is read for sure. Deterministic; safe for several threads.
        """
        places: list[CodePlace] = []
        work_px = 0
        for attempt in attempts(grey, self.symbologies):
            work_px += attempt.image.size
            if _is_settled_there(attempt, places):
                continue
            for reading in self._readings(attempt):
                _place_of(reading, places).readings.append(reading)
            if _is_done(places, expected) or work_px > MOST_WORK_PX:
                break
        return tuple(places)

    def _readings(self, attempt: Attempt) -> list[Reading]:
        # Regions were enlarged on purpose, and bars were set upright.
        first = attempt.region is None
        found = zxingcpp.read_barcodes(
            attempt.image, formats=_formats(attempt.symbologies), try_rotate=True, try_downscale=first
        )
        readings = []
        for item in found:
            symbology = next((one for one in attempt.symbologies if one.zxing_format == item.format), None)
            text = str(item.text)
            if item.valid and text and symbology is not None and self._fits(text):
                readings.append(Reading(text, symbology, _corners(item, attempt), attempt.way))
        return readings

    def _fits(self, text: str) -> bool:
        return self.pattern is None or self.pattern.fullmatch(text) is not None


def _formats(symbologies: Sequence[Symbology]) -> zxingcpp.BarcodeFormats:
    return zxingcpp.barcode_formats_from_str(",".join(item.zxing_name for item in symbologies))


def _corners(found: zxingcpp.Barcode, attempt: Attempt) -> npt.NDArray[np.float64]:
    place = found.position
    points = [(item.x, item.y) for item in (place.top_left, place.top_right, place.bottom_right, place.bottom_left)]
    matrix = attempt.to_picture
    return np.asarray(np.array(points, dtype=np.float64) @ matrix[:, :2].T + matrix[:, 2], dtype=np.float64)


def _place_of(reading: Reading, places: list[CodePlace]) -> CodePlace:
    for place in places:
        other = place.readings[0]
        distance = math.dist(reading.centre, other.centre)
        if distance < max(reading.reach, other.reach) * 0.7:
            return place
    places.append(CodePlace())
    return places[-1]


def _is_done(places: Sequence[CodePlace], expected: str) -> bool:
    if not expected:
        return any(place.is_sure for place in places)
    return any(place.is_sure and place.texts == (expected,) for place in places)


def _is_settled_there(attempt: Attempt, places: Sequence[CodePlace]) -> bool:
    """Whether what lies in the attempt's region has been read twice already, or contradicts itself."""
    region = attempt.region
    if region is None:
        return False
    settled = [place for place in places if place.is_confirmed or len(place.texts) > 1]
    reach = max(region.width, region.height) / 2
    return any(math.dist(place.readings[0].centre, (region.x, region.y)) < reach for place in settled)
