"""The layout of YOLO: images/ and labels/ with a text file for each picture, `class cx cy width height` as shares.

Classes are named in data.yaml (`names`, a list or numbers to names) or classes.txt, one a line. Parts are folders:
images/train or train/images, with labels in the same place; or pictures and labels lie side by side. A picture without
a label file is good. Polygons (`class` and three or more points) count as the boxes around them
(docs.ultralytics.com/datasets/detect).
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath

import yaml

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.boxes import checked_box
from robot_cells.inspections.samples.faults import Faults
from robot_cells.inspections.samples.listing import Listing
from robot_cells.inspections.samples.picture_file import picture_size
from robot_cells.inspections.samples.purpose import Purpose, chosen_split
from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet
from robot_cells.inspections.samples.text_file import read_lines, read_text

NAME = "yolo"
IMAGES, LABELS = "images", "labels"
DATA_FILES = ("data.yaml", "dataset.yaml", "data.yml")
CLASS_FILES = ("classes.txt", "obj.names", "labels/classes.txt")


def is_yolo(files: Listing) -> bool:
    """Whether classes are named, and there are pictures below images/ or with labels beside them."""
    has_names = any(name in files.known for name in (*DATA_FILES, *CLASS_FILES))
    return has_names and bool(_pictures_by_part(files))


def read_yolo(files: Listing, split: str, purpose: Purpose) -> SampleSet:
    """The pictures of a part, sorted by name; classes in their numbers' order."""
    classes = _classes(files)
    parts = _pictures_by_part(files)
    if not parts:
        what = f"There is no picture below {IMAGES}/, and none with labels beside it."
        raise InspectionError(what, where=str(files.folder))
    faults = Faults()
    if set(parts) == {""}:
        if split:
            what = f"The folder has no parts, so there is none of the name {split}."
            raise InspectionError(what, where=str(files.folder), remedy=f"Parts are folders below {IMAGES}/.")
        chosen = ""
    else:
        chosen = chosen_split(sorted(parts), split, purpose, str(files.folder))
    pictures = parts[chosen]
    labels = {_labels_name(name): name for name in pictures}
    if len(labels) < len(pictures):
        faults.add("", "two pictures have the same name but for its end, and so the same labels")
    if not any(name in files.known for name in labels):
        raise InspectionError(
            f"None of the {len(pictures):,} pictures has labels.",
            where=str(files.folder),
            remedy=f"They are expected in {LABELS}/, as {next(iter(labels))}.",
        )
    _tell_lonely_labels(files, labels, faults)
    samples = [_sample(files, name, classes, faults) for name in pictures]
    faults.refuse(files.folder)
    return SampleSet(files.folder, tuple(item for item in samples if item is not None), classes, NAME)


def _pictures_by_part(files: Listing) -> dict[str, list[str]]:
    """By the folder before or after images/; the part of images/*.png is empty.

    Where there is no such folder, by the folder of pictures that have labels beside them.
    """
    parts: dict[str, list[str]] = {}
    for name in files.pictures:
        folders = PurePosixPath(name).parts[:-1]
        if folders[:1] == (IMAGES,):
            parts.setdefault(folders[1] if len(folders) > 1 else "", []).append(name)
        elif folders[1:2] == (IMAGES,):
            parts.setdefault(folders[0], []).append(name)
    if parts:
        return parts
    labelled = {PurePosixPath(name).parent for name in pictures_with_labels(files)}
    for name in files.pictures:
        folder = PurePosixPath(name).parent
        if folder in labelled:
            parts.setdefault(folder.parts[0] if folder.parts else "", []).append(name)
    return parts


def pictures_with_labels(files: Listing) -> list[str]:
    """Those with a text file of the same name beside them."""
    return [name for name in files.pictures if PurePosixPath(name).with_suffix(".txt").as_posix() in files.known]


