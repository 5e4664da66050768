"""What is kept beside an annotated picture: who judged what, and the picture as it was handed in.

`<serial>/<hash>.png` is the annotated picture, `<hash>.<verdict>.json` the note, `<hash>.source.png` the picture that
was judged and `<hash>.reference.png` the good one it was compared with, where there was one. The verdict is in the
name, so that a sweep need not read every note.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.evidence import Evidence, Image, make_durable, write_once
from robot_cells.inspections.png_file import compressed_png
from robot_cells.inspections.verdict import InspectionResult, Verdict

VERSION = 1
_NAME = re.compile(r"([0-9a-f]{64})(?:\.(pass|fail|undecided|source|reference))?\.(?:png|json)")


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """What was judged; the fields are those of the request."""

    hash: str
    serial: str
    product: str
    attempt: str
    model: str
    verdict: Verdict
    message: str
    folder: Path

    @property
    def source(self) -> Path:
        """The picture as it was handed in."""
        return self.folder / f"{self.hash}.source.png"

    @property
    def reference(self) -> Path:
        """The good picture that was handed in with it."""
        return self.folder / f"{self.hash}.reference.png"


def file_note(
    directory: Path,
    evidence: Evidence,
    result: InspectionResult,
    request: dict[str, str],
    picture: Image | None,
    reference: Image | None,
) -> None:
    """Writes what belongs to an annotated picture, and returns when all of it is on the disk.

    `request` has serial, product and attempt; the pictures (BGR or grey) are None where they are not to be kept. Raises
    `InspectionError` where something cannot be written.
    """
    annotated = directory / evidence.path
    for kind, image in (("source", picture), ("reference", reference)):
        if image is not None:
            write_once(annotated.with_name(f"{evidence.hash}.{kind}.png"), compressed_png(image))
    document = {
        "version": VERSION,
        **request,
        "model": result.model,
        "verdict": result.verdict.value,
        "message": result.message,
        "score": result.score,
        "duration_s": result.duration_s,
        "serial_read": result.serial_read,
        "defects": [[item.code, item.subject, item.score] for item in result.defects],
    }
    text = json.dumps(document, ensure_ascii=False) + "\n"
    write_once(annotated.with_name(f"{evidence.hash}.{result.verdict.value}.json"), text.encode())
    make_durable(annotated)


def find_note(directory: Path, evidence: str) -> EvidenceNote:
    """The note of an annotated picture, by its hash; raises `InspectionError` where there is none or it is damaged."""
    if not re.fullmatch(r"[0-9a-f]{64}", evidence):
        raise InspectionError(f"{evidence!r} is no hash of an annotated picture.", remedy="`trace SERIAL` shows it.")
    found = sorted(path for path in directory.glob(f"*/{evidence}.*.json"))
    if not found:
        raise InspectionError(
            f"There is no evidence {evidence}.",
            where=str(directory),
            remedy="It was never filed here, or its time is over.",
        )
    try:
        document = json.loads(found[0].read_text(encoding="utf-8"))
        words = {key: str(document[key]) for key in ("serial", "product", "attempt", "model", "message")}
        return EvidenceNote(hash=evidence, verdict=Verdict(document["verdict"]), folder=found[0].parent, **words)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise InspectionError(f"The note cannot be read: {error}.", where=str(found[0])) from error


@dataclass(frozen=True, slots=True)
class FiledEvidence:
    """All files of one piece of evidence; `verdict` is None where no note says it, `at_s` when it was filed (Unix)."""

    hash: str
    verdict: Verdict | None
    files: tuple[Path, ...]
    size: int
    at_s: float


def filed_evidence(directory: Path) -> Iterator[FiledEvidence]:
    """Everything that is filed, a serial number after the other."""
    for folder in sorted(path for path in directory.glob("*") if path.is_dir()):
        files: dict[str, list[Path]] = {}
        verdicts: dict[str, Verdict] = {}
        for path in sorted(folder.iterdir()):
            match = _NAME.fullmatch(path.name)
            if match is None:
                continue
            files.setdefault(match[1], []).append(path)
            if path.suffix == ".json":
                verdicts[match[1]] = Verdict(match[2])
        for name, paths in files.items():
            states = [path.stat() for path in paths]
            size, at_s = sum(item.st_size for item in states), max(item.st_mtime for item in states)
            yield FiledEvidence(name, verdicts.get(name), tuple(paths), size, at_s)
