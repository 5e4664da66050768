"""What a person says a picture truly shows, kept as a sample that models are trained with.

Below the folder of corrections each model has its own: `<model>/good/` and `<model>/bad/` in the plain layout of
samples, `reference/` where pictures were compared with one, and `corrections.jsonl` with who corrected what, and why.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.evidence import serial_folder, write_once
from robot_cells.inspections.evidence_note import EvidenceNote, find_note
from robot_cells.inspections.samples.picture_labels import PictureLabels, labels_path, write_labels
from robot_cells.inspections.samples.plain_layout import BAD, GOOD, REFERENCE
from robot_cells.inspections.samples.sample import LabelledBox

LOG = "corrections.jsonl"


@dataclass(frozen=True, slots=True)
class Correction:
    """`evidence` is the hash of the annotated picture; `boxes` is None where it is bad and nobody drew where.

    `at` is when it was said (ISO 8601).
    """

    evidence: str
    is_good: bool
    boxes: tuple[LabelledBox, ...] | None
    by: str
    reason: str
    at: str


def store_correction(evidence_directory: Path, directory: Path, correction: Correction) -> str:
    """Stores it durably and gives the name of the sample, `<model>/<good or bad>/<hash>.png`.

    A picture that is corrected again takes the later word. Raises `InspectionError` where the evidence or its picture
    is gone, where a box does not fit, and where it cannot be written; then nothing has changed.
    """
    if not correction.by:
        raise InspectionError("Nobody has signed the correction.", remedy="Give the name of the person: corrected_by.")
    if correction.is_good and correction.boxes:
        raise InspectionError("A good picture has no defects.", remedy="Correct it to FAIL, or leave them out.")
    note = find_note(evidence_directory, correction.evidence)
    folder = directory / serial_folder(note.model.partition("@")[0])
    place, other = (GOOD, BAD) if correction.is_good else (BAD, GOOD)
    picture = folder / place / f"{note.hash}.png"
    _copy(note.source, picture)
    if note.reference.exists():
        _copy(note.reference, folder / REFERENCE / picture.name)
    boxes = () if correction.is_good else correction.boxes
    try:
        write_labels(
            picture, PictureLabels(boxes, correction.is_good, group=note.serial, by=correction.by, at=correction.at)
        )
    except InspectionError:
        if not labels_path(picture).exists():
            picture.unlink()
        raise
    for old in (labels_path(folder / other / picture.name), folder / other / picture.name):
        old.unlink(missing_ok=True)
    _log(directory / LOG, note, correction)
    return picture.relative_to(directory).as_posix()


def _copy(source: Path, target: Path) -> None:
    try:
        data = source.read_bytes()
    except OSError as error:
        raise InspectionError(
            f"The picture as it was handed in is not kept: {error.strerror}.",
            where=str(source),
            remedy="Keep more of the passes (evidence_pass_share), or for longer.",
        ) from error
    write_once(target, data)


def _log(path: Path, note: EvidenceNote, correction: Correction) -> None:
    document = {
        "at": correction.at,
        "by": correction.by,
        "reason": correction.reason,
        "evidence": note.hash,
        "serial": note.serial,
        "attempt": note.attempt,
        "model": note.model,
        "was": note.verdict.value,
        "is": "pass" if correction.is_good else "fail",
    }
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(document, ensure_ascii=False) + "\n")
    except OSError as error:
        raise InspectionError(f"The correction cannot be logged: {error.strerror}.", where=str(path)) from error


def read_corrections(directory: Path) -> Sequence[dict[str, str]]:
    """Every correction, the oldest first; a last line that was cut off by a power failure is left out."""
    try:
        lines = (directory / LOG).read_text(encoding="utf-8").splitlines(keepends=True)
    except FileNotFoundError:
        return ()
    return tuple(json.loads(line) for line in lines if line.endswith("\n"))
