"""Numbers and trees as XML text: the same bytes for the same scene."""

from __future__ import annotations

from collections.abc import Iterable
from xml.etree import ElementTree

DIGITS = 10
"""Significant digits: a nanometre in ten metres."""


def number(value: float) -> str:
    """Shortest text of so many digits; zero has no sign."""
    return f"{value + 0.0:.{DIGITS}g}" if abs(value) > 1e-12 else "0"


def numbers(values: Iterable[float]) -> str:
    """Separated by blanks."""
    return " ".join(number(value) for value in values)


def xml_text(root: ElementTree.Element) -> str:
    """The document, indented by two blanks."""
    ElementTree.indent(root, "  ")
    return '<?xml version="1.0"?>\n' + ElementTree.tostring(root, encoding="unicode") + "\n"
