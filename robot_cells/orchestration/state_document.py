"""The state as one JSON document: the same state is always the same text, and the text is the whole state.

What never changes while the line runs (the plant) is not in it. Fields stand in the order of their declaration, sets
are sorted, dictionaries keep their order, because decisions may go through them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any, get_args, get_type_hints

from robot_cells.errors import JournalError
from robot_cells.orchestration.field_codecs import FieldCodec, codec_of
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import State

_PLANT = "plant"
_CODEC: FieldCodec = codec_of(State, without=(_PLANT,))
_JSON = json.JSONEncoder(separators=(",", ":"), allow_nan=False, check_circular=False)
_DIGEST_BYTES = 32


def encode_state(state: State) -> str:
    """The state as JSON; raises `JournalError` when a value in it cannot be written."""
    try:
        return _JSON.encode(_CODEC.encode(state))
    except (TypeError, ValueError) as error:
        raise JournalError(
            f"The state cannot be written as JSON: {error}.",
            where=f"state after {state.events} events",
            remedy="Results and parameters must hold plain values only.",
        ) from error


def decode_state(text: str, plant: Plant) -> State:
    """The state back again, of a line with this plant; raises `JournalError` when the text is no state."""
    try:
        found = json.loads(text)
        if not isinstance(found, dict):
            raise TypeError("it is not an object")
        return State(plant, **_CODEC.decode_fields(found))
    except (TypeError, ValueError) as error:
        raise JournalError(
            f"A document of the state cannot be read: {error}.", remedy="It was written by another version."
        ) from error


def digest_of(document: str) -> str:
    """64 hexadecimal digits over the text of a state (BLAKE2b, RFC 7693)."""
    return blake2b(document.encode(), digest_size=_DIGEST_BYTES).hexdigest()


def state_digest(state: State) -> str:
    """64 hexadecimal digits that are the same for equal states, whatever process has them, and differ for others."""
    return digest_of(encode_state(state))


def _shape(hint: Any, seen: set[Any]) -> Iterator[str]:  # noqa: ANN401  annotations are objects of any kind
    """Names and annotations of all fields of a dataclass and of those that are in it."""
    for argument in get_args(hint):
        yield from _shape(argument, seen)
    if not isinstance(hint, type) or not is_dataclass(hint) or hint in seen:
        return
    seen.add(hint)
    hints = get_type_hints(hint)
    for field in fields(hint):
        if field.name != _PLANT:
            yield f"{hint.__name__}.{field.name}: {field.type}"
            yield from _shape(hints[field.name], seen)


STATE_SHAPE = digest_of("\n".join(_shape(State, set())))[:16]
"""Changes with every field that is added to the state or anything in it: documents of another shape are not read."""
