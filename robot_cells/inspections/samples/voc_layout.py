"""The layout of PASCAL VOC: a picture and an XML file of the same name, beside it or in Annotations/.

Boxes count pixels from 1 and hold both corners' pixels; here they are turned into edges counted from 0. Parts are
listed in ImageSets/Main/<part>.txt, one name a line, or are folders (Everingham et al., The PASCAL Visual Object
Classes Challenge, IJCV 88, 2010, and the annotation guide of its development kit).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import PurePosixPath
from xml.etree.ElementTree import Element

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.boxes import checked_box
from robot_cells.inspections.samples.faults import Faults
from robot_cells.inspections.samples.listing import Listing
from robot_cells.inspections.samples.picture_file import picture_size
from robot_cells.inspections.samples.plain_xml import line_of, read_xml
from robot_cells.inspections.samples.purpose import PREFERRED, Purpose, chosen_split
from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet
from robot_cells.inspections.samples.text_file import read_lines

NAME = "voc"
SETS, ANNOTATIONS = "ImageSets/Main/", "Annotations/"
PARTS = frozenset(part for parts in PREFERRED.values() for part in parts)


def is_voc(files: Listing) -> bool:
    """Whether there are annotations: XML in Annotations/, or beside pictures of the same name."""
    stems = {_stem(name) for name in files.pictures}
    return any(name.startswith(ANNOTATIONS) or _stem(name) in stems for name in files.with_suffix(".xml"))


def read_voc(files: Listing, split: str, purpose: Purpose) -> SampleSet:
    """The pictures of a part, in the order of their names; classes are sorted by name."""
    faults = Faults()
    pictures = _pictures_by_name(files)
    samples = []
    for annotation, where in _chosen(files, split, purpose, faults):
        candidates = pictures.get(PurePosixPath(annotation).stem, ())
        beside = [name for name in candidates if _stem(name) == _stem(annotation)] or list(candidates)
        if len(beside) != 1:
            several = f"has several pictures: {', '.join(beside)}" if beside else "has no picture of its name"
            faults.add(where, f"{annotation} {several}")
            continue
        sample = _sample(files, annotation, beside[0], faults)
        samples += [] if sample is None else [sample]
    faults.refuse(files.folder)
    if not samples:
        raise InspectionError("There is no annotated picture in the folder.", where=str(files.folder))
    classes = sorted({box.defect_class for sample in samples for box in sample.boxes or ()})
    return SampleSet(files.folder, tuple(samples), tuple(classes), NAME)


def _stem(name: str) -> str:
    return PurePosixPath(name).with_suffix("").as_posix()


def _pictures_by_name(files: Listing) -> Mapping[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in files.pictures:
        stem = PurePosixPath(name).stem
        found[stem] = (*found.get(stem, ()), name)
    return found


def _chosen(files: Listing, split: str, purpose: Purpose, faults: Faults) -> list[tuple[str, str]]:
    """Annotation files, each with the place that names it."""
    annotations = files.with_suffix(".xml")
    lists = {
        PurePosixPath(name).stem: name
        for name in files.with_suffix(".txt")
        # Beside the parts, the folder holds lists for each class, <class>_<part>.txt.
        if name.startswith(SETS) and "_" not in PurePosixPath(name).stem
    }
    if lists:
        name = lists[chosen_split(sorted(lists), split, purpose, str(files.folder))]
        return _listed(files, name, faults)
    folders = [top for top in files.top_folders if any(item.startswith(f"{top}/") for item in annotations)]
    if folders and set(folders) <= PARTS:
        part = chosen_split(folders, split, purpose, str(files.folder))
        return [(item, item) for item in annotations if item.startswith(f"{part}/")]
    if split:
        what = f"The folder has no parts, so there is none of the name {split}."
        raise InspectionError(what, where=str(files.folder), remedy=f"Parts are lists in {SETS}.")
    return [(item, item) for item in annotations]


def _listed(files: Listing, name: str, faults: Faults) -> list[tuple[str, str]]:
    chosen: dict[str, str] = {}
    for number, line in read_lines(files.folder / name):
        annotation, where = f"{ANNOTATIONS}{line.split()[0]}.xml", f"{name}:{number}"
        if annotation not in files.known:
            faults.add(where, f"{annotation} is missing")
        elif annotation in chosen:
            faults.add(where, f"{line.split()[0]} is listed twice")
        else:
            chosen[annotation] = where
    return list(chosen.items())


def _sample(files: Listing, annotation: str, picture: str, faults: Faults) -> Sample | None:
    try:
        root = read_xml(files.folder / annotation)
        size = picture_size(files.folder / picture)
    except InspectionError as error:
        faults.add("", str(error).removeprefix(f"{files.folder}/"))
        return None
    if root.tag != "annotation":
        faults.add(f"{annotation}:{line_of(root)}", f"`annotation` is expected, not `{root.tag}`")
        return None
    stated = tuple(root.findtext(f"size/{key}", "").strip() for key in ("width", "height"))
    # Some tools write a size of 0 where they did not look.
    if all(stated) and stated != ("0", "0") and stated != (str(size[0]), str(size[1])):
        faults.add(annotation, f"{picture} has {size[0]} x {size[1]} pixels, not {stated[0]} x {stated[1]}")
        return None
    boxes = []
    for item in root.iter("object"):
        box = _box(item, size)
        if isinstance(box, str):
            faults.add(f"{annotation}:{line_of(item)}", box)
        else:
            boxes.append(box)
    return Sample(picture, files.folder / picture, None, tuple(boxes), not boxes)


def _box(item: Element, size: tuple[int, int]) -> LabelledBox | str:
    name = item.findtext("name", "").strip()
    if not name:
        return "the object has no `name`"
    corners = []
    for key in ("xmin", "ymin", "xmax", "ymax"):
        text = item.findtext(f"bndbox/{key}", "").strip()
        try:
            corners.append(float(text))
        except ValueError:
            return f"`bndbox/{key}` is no number: {text[:20]!r}"
    return checked_box(name, (corners[0] - 1, corners[1] - 1, corners[2], corners[3]), size)
