"""The layout of COCO: pictures, and a JSON file of categories, images and annotations with boxes x, y, width, height.

The JSON file lies in the folder, in `annotations/`, or beside the pictures of a part; its name tells the part:
`instances_train.json` is `train`, `valid/_annotations.coco.json` is `valid` (format: cocodataset.org/#format-data).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.boxes import checked_box
from robot_cells.inspections.samples.faults import Faults
from robot_cells.inspections.samples.listing import Listing
from robot_cells.inspections.samples.picture_file import picture_size
from robot_cells.inspections.samples.purpose import Purpose, chosen_split
from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet
from robot_cells.inspections.samples.text_file import read_json

NAME = "coco"
KEYS = ("images", "annotations", "categories")
HEAD_BYTES = 1 << 20
_PREFIX = re.compile(r"^(instances|annotations?|coco|labels?)?[_.-]*")
_SUFFIX = re.compile(r"[_.-]*(annotations?|coco)*([_.-]coco)?$")
_YEAR = re.compile(r"20\d\d$")


def is_coco(files: Listing) -> bool:
    """Whether there is an annotation file."""
    return bool(_annotation_files(files))


def read_coco(files: Listing, split: str, purpose: Purpose) -> SampleSet:
    """The pictures of one annotation file, in its order; one without boxes is good."""
    parts = _annotation_files(files)
    if not parts:
        raise InspectionError("There is no annotation file of COCO in the folder.", where=str(files.folder))
    name = parts[chosen_split(sorted(parts), split, purpose, str(files.folder))]
    document = read_json(files.folder / name)
    if not isinstance(document, dict) or not all(isinstance(document.get(key), list) for key in KEYS):
        raise InspectionError(f"The lists {', '.join(KEYS)} are expected.", where=str(files.folder / name))
    reading = _Reading(files, name)
    categories = reading.categories(document["categories"])
    images = reading.images(document["images"])
    boxes = reading.boxes(document["annotations"], images, categories)
    reading.faults.refuse(files.folder)
    if not images:
        raise InspectionError("The annotation file lists no picture.", where=str(files.folder / name))
    samples = [
        Sample(image.name, files.folder / image.name, None, tuple(boxes[key]), not boxes[key])
        for key, image in images.items()
    ]
    return SampleSet(files.folder, tuple(samples), tuple(dict.fromkeys(categories.values())), NAME)


def _annotation_files(files: Listing) -> dict[str, str]:
    """Part to annotation file. Only names and heads are looked at."""
    found: dict[str, str] = {}
    for name in files.with_suffix(".json"):
        path = PurePosixPath(name)
        if len(path.parts) > 2 or name.removesuffix(".json") in files.known:
            continue
        if not _looks_like(files, name):
            continue
        own = _part_of(path.stem)
        beside = path.parts[0] if len(path.parts) == 2 and path.parts[0] != "annotations" else ""
        found.setdefault(own or beside or path.stem, name)
    return found


def _part_of(stem: str) -> str:
    """What is left of a file's name without the words and the year that are in all of them; empty for nothing."""
    return _YEAR.sub("", _SUFFIX.sub("", _PREFIX.sub("", stem, count=1)))


