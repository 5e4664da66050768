"""Rules on the line document that its shape alone does not show."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.documents.calendar_checks import check_calendar
from robot_cells.documents.device_checks import check_devices
from robot_cells.documents.document import Document
from robot_cells.documents.duplicates import duplicates
from robot_cells.documents.line_model import CellModel, LineModel
from robot_cells.documents.parameter_checks import check_parameters
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import one_of
from robot_cells.documents.zone_checks import check_zones
from robot_cells.lines.line import TRANSPORT

RESERVED_NAMES = ("orchestrator", "vision", "simulation")
"""Nodes of the line that are no cells."""


def check_line(document: Document, line: LineModel) -> list[Problem]:
    """Everything that is wrong with a line by itself, without its products and processes."""
    found = _duplicate_names(document, line)
    for index, cell in enumerate(line.cells):
        found += _check_cell(document, index, cell)
    found += _check_vehicles(document, line)
    found += _check_distances(document, line)
    found += check_zones(document, line)
    return found


def _duplicate_names(document: Document, line: LineModel) -> list[Problem]:
    cells = [(("cells", index, "id"), cell.id) for index, cell in enumerate(line.cells)]
    vehicles = [(("vehicles", index, "id"), vehicle.id) for index, vehicle in enumerate(line.vehicles)]
    products = [(("products", index), path) for index, path in enumerate(line.products)]
    found = duplicates(document, cells + vehicles, "cell or vehicle")
    found += duplicates(document, products, "path")
    for path, name in cells + vehicles:
        if name in RESERVED_NAMES:
            found.append(document.problem(path, f"{name} is a node of every line", "choose another name"))
    return found


def _check_cell(document: Document, index: int, cell: CellModel) -> list[Problem]:
    top = ("cells", index)
    names = [((*top, "capabilities", i, "name"), item.name) for i, item in enumerate(cell.capabilities)]
    found = duplicates(document, names, "capability")
    for place, (path, name) in enumerate(names):
        if name == TRANSPORT:
            found.append(document.problem(path, "only vehicles transport", "name the vehicle under `vehicles` instead"))
        parameters = cell.capabilities[place].parameters
        found += check_parameters(document, (*top, "capabilities", place, "parameters"), parameters)
    found += check_devices(document, index, cell)
    found += check_calendar(document, index, cell)
    pairs = [
        ((*top, "changeovers", i), f"from {item.from_product} to {item.to_product}")
        for i, item in enumerate(cell.changeovers)
    ]
    found += duplicates(document, pairs, "changeover")
    for i, item in enumerate(cell.changeovers):
        if item.from_product == item.to_product:
            found.append(
                document.problem(
                    (*top, "changeovers", i, "to"),
                    "leads from a product to itself",
                    "remove it or name another product",
                )
            )
    return found


def _check_vehicles(document: Document, line: LineModel) -> Iterator[Problem]:
    cells = {cell.id for cell in line.cells}
    for index, vehicle in enumerate(line.vehicles):
        if vehicle.home not in cells:
            yield document.problem(
                ("vehicles", index, "home"), f"there is no cell {vehicle.home}", one_of(vehicle.home, cells)
            )


def _check_distances(document: Document, line: LineModel) -> Iterator[Problem]:
    cells = {cell.id for cell in line.cells}
    if line.distances and not line.vehicles:
        yield document.problem(
            ("distances",), "nothing drives on a line without vehicles", "add `vehicles`, or remove the distances"
        )
    pairs = [
        (("distances", index), " and ".join(sorted((item.from_cell, item.to_cell))))
        for index, item in enumerate(line.distances)
    ]
    yield from duplicates(document, pairs, "distance between")
    for index, item in enumerate(line.distances):
        for key, cell in (("from", item.from_cell), ("to", item.to_cell)):
            if cell not in cells:
                yield document.problem(("distances", index, key), f"there is no cell {cell}", one_of(cell, cells))
        if item.from_cell == item.to_cell:
            yield document.problem(("distances", index, "to"), "leads from a cell to itself", "name another cell")
