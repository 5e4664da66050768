"""The model that reads codes and compares them with the expected serial number."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.code.code_reader import CodePlace, CodeReader
from robot_cells.inspections.code.code_settings import CodeSettings
from robot_cells.inspections.given_picture import UnjudgeableError, as_grey
from robot_cells.inspections.model import View
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.verdict import Box, Defect, Detection, InspectionResult, Verdict

WRONG_CODE, UNREADABLE_CODE = "wrong_code", "unreadable_code"
WRONG, UNREADABLE = "inspect.wrong_code", "inspect.unreadable_code"
CONFIRMED_SCORE = 0.99
"""How sure a wrong code is: two attempts read it, and none anything else."""


class CodeModel:
    """Reads; what is read in two ways, or not for sure, is `undecided`."""

    def __init__(self, card: ModelCard, settings: CodeSettings) -> None:
        self._card = card
        self._settings = settings
        pattern = re.compile(settings.pattern) if settings.pattern else None
        self._reader = CodeReader(settings.symbologies, pattern)

    @property
    def card(self) -> ModelCard:
        """What it is, and how well it read the samples that it was made with."""
        return self._card

    def inspect(self, view: View) -> InspectionResult:
        """Compares what the picture's codes say with `view.serial`; without one, any code that is read will do."""
        start = time.perf_counter()
        try:
            grey, left, top = self._part(as_grey(view.image))
        except UnjudgeableError as error:
            result = self._result(Verdict.UNDECIDED, str(error))
        else:
            places = [_moved(place, left, top) for place in self._reader.read(grey, view.serial)]
            result = self._judged(places, view.serial)
        return replace(result, duration_s=time.perf_counter() - start)

    def save(self, folder: Path) -> None:
        """Nothing: all that it knows stands in the card."""

    def _part(self, grey: npt.NDArray[np.uint8]) -> tuple[npt.NDArray[np.uint8], int, int]:
        rows, columns = grey.shape
        left, top, right, bottom = self._settings.region
        x, y = int(left * columns), int(top * rows)
        part = grey[y : max(y + 1, round(bottom * rows)), x : max(x + 1, round(right * columns))]
        return np.ascontiguousarray(part), x, y

    def _judged(self, places: Sequence[CodePlace], expected: str) -> InspectionResult:
        conflicts = [place for place in places if len(place.texts) > 1]
        if conflicts:
            ways = " and as ".join(repr(text) for text in conflicts[0].texts)
            return self._result(Verdict.UNDECIDED, f"A code was read as {ways}.")
        sure = [place for place in places if place.is_sure]
        texts = list(dict.fromkeys(place.texts[0] for place in sure))
        if texts and (not expected or expected in texts):
            read = expected or texts[0]
            others = [text for text in texts if text != read]
            more = f" Besides: {', '.join(others)}." if others else ""
            return self._result(Verdict.PASS, f"The code says {read}.{more}", serial_read=read)
        confirmed = [place for place in sure if place.is_confirmed]
        if expected and confirmed:
            return self._wrong(confirmed, expected)
        if places:
            text = places[0].texts[0]
            return self._result(Verdict.UNDECIDED, f"A code was read as {text!r}, but not for sure.")
        return self._unreadable(expected)

    def _wrong(self, places: Sequence[CodePlace], expected: str) -> InspectionResult:
        defects, detections = [], []
        for place in places:
            text, box = place.texts[0], place.readings[0].box
            defects.append(Defect(WRONG, text, CONFIRMED_SCORE, box))
            ends = (float(box.x), float(box.y), float(box.x + box.width), float(box.y + box.height))
            detections.append(Detection(WRONG_CODE, CONFIRMED_SCORE, *ends))
        read = places[0].texts[0]
        message = f"The code says {read} instead of {expected}."
        return self._result(Verdict.FAIL, message, tuple(defects), tuple(detections), serial_read=read)

    def _unreadable(self, expected: str) -> InspectionResult:
        message = f"No code that could say {expected} was read." if expected else "No code was read."
        if not self._settings.fails_unreadable:
            return self._result(Verdict.UNDECIDED, message)
        defect = Defect(UNREADABLE, "", 1.0, Box(0, 0, 0, 0))
        return self._result(Verdict.FAIL, message, (defect,))

    def _result(
        self,
        verdict: Verdict,
        message: str,
        defects: tuple[Defect, ...] = (),
        detections: tuple[Detection, ...] = (),
        *,
        serial_read: str = "",
    ) -> InspectionResult:
        return InspectionResult(verdict, self._card.label, 0.0, message, defects, serial_read, detections)


def _moved(place: CodePlace, x: int, y: int) -> CodePlace:
    """From the part that was looked at to the whole picture."""
    return CodePlace([replace(item, corners=item.corners + np.array((x, y))) for item in place.readings])