def _looks_like(files: Listing, name: str) -> bool:
    """By its keys: "categories" may stand last, so the end of the file is looked at, too."""
    try:
        with (files.folder / name).open("rb") as file:
            head = file.read(HEAD_BYTES)
            size = file.seek(0, 2)
            file.seek(max(0, size - HEAD_BYTES))
            tail = file.read(HEAD_BYTES)
    except OSError as error:
        raise InspectionError(f"It cannot be read: {error.strerror}.", where=str(files.folder / name)) from error
    is_object = head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{")
    # A truncated file lost its end, not its kind: two of the three keys will do.
    return is_object and sum(f'"{key}"'.encode() in head or f'"{key}"'.encode() in tail for key in KEYS) >= 2


@dataclass(frozen=True, slots=True)
class _Picture:
    name: str
    size: tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Reading:
    """One annotation file; entries are named by their place in their list."""

    files: Listing
    name: str
    faults: Faults = field(default_factory=Faults)

    def categories(self, entries: list[object]) -> dict[int, str]:
        """Id to name."""
        known: dict[int, str] = {}
        for number, entry in enumerate(entries):
            match entry:
                case {"id": int(key), "name": str(name)} if key not in known and name:
                    known[key] = name
                case _:
                    self._tell("categories", number, "an `id` of its own and a `name` are expected")
        return known

    def images(self, entries: list[object]) -> dict[int, _Picture]:
        """Id to picture."""
        known: dict[int, _Picture] = {}
        names: set[str] = set()
        for number, entry in enumerate(entries):
            match entry:
                case {"id": int(key), "file_name": str(file)} if key not in known:
                    picture = self._picture(number, file, entry)
                    if picture is not None and picture.name in names:
                        self._tell("images", number, f"the picture {picture.name} is listed twice")
                    elif picture is not None:
                        names.add(picture.name)
                    # A picture that is missing is told once, and not again for each of its boxes.
                    known[key] = picture or _Picture(file, (0, 0))
                case _:
                    self._tell("images", number, "an `id` of its own and a `file_name` are expected")
        return known

    def boxes(
        self, entries: list[object], images: Mapping[int, _Picture], categories: Mapping[int, str]
    ) -> dict[int, list[LabelledBox]]:
        """Picture id to its boxes."""
        found: dict[int, list[LabelledBox]] = {key: [] for key in images}
        for number, entry in enumerate(entries):
            box = self._box(entry, images, categories)
            if isinstance(box, str):
                self._tell("annotations", number, box)
            elif box is not None and isinstance(entry, dict):
                found[entry["image_id"]].append(box)
        return found

    def _box(
        self, entry: object, images: Mapping[int, _Picture], categories: Mapping[int, str]
    ) -> LabelledBox | str | None:
        """A box, what is wrong with it, or nothing where its picture is what is wrong."""
        match entry:
            case {"iscrowd": 1 | True}:
                return "a crowd region is no box of one thing: draw its things, or remove it"
            case {"image_id": int(image), "category_id": int(category), "bbox": [x, y, w, h]}:
                if image not in images:
                    return f"no picture has the id {image}"
                if category not in categories:
                    return f"no category has the id {category}"
                if not all(isinstance(item, (int, float)) and not isinstance(item, bool) for item in (x, y, w, h)):
                    return "`bbox` has four numbers"
                size = images[image].size
                return None if size == (0, 0) else checked_box(categories[category], (x, y, x + w, y + h), size)
            case _:
                return "`image_id`, `category_id` and `bbox` of four numbers are expected"

    def _picture(self, number: int, file: str, entry: object) -> _Picture | None:
        part = PurePosixPath(self.name).parent.as_posix()
        own = _part_of(PurePosixPath(self.name).stem)
        places = (part, ".", "images", f"images/{own}", own)
        candidates = [PurePosixPath(place, file).as_posix() for place in dict.fromkeys(places)]
        name = next((item for item in candidates if item in self.files.known), None)
        if name is None:
            self._tell("images", number, f"the picture {file} is missing")
            return None
        try:
            size = picture_size(self.files.folder / name)
        except InspectionError as error:
            self._tell("images", number, error.what)
            return None
        stated = (entry.get("width", size[0]), entry.get("height", size[1])) if isinstance(entry, dict) else size
        if stated != size:
            self._tell("images", number, f"{name} has {size[0]} x {size[1]} pixels, not {stated[0]} x {stated[1]}")
            return None
        return _Picture(name, size)

    def _tell(self, key: str, number: int, what: str) -> None:
        self.faults.add(f"{self.name}: {key}[{number}]", what)
