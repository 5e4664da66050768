"""XML that is data and nothing else: no document type, no entities, nothing fetched."""

from __future__ import annotations

from pathlib import Path
from typing import Never
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from robot_cells.errors import InspectionError

LINE = "{robot_cells}line"
"""Attribute in which elements carry their line."""


def read_xml(path: Path) -> Element:
    """The root element; raises `InspectionError` with the line for broken XML, and for any document type.

    A document type may declare entities that grow a thousandfold or name other files: annotations need none.
    """
    builder = TreeBuilder()
    parser = expat.ParserCreate()

    def begin(name: str, attributes: dict[str, str]) -> None:
        """Starts an element that knows its line."""
        builder.start(name, {**attributes, LINE: str(parser.CurrentLineNumber)})

    def refuse(*_: object) -> Never:
        """Raises `InspectionError` for a document type."""
        line = parser.CurrentLineNumber
        what = "The XML declares a document type, which may hide anything."
        raise InspectionError(what, where=f"{path}:{line}", remedy="Remove the line <!DOCTYPE ...>.")

    parser.StartElementHandler = begin
    parser.EndElementHandler = builder.end
    parser.CharacterDataHandler = builder.data
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(path.read_bytes(), True)
    except OSError as error:
        raise InspectionError(f"The file cannot be read: {error.strerror}.", where=str(path)) from error
    except expat.ExpatError as error:
        what = f"The XML is broken or truncated: {expat.ErrorString(error.code)}."
        raise InspectionError(what, where=f"{path}:{error.lineno}") from error
    except (LookupError, ValueError) as error:  # An encoding that is unknown, or of several bytes a letter.
        raise InspectionError(f"The XML cannot be read: {error}.", where=str(path)) from error
    return builder.close()


def line_of(element: Element) -> str:
    """The line that an element begins in."""
    return element.get(LINE, "")
