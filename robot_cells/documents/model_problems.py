"""What is wrong with a document's shape, in words: pydantic's findings, at the lines they are about."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.document_model import DocumentModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.suggestion import nearest, one_of
from robot_cells.documents.units import key_with_unit, unit_of

ModelT = TypeVar("ModelT", bound=DocumentModel)

_KEY_OF_MAPPING = "[key]"
"""Pydantic's mark that an error is about a key of a mapping, not its value."""

_KINDS = {dict: "a mapping", list: "a list", str: "text", bool: "true or false", type(None): "nothing"}


def validate(document: Document, model: type[ModelT]) -> tuple[ModelT | None, list[Problem]]:
    """The model of a document, or None and everything that is wrong with its shape."""
    try:
        return model.model_validate(document.data), []
    except ValidationError as error:
        return None, _problems(document, model, error.errors(include_url=False))


def _problems(document: Document, model: type[DocumentModel], errors: list[ErrorDetails]) -> list[Problem]:
    meant: set[KeyPath] = set()
    found: list[Problem] = []
    for error in errors:
        if error["type"] == "extra_forbidden":
            problem, key = _unknown_key(document, model, error)
            found.append(problem)
            if key:
                meant.add((*error["loc"][:-1], key))
    for error in errors:
        # A key that is there under a wrong name is one fault, not an unknown key and a missing one.
        if error["type"] != "extra_forbidden" and not (error["type"] == "missing" and error["loc"] in meant):
            found.append(_problem(document, model, error))
    return found


def _unknown_key(document: Document, model: type[DocumentModel], error: ErrorDetails) -> tuple[Problem, str | None]:
    path = error["loc"]
    key = str(path[-1])
    fields = fields_at(model, path[:-1])
    there = _value_at(document.data, path[:-1])
    free = [name for name in fields if not isinstance(there, dict) or name not in there]
    with_unit = key_with_unit(key, free)
    if with_unit is not None:
        unit = unit_of(with_unit)
        what = (
            "the unit is missing"
            if "_" not in key or not key.startswith(with_unit.rpartition("_")[0] + "_")
            else ("this unit is not used")
        )
        return document.problem(path, what, f"did you mean {with_unit}, in {unit}?"), with_unit
    return document.problem(path, "unknown key", one_of(key, fields)), nearest(key, free)


def _problem(document: Document, model: type[DocumentModel], error: ErrorDetails) -> Problem:
    path: KeyPath = error["loc"]
    kind, context, value = error["type"], error.get("ctx", {}), error["input"]
    if path and path[-1] == _KEY_OF_MAPPING:
        return document.problem(path[:-1], "the name is not allowed", _pattern_remedy(context))
    if kind == "missing":
        return document.problem(path, "missing", _missing_remedy(model, path))
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    if kind in _LIMITS:
        return document.problem(path, f"is {_shown(value)}", f"it must be {_LIMITS[kind]} {_limit(context, key)}")
    if kind == "literal_error":
        choices = [item.strip("' ") for item in context["expected"].replace(" or ", ",").split(",")]
        return document.problem(path, f"is {_shown(value)}", one_of(str(value), choices))
    if kind == "string_pattern_mismatch":
        return document.problem(path, f"the name {_shown(value)} is not allowed", _pattern_remedy(context))
    if kind == "too_short":
        return document.problem(path, "is empty", "name at least one")
    return document.problem(path, f"is {_shown(value)}", _type_remedy(kind, key, value, fields_at(model, path)))


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


def _type_remedy(kind: str, key: str, value: object, fields: Mapping[str, Any]) -> str:
    unit = f", in {unit_of(key)}" if unit_of(key) else ""
    if kind in {"float_type", "float_parsing", "finite_number"}:
        bare = " without quotes or unit" if isinstance(value, str) else ""
        return f"write a finite number{bare}{unit}"
    if kind in {"int_type", "int_from_float", "int_parsing", "int_parsing_size"}:
        return f"write a whole number{unit}"
    if kind == "string_type":
        return 'write text; put it in quotes ("...") where it looks like a number'
    if kind == "list_type":
        return "write a list: [a, b], or one line each that begins with -"
    if kind in {"model_type", "dict_type", "model_attributes_type"}:
        keys = f" with the keys {', '.join(fields)}" if fields else ""
        return f"write a mapping{keys}"
    return "see docs/documents.md for what may stand here"


def _missing_remedy(model: type[DocumentModel], path: KeyPath) -> str:
    key = str(path[-1])
    field = fields_at(model, path[:-1]).get(key)
    description = getattr(field, "description", "") or ""
    unit = f" [{unit_of(key)}]" if unit_of(key) else ""
    return f"add {key}: {description}{unit}"


def _pattern_remedy(context: Mapping[str, Any]) -> str:
    if "." in context.get("pattern", ""):
        return "use letters, digits, _, - and ., at most 64, beginning with a letter or digit"
    return "use letters, digits and _, at most 64, beginning with a letter"


def _shown(value: object) -> str:
    if isinstance(value, str):
        return f'"{value if len(value) <= 40 else value[:37] + "..."}"'
    if isinstance(value, bool):
        return str(value).lower()
    kind = _KINDS.get(type(value))
    if kind is not None:
        return kind
    text = f"{value:.10g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _value_at(data: object, path: KeyPath) -> object:
    for part in path:
        if isinstance(data, dict | list):
            data = data[part]  # type: ignore[index]
    return data


def fields_at(model: type[DocumentModel], path: KeyPath) -> Mapping[str, Any]:
    """The fields, by the key that is written, of the model at a key path; empty where no model is."""
    annotation: Any = model
    for part in path:
        annotation = _inner(annotation)
        if isinstance(annotation, type) and issubclass(annotation, DocumentModel):
            field = _written_fields(annotation).get(str(part))
            if field is None:
                return {}
            annotation = field.annotation
        elif get_origin(annotation) in {list, dict}:
            annotation = get_args(annotation)[-1]
        else:
            return {}
    annotation = _inner(annotation)
    if isinstance(annotation, type) and issubclass(annotation, DocumentModel):
        return _written_fields(annotation)
    return {}


def _written_fields(model: type[DocumentModel]) -> dict[str, Any]:
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _inner(annotation: Any) -> Any:  # noqa: ANN401 - an annotation is any object
    """An annotation without `Annotated[...]` and `... | None`."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation = get_args(annotation)[0]
        elif origin in {Union, types.UnionType}:
            annotation = next(item for item in get_args(annotation) if item is not type(None))
        else:
            return annotation
