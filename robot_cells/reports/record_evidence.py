"""The pictures that belong to a record."""

from __future__ import annotations

import base64
from pathlib import Path

from robot_cells.reports.part_record import Picture

WIDTH_PX = 900
"""Pictures on a page are at most so wide; the evidence itself stays as it was judged."""
QUALITY = 82
"""Of the JPEG on a page, in per cent."""


def evidence_file(folder: Path, picture: Picture) -> Path | None:
    """The file of a picture; None when it is not there, or its path leads out of the evidence folder."""
    path = folder / picture.path
    if not picture.path or not path.is_file() or not path.resolve().is_relative_to(folder.resolve()):
        return None
    return path


def embedded(path: Path) -> str | None:
    """A picture as a `data:` address, reduced for a page; None when the file is no picture."""
    import cv2

    image = cv2.imread(str(path), cv2.IMREAD_COLOR)
    if image is None:
        return None
    height, width = image.shape[:2]
    if width > WIDTH_PX:
        image = cv2.resize(image, (WIDTH_PX, round(height * WIDTH_PX / width)), interpolation=cv2.INTER_AREA)
    done, encoded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    return f"data:image/jpeg;base64,{base64.b64encode(encoded.tobytes()).decode()}" if done else None
