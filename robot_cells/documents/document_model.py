"""The base of all document models: strict types, no unknown keys, no NaN."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict

from robot_cells.documents.units import unit_of


def _add_units(schema: dict[str, Any]) -> None:
    """State the unit of each key in its JSON schema."""
    for key, entry in schema.get("properties", {}).items():
        unit = unit_of(key)
        if unit:
            entry["unit"] = unit


class DocumentModel(BaseModel):
    """A mapping in a document; the field descriptions are the reference that `robot-cells schema` prints."""

    model_config = ConfigDict(
        strict=True, extra="forbid", frozen=True, allow_inf_nan=False, json_schema_extra=_add_units
    )
