"""Rules on zones and the locks on them."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.duplicates import duplicates
from robot_cells.documents.line_model import LineModel, ZoneModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import one_of


def check_zones(document: Document, line: LineModel) -> Iterator[Problem]:
    """Zones of the same name or of unknown cells, and locks on what is no zone or on one twice."""
    names: list[tuple[KeyPath, str]] = [(("zones", index, "id"), zone.id) for index, zone in enumerate(line.zones)]
    yield from duplicates(document, names, "zone")
    for index, zone in enumerate(line.zones):
        yield from _check_reach(document, index, zone, line)
    zones = {zone.id: zone for zone in line.zones}
    for index, cell in enumerate(line.cells):
        for place, capability in enumerate(cell.capabilities):
            top = ("cells", index, "capabilities", place, "locks")
            taken: list[tuple[KeyPath, str]] = [
                ((*top, i, "zone"), item.zone) for i, item in enumerate(capability.locks)
            ]
            yield from duplicates(document, taken, "lock on")
            for path, name in taken:
                if name not in zones:
                    yield document.problem(path, f"there is no zone {name}", one_of(name, zones))
                elif zones[name].cells and cell.id not in zones[name].cells:
                    what = f"{cell.id} is not among the cells that reach into {name}"
                    yield document.problem(path, what, "add it to the `cells` of the zone, or remove the lock")


def _check_reach(document: Document, index: int, zone: ZoneModel, line: LineModel) -> Iterator[Problem]:
    named: list[tuple[KeyPath, str]] = [(("zones", index, "cells", i), name) for i, name in enumerate(zone.cells)]
    yield from duplicates(document, named, "cell")
    cells = {cell.id: cell for cell in line.cells}
    for path, name in named:
        if name not in cells:
            yield document.problem(path, f"there is no cell {name}", one_of(name, cells))
        elif not any(lock.zone == zone.id for item in cells[name].capabilities for lock in item.locks):
            what = f"{name} reaches into {zone.id}, but none of its capabilities locks it"
            yield document.problem(path, what, "give a capability the lock, or remove the cell here")
