"""Evidence: the picture that was judged, with what was found drawn into it, kept where its serial number finds it."""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError
from robot_cells.inspections.png_file import png_of

Image = npt.NDArray[np.uint8]

UNSAFE = re.compile(r"[^A-Za-z0-9._-]")
_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Evidence:
    """`hash` is the SHA-256 of the PNG file; `path` is relative to the evidence folder: `<serial>/<hash>.png`."""

    hash: str
    path: str


def file_evidence(
    folder: Path, serial: str, picture: Image, colours: Image | None = None, *, durable: bool = True
) -> Evidence:
    """Writes the picture as PNG under its serial number and its own hash, atomically; the same picture is filed once.

    `colours` is the palette (BGR) of a picture of indices. With `durable` it is on the disk when this returns;
    otherwise anybody can read it, and `make_durable` is called later. Raises `InspectionError` when it cannot be
    written. A serial number with characters that do not suit a file name has them replaced by `_`; an empty one is
    filed under `unknown`.
    """
    data = png_of(picture, colours)
    digest = hashlib.sha256(data).hexdigest()
    relative = Path(serial_folder(serial)) / f"{digest}.png"
    write_once(folder / relative, data, durable=durable)
    return Evidence(digest, relative.as_posix())


def write_once(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Writes a file that is there whole or not at all; one that is there already stays. Raises `InspectionError`."""
    try:
        if not path.exists():
            _write(path, data, durable)
    except OSError as error:
        raise InspectionError(
            f"The evidence could not be written: {error.strerror}.",
            where=str(path),
            remedy="Make room on the disk, or name another folder in the parameter evidence_directory.",
        ) from error


def make_durable(path: Path) -> None:
    """Returns when a file that was written is on the disk, and its name in the folder; raises `InspectionError`."""
    try:
        for item in (path, path.parent):
            handle = os.open(item, os.O_RDONLY | os.O_CLOEXEC)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
    except OSError as error:
        raise InspectionError(f"The evidence may be lost: {error.strerror}.", where=str(path)) from error


def evidence_of(folder: Path, serial: str) -> list[Evidence]:
    """All evidence filed for a serial number, oldest first."""
    place = folder / serial_folder(serial)
    found = (path for path in place.glob("*.png") if _HASH.fullmatch(path.stem))
    files = sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name))
    return [Evidence(path.stem, path.relative_to(folder).as_posix()) for path in files]


def serial_folder(serial: str) -> str:
    """The name of the folder of a serial number."""
    return UNSAFE.sub("_", serial).lstrip(".") or "unknown"


def _write(path: Path, data: bytes, durable: bool) -> None:
    """Through a file beside it and a rename, so that nobody ever sees half a picture."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".", suffix=".part", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            if durable:
                file.flush()
                os.fsync(file.fileno())
        Path(name).replace(path)
    except OSError:
        Path(name).unlink(missing_ok=True)
        raise
