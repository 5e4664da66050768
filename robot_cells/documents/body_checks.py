"""Rules on the line as bodies in space: what stands in what, and what a tool cannot do, said before anything moves.

They are tried once the documents are right otherwise. Looked at are cells that have equipment: one with nothing but a
station that says nothing of its place dwells only, as a machine of a public benchmark does.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from robot_cells.documents.arm_checks import check_arms
from robot_cells.documents.camera_checks import check_cameras
from robot_cells.documents.cell_bodies import CellBodies
from robot_cells.documents.document import Document
from robot_cells.documents.floor_checks import check_floor
from robot_cells.documents.part_checks import check_parts
from robot_cells.documents.place_checks import check_places
from robot_cells.documents.problem import Problem
from robot_cells.documents.sentence import told
from robot_cells.documents.tool_checks import check_tools
from robot_cells.errors import SceneError
from robot_cells.ids import ProductId
from robot_cells.lines.cell import Cell
from robot_cells.lines.device import DeviceKind
from robot_cells.lines.line import Line
from robot_cells.orders.product import Product
from robot_cells.scenes.cell_plan import plan_cell
from robot_cells.scenes.own_cell import own_placed


def check_bodies(document: Document, line: Line, products: Mapping[ProductId, Product]) -> Iterator[Problem]:
    """Everything that is wrong with the bodies of a line; `document` is that of the line, cells in its order."""
    layouts = {str(name): product.layout for name, product in products.items() if product.layout is not None}
    cells = []
    for index, cell in enumerate(line.cells):
        if not _has_equipment(cell):
            continue
        try:
            plan = plan_cell(cell, layouts.values())
        except SceneError as error:
            yield document.problem(
                ("cells", index, "devices"), f"{error.where}: {told(error.what)}", told(error.remedy)
            )
            continue
        try:
            own_placed(plan)
        except SceneError as error:
            yield document.problem(("cells", index, "model"), f"{error.where}: {told(error.what)}", told(error.remedy))
            continue
        cells.append(CellBodies(document, index, plan, layouts))
    yield from check_floor(cells, line.vehicles)
    for bodies in cells:
        wrong = list(check_arms(bodies))
        yield from wrong
        if wrong:
            continue
        yield from check_tools(bodies)
        yield from check_parts(bodies)
        yield from check_places(bodies)
        yield from check_cameras(bodies)


def _has_equipment(cell: Cell) -> bool:
    return cell.model is not None or any(
        device.kind is not DeviceKind.STATION or device.parameters for device in cell.devices
    )
