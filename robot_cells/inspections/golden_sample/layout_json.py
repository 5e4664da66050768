"""A product's layout on the card of a model."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from robot_cells.documents.layout_model import LayoutModel
from robot_cells.documents.plant import read_product
from robot_cells.documents.problem import refuse
from robot_cells.documents.product_builder import build_layout, build_product
from robot_cells.errors import InspectionError
from robot_cells.orders.layout import Layout


def layout_of(path: Path) -> Layout:
    """The layout in a product document; raises `RobotCellsError` where there is none."""
    read, problems = read_product(path)
    refuse(problems)
    layout = None if read is None else build_product(read[1]).layout
    if layout is None:
        raise InspectionError("The product has no layout.", where=str(path), remedy="Name a product that has one.")
    return layout


def layout_as_json(layout: Layout) -> dict[str, Any]:
    """The layout in the words of a product document."""
    return {key: list(value) if isinstance(value, tuple) else value for key, value in asdict(layout).items()}


def layout_from_json(values: object, where: str) -> Layout:
    """The layout of a card; raises `InspectionError` that names every fault."""
    if not isinstance(values, Mapping):
        raise InspectionError("The layout is no object.", where=where, remedy="Write it as in a product document.")
    try:
        return build_layout(LayoutModel.model_validate(dict(values)))
    except ValidationError as error:
        faults = "\n".join(f"{'.'.join(map(str, item['loc']))}: {item['msg']}" for item in error.errors())
        raise InspectionError(faults, where=where, remedy="Write it as in a product document.") from error
