"""The layout of DeepPCB: pairs of a good and a tested picture, listed in split files.

A split file has a line for each pair, `group20085/20085/20085000.jpg group20085/20085_not/20085000.txt`: the pictures
are `20085000_test.jpg` and `20085000_temp.jpg`, and the boxes stand in the text file, `x1 y1 x2 y2 class` with blanks
or commas (Tang, He, Huang, Yang: Online PCB Defect Detector On A New PCB Defect Dataset, arXiv:1902.06197).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.boxes import checked_box
from robot_cells.inspections.samples.faults import Faults
from robot_cells.inspections.samples.picture_file import picture_size
from robot_cells.inspections.samples.purpose import Purpose, chosen_split
from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet
from robot_cells.inspections.samples.text_file import read_lines

NAME = "deeppcb"
CLASSES: Mapping[str, str] = {"1": "open", "2": "short", "3": "mousebite", "4": "spur", "5": "copper", "6": "pin-hole"}
_LINE = re.compile(r"^\s*(\S+\.(?:jpe?g|png|bmp))[\s,]+(\S+\.txt)\s*$", re.IGNORECASE)


def is_deeppcb(folder: Path) -> bool:
    """Whether a text file in the folder itself begins with a pair."""
    return bool(_splits(folder))


def read_deeppcb(folder: Path, split: str, purpose: Purpose) -> SampleSet:
    """The pairs of one split file, in its order; the group of a pair is the first folder of its path."""
    chosen = chosen_split(_splits(folder), split, purpose, str(folder))
    faults = Faults()
    samples: list[Sample] = []
    seen: set[str] = set()
    for number, line in read_lines(folder / f"{chosen}.txt"):
        where = f"{chosen}.txt:{number}"
        match = _LINE.match(line)
        if match is None:
            faults.add(where, f"a picture and a file of boxes are expected, not {line[:80]!r}")
        elif match[1] in seen:
            faults.add(where, f"the pair {match[1]} is listed twice")
        else:
            seen.add(match[1])
            sample = _pair(folder, match[1], match[2], where, faults)
            samples += [] if sample is None else [sample]
    faults.refuse(folder)
    if not samples:
        raise InspectionError("The split file lists no pair.", where=str(folder / f"{chosen}.txt"))
    return SampleSet(folder, tuple(samples), tuple(CLASSES.values()), NAME)


def _splits(folder: Path) -> list[str]:
    """The names of the split files, without `.txt`, sorted."""
    try:
        texts = sorted(path for path in folder.glob("*.txt") if path.is_file())
        return [path.stem for path in texts if _begins_with_pair(path)]
    except OSError as error:
        raise InspectionError(f"The folder cannot be read: {error.strerror}.", where=str(folder)) from error


def _begins_with_pair(path: Path) -> bool:
    with path.open("rb") as file:
        head = file.read(4096).decode("utf-8", errors="replace")
    return _LINE.match(next((line for line in head.splitlines() if line.strip()), "")) is not None


def _pair(folder: Path, listed: str, boxes: str, where: str, faults: Faults) -> Sample | None:
    base = PurePosixPath(listed)
    for path in (base, PurePosixPath(boxes)):
        if path.is_absolute() or ".." in path.parts:
            faults.add(where, f"{path} leads out of the folder")
            return None
    test, reference = (f"{base.parent}/{base.stem}_{part}{base.suffix}" for part in ("test", "temp"))
    missing = [name for name in (test, reference, boxes) if not (folder / name).is_file()]
    for name in missing:
        faults.add(where, f"{name} is missing")
    if missing:
        return None
    try:
        size = picture_size(folder / test)
        lines = read_lines(folder / boxes)
    except InspectionError as error:
        faults.add(where, str(error))
        return None
    found = [_box(line, size, f"{boxes}:{number}", faults) for number, line in lines]
    drawn = tuple(box for box in found if box is not None)
    group = base.parts[0] if len(base.parts) > 1 else ""
    return Sample(test, folder / test, folder / reference, drawn, not drawn, group=group)


def _box(line: str, size: tuple[int, int], where: str, faults: Faults) -> LabelledBox | None:
    fields = line.replace(",", " ").split()
    try:
        x1, y1, x2, y2 = (float(field) for field in fields[:4])
    except ValueError:
        x1 = y1 = x2 = y2 = float("nan")
    if len(fields) != 5:
        faults.add(where, f"`x1 y1 x2 y2 class` is expected, not {line[:80]!r}")
        return None
    if fields[4] not in CLASSES:
        faults.add(where, f"the class {fields[4][:20]} is none of 1 to {len(CLASSES)}")
        return None
    box = checked_box(CLASSES[fields[4]], (x1, y1, x2, y2), size)
    if isinstance(box, str):
        faults.add(where, box)
        return None
    return box
