"""The references of a camera in a folder, so that a restart does not take what was moved meanwhile for usual."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from urllib.parse import quote, unquote

from robot_cells.errors import InspectionError
from robot_cells.inspections.cameras.picture_reference import PictureReference

ENDING = ".npz"


def save_references(references: Mapping[str, PictureReference], folder: Path) -> None:
    """A file a scene, written beside and renamed; those of other scenes stay. Makes the folder where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for scene, reference in references.items():
        path = folder / (quote(scene, safe="") + "_" + ENDING)
        beside = path.with_name(f".{path.name}.new")
        reference.save(beside)
        beside.replace(path)


def load_references(folder: Path) -> tuple[dict[str, PictureReference], tuple[str, ...]]:
    """The references by scene, and a sentence for each file that cannot be read: its scene is learned anew."""
    references: dict[str, PictureReference] = {}
    problems = []
    for path in sorted(folder.glob(f"*_{ENDING}")) if folder.is_dir() else ():
        try:
            references[unquote(path.name.removesuffix("_" + ENDING))] = PictureReference.load(path)
        except InspectionError as error:
            problems.append(str(error))
    return references, tuple(problems)
