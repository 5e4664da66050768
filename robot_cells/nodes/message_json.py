"""JSON inside message fields: what a mapping of SI values becomes on the wire, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping

from robot_cells.errors import RobotCellsError


class MessageError(RobotCellsError):
    """A message holds something that cannot be read; nothing of it is used."""

    code = "message"


def to_json(value: Mapping[str, object]) -> str:
    """Compact JSON; empty for an empty mapping. Raises `MessageError` for what JSON cannot hold (NaN, arrays)."""
    if not value:
        return ""
    try:
        return json.dumps(value, separators=(",", ":"), allow_nan=False, default=_plain)
    except (TypeError, ValueError) as error:
        raise MessageError(
            f"These values cannot be sent as JSON: {error}.", where=", ".join(map(str, value))
        ) from error


def from_json(text: str, where: str) -> dict[str, object]:
    """The mapping in `text`; empty text is an empty mapping. Raises `MessageError` that names `where`."""
    if not text:
        return {}
    try:
        value = json.loads(text)
    except ValueError as error:
        raise MessageError(f"This is no JSON: {error}.", where=where, remedy="Send a JSON object.") from error
    if not isinstance(value, dict):
        raise MessageError(f"A JSON object is wanted, this is {type(value).__name__}.", where=where)
    return value


def _plain(value: object) -> object:
    """Numpy's scalars and arrays, and mappings that are not `dict`, as JSON knows them."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset)):
        return sorted(value)
    plain = getattr(value, "tolist", None)
    if plain is None:
        raise TypeError(f"{type(value).__name__} has no form in JSON")
    return plain()
