"""The files of a model's folder, compared with the hashes on its card."""

from __future__ import annotations

import hashlib
import stat
from collections.abc import Mapping
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.card_document import CARD_FILE

READ_BYTES = 1 << 20


def hashes_of(folder: Path) -> dict[str, str]:
    """SHA-256 of every file below the folder but the card, by path with `/`, sorted.

    Raises `InspectionError` for links and whatever else is no plain file: what it holds could change, or lie anywhere.
    """
    found: dict[str, str] = {}
    for path in sorted(folder.rglob("*")):
        mode = path.lstat().st_mode
        if stat.S_ISDIR(mode):
            continue
        if not stat.S_ISREG(mode):
            what = "a link" if stat.S_ISLNK(mode) else "no plain file"
            raise InspectionError(
                f"This is {what}; a model consists of files.", where=str(path), remedy="Copy the file itself there."
            )
        name = path.relative_to(folder).as_posix()
        if name != CARD_FILE:
            found[name] = _hash(path)
    return found


def check_files(folder: Path, expected: Mapping[str, str]) -> None:
    """Raises `InspectionError` when a file is missing, changed, or one too many; names all of them."""
    try:
        found = hashes_of(folder)
    except OSError as error:
        raise InspectionError(
            f"A file of the model cannot be read: {error.strerror}.", where=str(error.filename or folder)
        ) from error
    faults = [f"{name} is missing." for name in expected if name not in found]
    faults += [
        f"{name} is not what the card says." for name in expected if found.get(name, expected[name]) != expected[name]
    ]
    faults += [f"{name} is not on the card." for name in found if name not in expected]
    if faults:
        raise InspectionError(
            "The model was changed since it was saved:\n" + "\n".join(faults),
            where=str(folder),
            remedy="Take the folder as it was saved, or train the model anew.",
        )


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(READ_BYTES):
            digest.update(block)
    return digest.hexdigest()
