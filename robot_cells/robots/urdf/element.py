"""XML elements that know where they stand, so that a fault can be told with its file and line."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.parsers import expat

from robot_cells.bodies.pose3d import Pose3D
from robot_cells.errors import SceneError


@dataclass(frozen=True, slots=True)
class Element:
    """One element; `line` counts from 1 in `file`, which is the name that faults are told with."""

    tag: str
    attributes: Mapping[str, str]
    file: str
    line: int
    children: list[Element] = field(default_factory=list)
    words: list[str] = field(default_factory=list)

    @property
    def content(self) -> str:
        """The text between its tags, without that of its children."""
        return "".join(self.words)

    def all(self, tag: str) -> tuple[Element, ...]:
        """Its children of that tag, in order."""
        return tuple(child for child in self.children if child.tag == tag)

    def find(self, tag: str) -> Element | None:
        """Its first child of that tag."""
        return next(iter(self.all(tag)), None)

    def need(self, tag: str) -> Element:
        """Its first child of that tag; raises `SceneError`."""
        found = self.find(tag)
        if found is None:
            raise self.fault(f"{self} has no <{tag}>.", f"Add <{tag} .../> to it.")
        return found

    def text(self, key: str) -> str:
        """An attribute that must be there and not be empty; raises `SceneError`."""
        value = self.attributes.get(key, "").strip()
        if not value:
            raise self.fault(f"{self} has no '{key}'.", f'Add {key}="..." to it.')
        return value

    def numbers(self, key: str, usual: tuple[float, ...]) -> tuple[float, ...]:
        """As many finite numbers as `usual` has, which stands where the attribute is missing; raises `SceneError`."""
        if key not in self.attributes:
            return usual
        text = self.attributes[key]
        try:
            values = tuple(float(word) for word in text.split())
        except ValueError:
            values = ()
        if len(values) != len(usual) or not all(math.isfinite(value) for value in values):
            many = "a finite number" if len(usual) == 1 else f"{len(usual)} finite numbers with blanks between"
            raise self.fault(f'{self} has {key}="{text}".', f"Give {many}.")
        return values

    def number(self, key: str, usual: float | None = None) -> float:
        """One finite number; None: it must be there. Raises `SceneError`."""
        if usual is None:
            self.text(key)
        return self.numbers(key, (usual or 0.0,))[0]

    def pose(self) -> Pose3D:
        """What its child `origin` says (`xyz` in metres, `rpy` in radians); no `origin`: no offset."""
        origin = self.find("origin")
        if origin is None:
            return Pose3D()
        return Pose3D(*origin.numbers("xyz", (0.0,) * 3), *origin.numbers("rpy", (0.0,) * 3))

    def fault(self, what: str, remedy: str) -> SceneError:
        """An error that tells where this element stands."""
        return SceneError(what, where=f"{self.file}:{self.line}", remedy=remedy)

    def __str__(self) -> str:
        name = self.attributes.get("name", "")
        return f"<{self.tag}> '{name}'" if name else f"<{self.tag}>"


MOST_BYTES, MOST_ELEMENTS, MOST_DEEP = 8 * 1024 * 1024, 200_000, 64
"""What is larger or deeper nested is no description of a robot or a cell."""


def read_xml_file(path: Path) -> Element:
    """The root element of a file; raises `SceneError` as `read_xml` does, and where the file cannot be read."""
    try:
        if path.stat().st_size > MOST_BYTES:
            what = f"The file is larger than {MOST_BYTES // 1024 // 1024} MiB."
            raise SceneError(what, where=str(path), remedy="Put its meshes into files of their own.")
        text = path.read_text(encoding="utf-8")
    except (OSError, ValueError) as error:
        raise SceneError(f"The file cannot be read: {error}.", where=str(path), remedy="Mend its name.") from error
    return read_xml(text, path.name)


def read_xml(text: str, file: str) -> Element:
    """The root element; raises `SceneError` for what is no XML, too large, or a document with entities of its own."""
    parser = expat.ParserCreate()
    opened: list[Element] = []
    roots: list[Element] = []
    count = 0

    def start(tag: str, attributes: dict[str, str]) -> None:
        """Put an element where it belongs; raises `SceneError` for one too many, or too deep."""
        nonlocal count
        element = Element(tag, attributes, file, parser.CurrentLineNumber)
        count += 1
        if count > MOST_ELEMENTS or len(opened) >= MOST_DEEP:
            what = f"more than {MOST_ELEMENTS} elements" if count > MOST_ELEMENTS else f"more than {MOST_DEEP} levels"
            raise element.fault(f"The file has {what}.", "Put parts of it into files of their own.")
        (opened[-1].children if opened else roots).append(element)
        opened.append(element)

    def end(tag: str) -> None:
        opened.pop()

    def hear(words: str) -> None:
        if opened:
            opened[-1].words.append(words)

    def refuse(*_: object) -> None:
        what = "The file declares a document type."
        raise SceneError(what, where=f"{file}:{parser.CurrentLineNumber}", remedy="Take the <!DOCTYPE ...> out.")

    parser.StartElementHandler, parser.EndElementHandler, parser.StartDoctypeDeclHandler = start, end, refuse
    parser.CharacterDataHandler, parser.buffer_text = hear, True
    try:
        parser.Parse(text.encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        what = f"The file is no XML: {expat.ErrorString(error.code)}."
        raise SceneError(what, where=f"{file}:{error.lineno}", remedy="Mend it there.") from error
    return roots[0]
