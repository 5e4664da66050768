"""Writing and reading values by their type annotations: the part of the codec that knows no events."""

from __future__ import annotations

import math
import types
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from typing import Any, NewType, Union, get_args, get_origin, get_type_hints

Convert = Callable[[object], object]


class FieldCodec:
    """Writes a dataclass as a JSON object and reads its fields back.

    A field that has a default may be missing: it was added after the object was written. One that is not known is an
    error, since what it says would be lost.
    """

    def __init__(self, data_type: type[Any], without: tuple[str, ...]) -> None:
        hints = get_type_hints(data_type)
        known = [field for field in fields(data_type) if field.name not in without]
        self._type = data_type
        self._converters: dict[str, tuple[Convert, Convert]] = {
            field.name: converters(hints[field.name]) for field in known
        }
        self._required = {
            field.name for field in known if field.default is MISSING and field.default_factory is MISSING
        }

    def encode(self, value: object) -> dict[str, Any]:
        """Every field, converted to what JSON has."""
        return {name: to_json(getattr(value, name)) for name, (to_json, _) in self._converters.items()}

    def decode_fields(self, data: Mapping[str, object]) -> dict[str, Any]:
        """The fields that `data` has, by name; raises `TypeError` or `ValueError` where they are not those of the type.

        Those that were added later are left to their defaults.
        """
        if data.keys() != self._converters.keys():
            odd = sorted((data.keys() - self._converters.keys()) | (self._required - data.keys()))
            if odd:
                raise TypeError(f"missing or unknown fields of {self._type.__name__}: {', '.join(odd)}")
        return {name: self._converters[name][1](value) for name, value in data.items()}

    def decode(self, data: object) -> object:
        """The dataclass back again."""
        if not isinstance(data, dict):
            raise TypeError(f"{self._type.__name__} is an object, not {data!r}")
        return self._type(**self.decode_fields(data))


def codec_of(data_type: type[Any], without: tuple[str, ...] = ()) -> FieldCodec:
    """The codec of a dataclass, as it is annotated; `without` leaves fields out."""
    return FieldCodec(data_type, without)


def converters(hint: object) -> tuple[Convert, Convert]:
    """To JSON and back, for one type annotation; raises `TypeError` for one that the codec does not know."""
    while isinstance(hint, NewType):
        hint = hint.__supertype__
    if hint is None:
        hint = type(None)
    if isinstance(hint, type) and hint in _SCALARS:
        return _SCALARS[hint]
    if get_origin(hint) is not None:
        return _composed(hint)
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _enum(hint)
    if isinstance(hint, type) and is_dataclass(hint):
        codec = codec_of(hint)
        return (codec.encode, codec.decode)
    raise TypeError(f"no codec for {hint!r}")


def _composed(hint: object) -> tuple[Convert, Convert]:
    """The same for an annotation with arguments, such as `tuple[int, ...]`."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin in (Union, types.UnionType):
        return _optional(*[item for item in arguments if item is not type(None)])
    if origin is tuple:
        return _sequence(arguments[0])
    if origin is dict:
        return _table(arguments[1])
    if origin in (set, frozenset):
        return _set(origin, arguments[0])
    if origin is not None and issubclass(origin, Mapping):
        return (_plain_object, _plain_object)
    raise TypeError(f"no codec for {hint!r}")


def _exactly(kind: type) -> Convert:
    def check(value: object) -> object:
        """Passes a value of just that type on."""
        if type(value) is not kind:
            raise TypeError(f"{value!r} is not of type {kind.__name__}")
        return value

    return check


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{value!r} is not a text")
    return str(value)


def _whole_number(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{value!r} is not a whole number")
    return int(value)


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not math.isfinite(value):
        raise TypeError(f"{value!r} is not a finite number")
    return float(value)


_SCALARS: dict[type, tuple[Convert, Convert]] = {
    str: (_text, _exactly(str)),
    int: (_whole_number, _exactly(int)),
    bool: (_exactly(bool), _exactly(bool)),
    float: (_number, _number),
    type(None): (_exactly(type(None)), _exactly(type(None))),
}


def _optional(*inner: object) -> tuple[Convert, Convert]:
    (only,) = inner
    to_json, from_json = converters(only)
    return (
        lambda value: None if value is None else to_json(value),
        lambda value: None if value is None else from_json(value),
    )


def _sequence(inner: object) -> tuple[Convert, Convert]:
    to_json, from_json = converters(inner)

    def read(value: object) -> tuple[object, ...]:
        """From JSON."""
        if not isinstance(value, list):
            raise TypeError(f"{value!r} is not a list")
        return tuple(from_json(item) for item in value)

    def write(value: object) -> list[object]:
        """To JSON."""
        if not isinstance(value, tuple):
            raise TypeError(f"{value!r} is not a tuple")
        return [to_json(item) for item in value]

    return (write, read)


def _table(inner: object) -> tuple[Convert, Convert]:
    """A dictionary whose keys are texts; its order is kept."""
    to_json, from_json = converters(inner)

    def read(value: object) -> dict[str, object]:
        """From JSON."""
        if not isinstance(value, dict):
            raise TypeError(f"{value!r} is not an object")
        return {key: from_json(item) for key, item in value.items()}

    def write(value: object) -> dict[str, object]:
        """To JSON."""
        if not isinstance(value, dict):
            raise TypeError(f"{value!r} is not a dictionary")
        return {_text(key): to_json(item) for key, item in value.items()}

    return (write, read)


def _set(kind: type[set[Any]] | type[frozenset[Any]], inner: object) -> tuple[Convert, Convert]:
    """A set, written as a sorted list: the same set gives the same text."""
    to_json, from_json = converters(inner)

    def read(value: object) -> object:
        """From JSON."""
        if not isinstance(value, list):
            raise TypeError(f"{value!r} is not a list")
        return kind(from_json(item) for item in value)

    def write(value: object) -> list[object]:
        """To JSON."""
        if not isinstance(value, kind):
            raise TypeError(f"{value!r} is not a {kind.__name__}")
        return [to_json(item) for item in sorted(value)]

    return (write, read)


def _enum(kind: type[Enum]) -> tuple[Convert, Convert]:
    by_name = {member.name.lower(): member for member in kind}

    def write(value: object) -> str:
        """To JSON."""
        if not isinstance(value, kind):
            raise TypeError(f"{value!r} is not a {kind.__name__}")
        return value.name.lower()

    def read(value: object) -> Enum:
        """From JSON."""
        if not isinstance(value, str) or value not in by_name:
            raise ValueError(f"{value!r} is not one of {', '.join(by_name)}")
        return by_name[value]

    return (write, read)


def _plain_object(value: object) -> dict[str, object]:
    if not isinstance(value, Mapping):
        raise TypeError(f"{value!r} is not an object")
    if not all(isinstance(key, str) for key in value):
        raise TypeError("the keys of an object are strings")
    return {key: _plain(item) for key, item in value.items()}


def _plain(value: object) -> object:
    """A free value as JSON has it: objects, lists, strings, finite numbers, true, false, null; else `TypeError`."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        return _number(value)
    if isinstance(value, Mapping):
        return _plain_object(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    raise TypeError(f"{value!r} has no place in JSON")
