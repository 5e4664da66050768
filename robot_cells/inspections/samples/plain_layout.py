"""The plain layout: what a picture shows is told by the folder it lies in, and by a file beside it.

    good/*.png                  good pictures
    bad/<class>/*.png           bad ones; bad/*.png where nobody said what is wrong
    <class>/*.png               beside good/ or bad/ the same as bad/<class>/; without them the class of the picture
    *.png                       said by the labels beside it, or by nobody
    reference/                  the good picture of the same place: of the same path or name, or one for all
    <picture>.json              boxes and more (`picture_labels`)

Above all that there may be one folder for each part: train/, val/, test/.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.faults import Faults
from robot_cells.inspections.samples.listing import Listing
from robot_cells.inspections.samples.picture_file import SUFFIXES
from robot_cells.inspections.samples.picture_labels import PictureLabels, read_labels
from robot_cells.inspections.samples.purpose import PREFERRED, Purpose, chosen_split
from robot_cells.inspections.samples.sample import Sample, SampleSet

NAME = "plain"
GOOD, BAD, REFERENCE = "good", "bad", "reference"
IGNORED = frozenset({"ground_truth"})
"""Masks of defects in public sets of this layout: pictures, but none to be inspected."""
PARTS = frozenset(part for parts in PREFERRED.values() for part in parts)


def read_plain(files: Listing, split: str, purpose: Purpose) -> SampleSet:
    """The pictures of a folder or of one of its parts, sorted by name."""
    tops = [name for name in files.top_folders if name not in IGNORED and name != REFERENCE]
    parts = tops if tops and set(tops) <= PARTS else []
    if split and not parts:
        raise InspectionError(
            f"The folder has no parts, so there is none of the name {split}.",
            where=str(files.folder),
            remedy="Parts are folders named train, val or test.",
        )
    _refuse_other_labels(files)
    prefix = f"{chosen_split(parts, split, purpose, str(files.folder))}/" if parts else ""
    names = [name for name in files.pictures if name.startswith(prefix) and not _is_aside(name, prefix)]
    if not names:
        raise InspectionError(
            "There is no picture in the folder.", where=str(files.folder / prefix), remedy="PNG, JPEG, BMP, TIFF."
        )
    faults = Faults()
    references = _references(files, prefix)
    has_verdicts = any(name.removeprefix(prefix).partition("/")[0] in {GOOD, BAD} for name in names)
    found = [_sample(files, name, prefix, has_verdicts, references, faults) for name in names]
    _tell_lonely_labels(files, prefix, faults)
    faults.refuse(files.folder)
    samples = tuple(item for item in found if item is not None)
    named = {box.defect_class for item in samples for box in item.boxes or ()}
    classes = sorted(named | {item.picture_class for item in samples if item.picture_class})
    return SampleSet(files.folder, samples, tuple(classes), NAME)


def _refuse_other_labels(files: Listing) -> None:
    """Labels of another layout would be passed over without a word."""
    for ending, layout, remedy in (
        (".txt", "YOLO", "Add classes.txt with the name of a class a line."),
        (".xml", "PASCAL VOC", "Name the layout with --layout voc."),
    ):
        for name in files.pictures:
            beside = PurePosixPath(name).with_suffix(ending).as_posix()
            if beside in files.known:
                raise InspectionError(
                    f"Beside the picture lie labels of {layout}, which a plain folder has not.",
                    where=str(files.folder / beside),
                    remedy=remedy,
                )


@dataclass(frozen=True, slots=True)
class _References:
    """Reference pictures by path and by name, and the only one where there is just one."""

    by_path: Mapping[str, str]
    by_name: Mapping[str, tuple[str, ...]]

    def of(self, inner: str) -> tuple[str, ...]:
        """Those that fit a picture, given by its path without the part: none, one, or several by mistake."""
        if len(self.by_path) == 1:
            return tuple(self.by_path.values())
        for key in (inner, inner.partition("/")[2]):
            if key in self.by_path:
                return (self.by_path[key],)
        return self.by_name.get(PurePosixPath(inner).stem, ())


def _references(files: Listing, prefix: str) -> _References:
    """Of the part, or of the whole folder where the part has none."""
    for place in dict.fromkeys((f"{prefix}{REFERENCE}/", f"{REFERENCE}/")):
        by_path = {name.removeprefix(place): name for name in files.pictures if name.startswith(place)}
        by_name: dict[str, tuple[str, ...]] = {}
        for name in by_path.values():
            stem = PurePosixPath(name).stem
            by_name[stem] = (*by_name.get(stem, ()), name)
        if by_path:
            return _References(by_path, by_name)
    return _References({}, {})


def _is_aside(name: str, prefix: str) -> bool:
    return name.removeprefix(prefix).partition("/")[0] in IGNORED | {REFERENCE}


def _sample(
    files: Listing, name: str, prefix: str, has_verdicts: bool, references: _References, faults: Faults
) -> Sample | None:
    inner = name.removeprefix(prefix)
    folders = PurePosixPath(inner).parts[:-1]
    is_good, picture_class = _said_by_folder(folders, has_verdicts)
    labels = PictureLabels()
    if f"{name}.json" in files.known:
        try:
            labels = read_labels(files.folder / name)
        except InspectionError as error:
            faults.add("", str(error).removeprefix(f"{files.folder}/"))
            return None
    if None not in (is_good, labels.is_good) and is_good is not labels.is_good:
        faults.add(f"{name}.json", f"it contradicts the folder {folders[0]}/ that the picture lies in")
        return None
    fitting = references.of(inner)
    if references.by_path and len(fitting) != 1:
        told = f"it fits several: {', '.join(fitting)}" if fitting else f"there is none of its name in {REFERENCE}/"
        faults.add(name, f"which picture is its reference? {told}")
        return None
    is_good = labels.is_good if is_good is None else is_good
    return Sample(
        name,
        files.folder / name,
        files.folder / fitting[0] if fitting else None,
        () if labels.boxes is None and is_good else labels.boxes,
        is_good,
        labels.picture_class or picture_class,
        labels.text,
        labels.group,
    )


def _said_by_folder(folders: tuple[str, ...], has_verdicts: bool) -> tuple[bool | None, str]:
    """Whether it is good, and its class."""
    if not folders:
        return None, ""
    if folders[0] == GOOD:
        return True, ""
    if folders[0] == BAD:
        return False, folders[1] if len(folders) > 1 else ""
    return (False if has_verdicts else None), folders[0]


def _tell_lonely_labels(files: Listing, prefix: str, faults: Faults) -> None:
    """Labels whose picture is gone: somebody's work that would be lost without a word."""
    pictures = frozenset(files.pictures)
    for name in files.with_suffix(".json"):
        picture = PurePosixPath(name).with_suffix("")
        is_labels = picture.suffix.lower() in SUFFIXES
        if name.startswith(prefix) and is_labels and picture.as_posix() not in pictures:
            faults.add(name, "the picture that it labels is missing")
