"""Evidence: the picture that was judged, with what was found drawn into it, kept where its serial number finds it."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.verdict import Defect, InspectionResult, Verdict

Image = npt.NDArray[np.uint8]

COLOURS = {Verdict.PASS: (96, 160, 40), Verdict.FAIL: (40, 40, 210), Verdict.UNDECIDED: (30, 150, 235)}
BANNER_SHARE = 0.055
LABEL_PX = 0.5
FONT = cv2.FONT_HERSHEY_SIMPLEX
UNSAFE = re.compile(r"[^A-Za-z0-9._-]")


@dataclass(frozen=True, slots=True)
class Evidence:
    """`hash` is the SHA-256 of the PNG file; `path` is relative to the evidence folder: `<serial>/<hash>.png`."""

    hash: str
    path: str


def annotate(image: Image, result: InspectionResult, serial: str, stamp: str) -> Image:
    """The picture (BGR) with a box and a name at every defect, and above it verdict, serial number, model and time."""
    picture = image.copy()
    for defect in result.defects:
        _mark(picture, defect)
    height = max(24, round(picture.shape[0] * BANNER_SHARE))
    banner = np.full((height, picture.shape[1], 3), COLOURS[result.verdict], dtype=np.uint8)
    scale = height / 62.0
    reason = result.message if result.verdict is Verdict.UNDECIDED else ""
    lines = (f"{result.verdict.value.upper()}  {serial}", f"{stamp}  {result.model}  {reason}")
    for line, (text, size) in enumerate(zip(lines, (1.0, 0.6), strict=True)):
        origin = (round(10 * scale), round((26 + 26 * line) * scale))
        thickness = max(1, round(2 * size * scale))
        cv2.putText(banner, text, origin, FONT, size * scale, (255, 255, 255), thickness, cv2.LINE_AA)
    return np.concatenate([banner, picture])


def file_evidence(folder: Path, serial: str, picture: Image) -> Evidence:
    """Writes the picture as PNG under its serial number and its own hash, atomically; the same picture is filed once.

    Raises `InspectionError` when it cannot be written. A serial number with characters that do not suit a file name has
    them replaced by `_`; an empty one is filed under `unknown`.
    """
    done, encoded = cv2.imencode(".png", picture, [cv2.IMWRITE_PNG_COMPRESSION, 3])
    if not done:
        raise InspectionError("The annotated picture could not be encoded.", where=serial)
    data = encoded.tobytes()
    digest = hashlib.sha256(data).hexdigest()
    relative = Path(serial_folder(serial)) / f"{digest}.png"
    path = folder / relative
    try:
        if not path.exists():
            _write(path, data)
    except OSError as error:
        raise InspectionError(
            f"The evidence could not be written: {error.strerror}.",
            where=str(path),
            remedy="Make room on the disk, or name another folder in the parameter evidence_dir.",
        ) from error
    return Evidence(digest, relative.as_posix())


def evidence_of(folder: Path, serial: str) -> list[Evidence]:
    """All evidence filed for a serial number, oldest first."""
    place = folder / serial_folder(serial)
    files = sorted(place.glob("*.png"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    return [Evidence(path.stem, path.relative_to(folder).as_posix()) for path in files]


def serial_folder(serial: str) -> str:
    """The name of the folder of a serial number."""
    return UNSAFE.sub("_", serial).lstrip(".") or "unknown"


def _write(path: Path, data: bytes) -> None:
    """Through a file beside it and a rename, so that nobody ever sees half a picture; synchronised before."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise


def _mark(picture: Image, defect: Defect) -> None:
    box, colour = defect.box, COLOURS[Verdict.FAIL]
    rows, columns = picture.shape[:2]
    left, top = min(box.x, columns - 1), min(box.y, rows - 1)
    right, bottom = min(columns - 1, box.x + box.width), min(rows - 1, box.y + box.height)
    cv2.rectangle(picture, (left, top), (right, bottom), (255, 255, 255), 4)
    cv2.rectangle(picture, (left, top), (right, bottom), colour, 2)
    text = f"{defect.code.partition('.')[2].replace('_', ' ')} {defect.subject}".strip()
    (width, height), drop = cv2.getTextSize(text, FONT, LABEL_PX, 1)
    x = max(0, min(left, columns - width - 6))
    above = top - height - drop - 4
    y = above if above >= 0 else min(bottom, rows - height - drop - 6)
    cv2.rectangle(picture, (x, y), (x + width + 6, y + height + drop + 2), colour, -1)
    cv2.putText(picture, text, (x + 3, y + height + 1), FONT, LABEL_PX, (255, 255, 255), 1, cv2.LINE_AA)
