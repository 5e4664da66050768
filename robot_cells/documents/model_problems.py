"""What is wrong with a document's shape, in words: pydantic's findings, at the lines they are about."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.model_fields import fields_at, written_fields
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import nearest, one_of
from robot_cells.documents.units import key_with_unit, split_unit, unit_of

ModelT = TypeVar("ModelT", bound=BaseModel)

KINDS = ("line", "product", "orders", "process")
"""The first keys of documents, which say what each is."""
_KEY_OF_MAPPING = "[key]"
"""Pydantic's mark that an error is about a key of a mapping, not its value."""
_SHOWN_CHARACTERS = 40


def validate(
    document: Document, model: type[ModelT], at: KeyPath = (), *, open_keys: bool = False
) -> tuple[ModelT | None, list[Problem]]:
    """The model of the value at a key path, or None and everything that is wrong with its shape.

    With `open_keys` further keys may stand at the top of the value; they are passed over.
    """
    value = document.value(at)
    if not at and (mistaken := _mistaken(document, model)) is not None:
        return None, [mistaken]
    if open_keys and isinstance(value, dict):
        known = written_fields(model)
        value = {key: item for key, item in value.items() if key in known}
    try:
        return model.model_validate(value), []
    except ValidationError as error:
        shape = _Shape(document, model, at)
        return None, shape.problems(error.errors(include_url=False))


def _mistaken(document: Document, model: type[BaseModel]) -> Problem | None:
    """A document of another kind than is wanted here: one problem, not one for each of its keys."""
    wanted = next(iter(model.model_fields))
    if wanted not in KINDS or document.kind not in KINDS or document.kind == wanted:
        return None
    what = f"this document begins with {document.kind}:, one that begins with {wanted}: is wanted here"
    return document.problem((document.kind,), what, "name another file")


class _Shape:
    """The value at one key path of a document against one model."""

    def __init__(self, document: Document, model: type[BaseModel], at: KeyPath) -> None:
        self._document = document
        self._model = model
        self._at = at

    def problems(self, errors: list[ErrorDetails]) -> list[Problem]:
        """One problem for each error of pydantic's, but for missing keys that are there under a wrong name."""
        meant = {self._meant(error["loc"]) for error in errors if error["type"] == "extra_forbidden"}
        return [self._problem(error) for error in errors if error["type"] != "missing" or error["loc"] not in meant]

    def _meant(self, location: KeyPath) -> KeyPath:
        free = self._free_keys(location[:-1])
        key = str(location[-1])
        return (*location[:-1], key_with_unit(key, free) or nearest(key, free) or "")

    def _free_keys(self, location: KeyPath) -> list[str]:
        there = self._document.value(self._path(location))
        taken = there if isinstance(there, dict) else {}
        return [name for name in fields_at(self._model, location) if name not in taken]

    def _path(self, location: KeyPath) -> KeyPath:
        """A location of pydantic's as a key path of the document: without the names of a union's members."""
        path = self._at
        value = self._document.value(path)
        for number, part in enumerate(location):
            is_key = isinstance(value, dict) and part in value
            is_index = isinstance(value, list) and isinstance(part, int)
            if is_key or is_index:
                value = value[part]  # type: ignore[index]
                path = (*path, part)
            elif number == len(location) - 1 and isinstance(part, str):
                path = (*path, part)
        return path

    def _problem(self, error: ErrorDetails) -> Problem:
        location: KeyPath = error["loc"]
        if location and location[-1] == _KEY_OF_MAPPING:
            path = self._path(location[:-1])
            return self._document.problem(path, "the name is not allowed", _name_remedy(error.get("ctx", {})))
        special = self._SPECIAL.get(error["type"])
        if special is not None:
            return special(self, error)
        path, value, context = self._path(location), error["input"], error.get("ctx", {})
        key = next((part for part in reversed(path) if isinstance(part, str)), "")
        remedy = _remedy(error["type"], key, value, context) or self._shape_remedy(location)
        return self._document.problem(path, f"is {_shown(value)}", remedy)

    def _unknown_key(self, error: ErrorDetails) -> Problem:
        path, key = self._path(error["loc"]), str(error["loc"][-1])
        with_unit = key_with_unit(key, self._free_keys(error["loc"][:-1]))
        if with_unit is None:
            return self._document.problem(path, "unknown key", one_of(key, fields_at(self._model, error["loc"][:-1])))
        what = "the unit is missing" if key == split_unit(with_unit)[0] else "this unit is not used here"
        return self._document.problem(path, what, f"did you mean {with_unit}, in {unit_of(with_unit)}?")

    def _missing(self, error: ErrorDetails) -> Problem:
        path, key = self._path(error["loc"]), str(error["loc"][-1])
        field = fields_at(self._model, error["loc"][:-1]).get(key)
        unit = f" [{unit_of(key)}]" if unit_of(key) else ""
        meaning = f" ({field.description}{unit})" if field is not None and field.description else ""
        return self._document.problem(path, "missing", f"add {key}{meaning}")

    def _no_such_member(self, error: ErrorDetails) -> Problem:
        context = error["ctx"]
        key = context["discriminator"].strip("'")
        path = (*self._path(error["loc"]), key)
        known = [item.strip(" '") for item in context.get("expected_tags", "").split(",")]
        tag = str(context.get("tag", ""))
        return self._document.problem(path, f'is "{tag}"', one_of(tag, known))

    def _no_member(self, error: ErrorDetails) -> Problem:
        key = error["ctx"]["discriminator"].strip("'").removesuffix("()")
        path = self._path(error["loc"])
        return self._document.problem(path, f"the key {key} is missing", f"say with {key} which kind it is")

    def _shape_remedy(self, location: KeyPath) -> str:
        keys = ", ".join(fields_at(self._model, location))
        return f"write a mapping with the keys {keys}" if keys else "write a mapping: one `key: value` a line"

    _SPECIAL: Mapping[str, Callable[[_Shape, ErrorDetails], Problem]] = {
        "extra_forbidden": _unknown_key,
        "missing": _missing,
        "union_tag_invalid": _no_such_member,
        "union_tag_not_found": _no_member,
    }


