"""Plain data as JSON for machines."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from enum import Enum


def json_text(value: object) -> str:
    """Dataclasses, mappings and sequences as indented JSON; enum members by their name in small letters."""
    return json.dumps(_plain(value), indent=2, ensure_ascii=False, allow_nan=False)


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return value.name.lower()
    if dataclasses.is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
