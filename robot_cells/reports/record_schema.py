"""The JSON schema of a record of a part."""

from __future__ import annotations

from pydantic import TypeAdapter

from robot_cells.reports.part_record import PartRecord


def record_schema() -> dict[str, object]:
    """JSON schema (draft 2020-12); the descriptions are those of `part_record.py`."""
    return TypeAdapter(PartRecord).json_schema(mode="serialization")