def _remedy(kind: str, key: str, value: object, context: Mapping[str, Any]) -> str:
    """What would be right instead of a value; empty where a mapping would."""
    unit = f", in {unit_of(key)}" if unit_of(key) else ""
    bare = " without quotes or unit" if isinstance(value, str) else ""
    whole = " without point or exponent" if isinstance(value, float) else bare
    if kind in _LIMITS:
        return f"it must be {_LIMITS[kind]} {_limit(context, key)}"
    if kind == "literal_error":
        return one_of(str(value), [item.strip("' ") for item in context["expected"].replace(" or ", ",").split(",")])
    if kind in {"too_short", "too_long"}:
        word, limit = ("at least", "min_length") if kind == "too_short" else ("at most", "max_length")
        return f"it must have {word} {context[limit]}, not {context['actual_length']}"
    if kind == "string_pattern_mismatch":
        return _name_remedy(context)
    texts = {
        "string_too_short": "write at least one character",
        "string_type": 'write text; put it in quotes ("...") where it looks like a number',
        "list_type": "write a list: [a, b], or one line each that begins with -",
        "bool_type": "write true or false",
        **dict.fromkeys(("float_type", "float_parsing", "finite_number"), f"write a finite number{bare}{unit}"),
        **dict.fromkeys(
            ("int_type", "int_from_float", "int_parsing", "int_parsing_size"), f"write a whole number{whole}{unit}"
        ),
    }
    return texts.get(kind, "")


_LIMITS = {
    "greater_than": "greater than",
    "greater_than_equal": "at least",
    "less_than": "less than",
    "less_than_equal": "at most",
}


def _limit(context: Mapping[str, Any], key: str) -> str:
    limit = next(context[name] for name in ("gt", "ge", "lt", "le") if name in context)
    number = f"{limit:.10g}" if isinstance(limit, float) else str(limit)
    return f"{number} {unit_of(key)}".strip()


def _name_remedy(context: Mapping[str, Any]) -> str:
    if "." in context.get("pattern", ""):
        return "use letters, digits, _, - and ., at most 64, beginning with a letter or digit"
    return "use letters, digits and _, at most 64, beginning with a letter"


def _shown(value: object) -> str:
    """A value as messages show it: short."""
    if isinstance(value, dict | list):
        return "a mapping" if isinstance(value, dict) else ("a list" if value else "an empty list")
    if value is None:
        return "left empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:.10g}" if math.isfinite(value) else f"{value}, which is no number"
    text = str(value)
    short = text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 3] + "..."
    return f'"{short}"' if isinstance(value, str) else short
