"""Files that an SDF names: models that it includes, and meshes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from robot_cells.robots.urdf.element import Element, read_xml_file
from robot_cells.scenes.sdf_files.values import word

MOST_INCLUDES, MOST_DEEP = 500, 12
VERSIONS = ("1.6", "1.7", "1.8", "1.9", "1.10", "1.11")
"""Of SDF, as they are read."""
_MODEL, _FILE = "model://", "file://"
_CONFIG = "model.config"


@dataclass(frozen=True, slots=True)
class Source:
    """One file: where names that are relative are looked for, and `folders` in which models lie; `within` which files.

    A model `NAME` is the folder NAME in one of `folders`, or one of them that is called so itself.
    """

    path: Path
    folders: tuple[Path, ...] = ()
    within: tuple[Path, ...] = ()

    def read(self) -> Element:
        """Its <sdf>; raises `SceneError` for what is too large, no XML, or of another version."""
        root = read_xml_file(self.path)
        if root.tag != "sdf":
            raise root.fault(f"The file begins with <{root.tag}>.", "An SDF file begins with <sdf version=...>.")
        version = root.text("version")
        if version not in VERSIONS:
            remedy = f"Versions that are read: {VERSIONS[0]} to {VERSIONS[-1]}; `gz sdf -p FILE` writes a newer one."
            raise root.fault(f"The file is of the version '{version[:20]}'.", remedy)
        return root

    def included(self, include: Element) -> Source:
        """The file that an <include> means; raises `SceneError` where it is missing or includes itself."""
        element = include.need("uri")
        place = self._place(element, word(include, "uri"))
        file = _model_file(element, place) if place.is_dir() else place
        within = (*self.within, self.path.resolve())
        if file.resolve() in within:
            raise element.fault(f"{file.name} includes itself.", "Leave one of the includes out.")
        if len(within) > MOST_DEEP:
            raise element.fault(f"Includes are nested more than {MOST_DEEP} deep.", "Include the innermost directly.")
        return Source(file, self.folders, within)

    def mesh(self, element: Element, uri: str) -> Path:
        """The file that the <uri> of a mesh means; raises `SceneError`."""
        path = self._place(element, uri)
        if not path.is_file():
            raise element.fault(f"The mesh {uri} is a folder.", "Name the file in it.")
        return path

    def _place(self, element: Element, uri: str) -> Path:
        if "\0" in uri:
            raise element.fault("The <uri> holds a zero.", "Write the name of a file.")
        if uri.startswith(_MODEL):
            name, _, rest = unquote(uri.removeprefix(_MODEL)).partition("/")
            beside = (self.path.parent, self.path.parent.parent)
            places = [place / rest for folder in (*self.folders, *beside) for place in _called(folder, name)]
            remedy = f"Put a folder {name or 'of that name'} beside the file, or name the folder that has it."
        elif uri.startswith(_FILE):
            places, remedy = [self.path.parent / unquote(uri.removeprefix(_FILE))], "Put it there, or mend its name."
        elif "://" in uri:
            remedy = "Put it into a folder of your own, and write model://NAME."
            raise element.fault(f"{uri[:80]} is fetched from nowhere.", remedy)
        else:
            places, remedy = [self.path.parent / uri], "Put it there, or mend its name."
        for place in places:
            if _exists(place):
                return place
        looked = ", ".join(dict.fromkeys(str(place) for place in places))
        raise element.fault(f"{uri} is missing (looked for {looked}).", remedy)


def _called(folder: Path, name: str) -> Sequence[Path]:
    return (folder / name, folder) if folder.name == name else (folder / name,)


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except OSError:
        return False  # a name that is too long for the file system


def _model_file(element: Element, folder: Path) -> Path:
    """The file of a folder that holds a model: what its `model.config` names for the newest version that is read."""
    config = folder / _CONFIG
    if config.is_file():
        told = read_xml_file(config)
        files = {item.attributes.get("version", VERSIONS[0]): item.content.strip() for item in told.all("sdf")}
        for version in reversed(VERSIONS):
            if files.get(version) and (folder / files[version]).is_file():
                return folder / files[version]
    usual = folder / "model.sdf"
    if not usual.is_file():
        what = f"The folder {folder} holds no model: {_CONFIG} names none that is there, and there is no model.sdf."
        raise element.fault(what, "Put it there.")
    return usual
