"""What a document says, as a hash: the same whatever its layout, its comments and the order of its keys."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import BaseModel


def content_hash(model: BaseModel) -> str:
    """SHA-256 (64 hexadecimal digits) over what was written in a document, as JSON with sorted keys.

    A key that is left out and one that is given its default are the same. `required` is told apart, since of a
    process's parameters the default null is something else than none.
    """
    content = model.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    required = _required(model)
    if required:
        content["required"] = required
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _required(model: BaseModel) -> list[str]:
    """The parameters that must be given, where the document has parameters that know."""
    parameters: Any = getattr(model, "parameters", None)
    if not isinstance(parameters, dict):
        return []
    return sorted(name for name, parameter in parameters.items() if getattr(parameter, "is_required", False))
