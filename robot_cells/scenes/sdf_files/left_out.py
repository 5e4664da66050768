"""What a file holds beyond the subset that is read: named, never silently dropped."""

from __future__ import annotations

from dataclasses import dataclass, field

from robot_cells.robots.urdf.element import Element


@dataclass(slots=True)
class LeftOut:
    """Warnings in the order in which they came up, each with file and line."""

    warnings: list[str] = field(default_factory=list)

    def say(self, element: Element, why: str = "is left out") -> None:
        """One element is not read, or not wholly."""
        self.warnings.append(f"{element.file}:{element.line}: {element} {why}.")

    def others(self, element: Element, read: tuple[str, ...], passed_over: tuple[str, ...] = ()) -> None:
        """All children of an element but those that are read, and those that mean nothing here."""
        for child in element.children:
            if child.tag not in read and child.tag not in passed_over:
                self.say(child)
