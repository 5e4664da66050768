"""Rules on the devices of a cell."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.documents.document import Document
from robot_cells.documents.duplicates import duplicates
from robot_cells.documents.line_model import CellModel
from robot_cells.documents.parameter_checks import check_parameters
from robot_cells.documents.problem import Problem

_TYPICAL_DEVICE = {"assembly": "arm", "inspection": "camera", "machine_tending": "machine"}
"""What a cell of each kind cannot be without."""


def check_devices(document: Document, index: int, cell: CellModel) -> Iterator[Problem]:
    """Everything that is wrong with the devices of the cell at `index`."""
    top = ("cells", index, "devices")
    yield from duplicates(document, [((*top, i, "id"), item.id) for i, item in enumerate(cell.devices)], "device")
    for i, device in enumerate(cell.devices):
        if device.kind == "vehicle":
            yield document.problem((*top, i, "kind"), "vehicles are no devices of a cell", "name it under `vehicles`")
        yield from check_parameters(document, (*top, i, "parameters"), device.parameters)
    yield from _check_kind(document, index, cell)


def _check_kind(document: Document, index: int, cell: CellModel) -> Iterator[Problem]:
    kinds = {device.kind for device in cell.devices}
    needed = _TYPICAL_DEVICE.get(cell.kind)
    # A cell with nothing but a station only dwells: a machine of a public benchmark.
    if needed is not None and needed not in kinds and kinds - {"station"}:
        yield document.problem(
            ("cells", index, "kind"),
            f"a cell of kind {cell.kind} without a device of kind {needed}",
            f"add {{id: {needed}, kind: {needed}}} to its devices, or change the kind of the cell",
        )
