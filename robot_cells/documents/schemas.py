"""The JSON schemas of the documents."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import BaseModel

from robot_cells.documents.line_model import LineModel
from robot_cells.documents.orders_model import OrdersModel
from robot_cells.documents.product_model import ProductModel
from robot_cells.documents.twin_model_document import TwinModelDocument
from robot_cells.processes.process_model import ProcessModel

MODELS: Mapping[str, type[BaseModel]] = {
    "line": LineModel,
    "product": ProductModel,
    "orders": OrdersModel,
    "process": ProcessModel,
    "twin": TwinModelDocument,
}
"""The model of each kind of document, by its first key."""


def json_schema(kind: str) -> dict[str, object]:
    """The JSON schema of a kind of document; raises `KeyError` for a kind that is none."""
    return MODELS[kind].model_json_schema(by_alias=True)
