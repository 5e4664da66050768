"""Rules between documents: what recipes ask for must be there on the line."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from robot_cells.documents.document import Document
from robot_cells.documents.line_model import LineModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.product_model import ProductModel
from robot_cells.documents.recipe_checks import operations_of
from robot_cells.documents.suggestion import one_of
from robot_cells.lines.line import TRANSPORT

TRIP_PARAMETERS = ("from", "to", "distance_m", "approach_m")
"""What the orchestrator tells a vehicle."""


def check_product_on_line(document: Document, product: ProductModel, line: LineModel) -> Iterator[Problem]:
    """Operations that no cell of the line can do."""
    offers = {cell.id: {item.name for item in cell.capabilities} for cell in line.cells}
    capabilities = sorted(set().union(*offers.values()))
    for path, operation in operations_of(product):
        if operation.capability not in capabilities:
            yield document.problem(
                (*path, "capability"),
                f"no cell of the line {line.line} can {operation.capability}, "
                f"which the operation {operation.id} of {product.product} needs",
                one_of(operation.capability, capabilities),
            )
            continue
        able = [cell for cell, names in offers.items() if operation.capability in names]
        for cell in operation.durations_s:
            if cell not in able:
                what = f"{cell} cannot {operation.capability}" if cell in offers else f"there is no cell {cell}"
                yield document.problem((*path, "durations_s", cell), what, one_of(cell, able))


def check_changeovers(document: Document, line: LineModel, products: Collection[str]) -> Iterator[Problem]:
    """Changeovers that name a product the line does not make."""
    for index, cell in enumerate(line.cells):
        for place, item in enumerate(cell.changeovers):
            for key, product in (("from", item.from_product), ("to", item.to_product)):
                if product not in products:
                    yield document.problem(
                        ("cells", index, "changeovers", place, key),
                        f"this line makes no product {product}",
                        one_of(product, products),
                    )


def check_processes(document: Document, line: LineModel, processes: Iterable[str]) -> Iterator[Problem]:
    """Capabilities whose process has no document; vehicles have the capability `transport`."""
    known = set(processes)
    if line.vehicles and TRANSPORT not in known:
        yield document.problem(
            ("vehicles",),
            f"there is no document of the process {TRANSPORT} in {line.processes}, which vehicles carry out",
            f"add it, with the parameters {', '.join(TRIP_PARAMETERS)}",
        )
    for index, cell in enumerate(line.cells):
        for place, item in enumerate(cell.capabilities):
            process = item.process or item.name
            if process not in known:
                key = "name" if item.process is None else "process"
                yield document.problem(
                    ("cells", index, "capabilities", place, key),
                    f"there is no document of a process {process} in {line.processes}",
                    one_of(process, known),
                )
