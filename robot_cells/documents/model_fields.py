"""The fields of a model at a key path: what may be written there."""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from robot_cells.documents.document import KeyPath


def fields_at(model: type[BaseModel], location: KeyPath) -> Mapping[str, FieldInfo]:
    """The fields by the key that is written, at a location of pydantic's; empty where no model is."""
    annotation: Any = model
    for part in location:
        annotation = _step(_plain(annotation), part)
    annotation = _plain(annotation)
    return written_fields(annotation) if _is_model(annotation) else {}


def written_fields(model: type[BaseModel]) -> dict[str, FieldInfo]:
    """The fields of a model by the key that is written."""
    return {field.alias or name: field for name, field in model.model_fields.items()}


def _step(annotation: Any, part: str | int) -> Any:  # noqa: ANN401 - an annotation is any object
    """What stands below an annotation under a key, an index, or the name of a union's member."""
    if _is_model(annotation):
        field = written_fields(annotation).get(str(part))
        return None if field is None else field.annotation
    if get_origin(annotation) in {list, dict}:
        return get_args(annotation)[-1]
    if get_origin(annotation) in {Union, types.UnionType}:
        members = (_plain(item) for item in get_args(annotation))
        return next((item for item in members if _is_model(item) and _is_tagged(item, str(part))), None)
    return None


def _is_model(annotation: Any) -> bool:  # noqa: ANN401
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _is_tagged(model: type[BaseModel], tag: str) -> bool:
    return any(tag in get_args(field.annotation) for field in model.model_fields.values())


def _plain(annotation: Any) -> Any:  # noqa: ANN401
    """An annotation without `Annotated[...]` and `... | None`."""
    while True:
        if get_origin(annotation) is Annotated:
            annotation = get_args(annotation)[0]
            continue
        if get_origin(annotation) in {Union, types.UnionType}:
            members = [item for item in get_args(annotation) if item is not type(None)]
            if len(members) == 1:
                annotation = members[0]
                continue
        return annotation