def _labels_name(picture: str) -> str:
    parts = list(PurePosixPath(picture).with_suffix(".txt").parts)
    if IMAGES in parts[:-1]:
        parts[parts.index(IMAGES)] = LABELS
    return "/".join(parts)


def _tell_lonely_labels(files: Listing, expected: dict[str, str], faults: Faults) -> None:
    """Labels in the folders that are read, whose pictures are gone."""
    folders = {PurePosixPath(name).parent for name in expected}
    for name in files.with_suffix(".txt"):
        if PurePosixPath(name).parent in folders and name not in expected and _begins_with_box(files, name):
            faults.add(name, "the picture that it labels is missing")


def _begins_with_box(files: Listing, name: str) -> bool:
    """Whether it holds labels, and not the names of classes, a list of pictures, a word to the reader."""
    if name in CLASS_FILES:
        return False
    if PurePosixPath(name).parts[0] == LABELS or LABELS in PurePosixPath(name).parts[:-1]:
        return True
    first = next((line for _, line in read_lines(files.folder / name)), "")
    return re.fullmatch(r"\d+(\s+-?[\d.eE+-]+){4,}", first) is not None


def _classes(files: Listing) -> tuple[str, ...]:
    for name in DATA_FILES:
        if name in files.known:
            return _named_in_yaml(files, name)
    for name in CLASS_FILES:
        if name in files.known:
            return tuple(line for _, line in read_lines(files.folder / name))
    raise InspectionError(
        "Nothing names the classes.", where=str(files.folder), remedy="Add classes.txt with a name a line."
    )


def _named_in_yaml(files: Listing, name: str) -> tuple[str, ...]:
    where = str(files.folder / name)
    try:
        document = yaml.safe_load(read_text(files.folder / name))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        line = f":{mark.line + 1}" if mark is not None else ""
        raise InspectionError("The YAML is broken.", where=f"{where}{line}") from error
    match document:
        case {"names": [*names]} if names and all(isinstance(item, (str, int, float)) for item in names):
            return tuple(str(item) for item in names)
        case {"names": {**numbered}} if numbered and all(
            isinstance(numbered.get(number), (str, int, float)) for number in range(len(numbered))
        ):
            return tuple(str(numbered[number]) for number in range(len(numbered)))
    what = "`names` is expected: the classes as a list, or numbered from 0 without a gap."
    raise InspectionError(what, where=where)


def _sample(files: Listing, name: str, classes: tuple[str, ...], faults: Faults) -> Sample | None:
    labels = _labels_name(name)
    boxes: list[LabelledBox] = []
    if labels in files.known:
        try:
            size = picture_size(files.folder / name)
            lines = read_lines(files.folder / labels)
        except InspectionError as error:
            faults.add("", str(error).removeprefix(f"{files.folder}/"))
            return None
        for number, line in lines:
            box = _box(line, classes, size)
            if isinstance(box, str):
                faults.add(f"{labels}:{number}", box)
            else:
                boxes.append(box)
    return Sample(name, files.folder / name, None, tuple(boxes), not boxes)


def _box(line: str, classes: tuple[str, ...], size: tuple[int, int]) -> LabelledBox | str:
    fields = line.split()
    try:
        number, values = int(fields[0]), [float(field) for field in fields[1:]]
    except ValueError:
        return f"a class number and shares are expected, not {line[:80]!r}"
    if not 0 <= number < len(classes):
        return f"the class {number} is none of 0 to {len(classes) - 1}"
    if len(values) == 4:
        cx, cy, width, height = values
        shares = (cx - width / 2, cy - height / 2, cx + width / 2, cy + height / 2)
    elif len(values) >= 6 and len(values) % 2 == 0:
        shares = (min(values[::2]), min(values[1::2]), max(values[::2]), max(values[1::2]))
    else:
        return f"`class cx cy width height` is expected, not {len(values)} numbers after the class"
    x1, y1, x2, y2 = (share * side for share, side in zip(shares, (*size, *size), strict=True))
    return checked_box(classes[number], (x1, y1, x2, y2), size)
