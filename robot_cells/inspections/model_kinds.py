"""Which kinds of inspection models there are: the built-in ones, and those that other packages bring."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType
from typing import cast

from robot_cells.errors import InspectionError
from robot_cells.inspections.model import ModelKind

ENTRY_POINT_GROUP = "robot_cells.inspection_models"
"""An entry point is named after its kind and names an instance: `mine = my_package.kind:KIND`."""

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "golden_sample": "robot_cells.inspections.golden_sample.kind",
        "defects": "robot_cells.inspections.defects.kind",
        "anomaly": "robot_cells.inspections.anomaly.kind",
        "presence": "robot_cells.inspections.presence.kind",
        "code": "robot_cells.inspections.code.kind",
        "onnx": "robot_cells.inspections.onnx.kind",
    }
)
"""Name of the kind, and the module whose `KIND` it is."""


def kind_names() -> tuple[str, ...]:
    """The names of all kinds, the built-in ones first; no kind is imported for it."""
    return tuple(dict.fromkeys((*BUILT_IN, *sorted(entry.name for entry in _brought()))))


def model_kind(name: str) -> ModelKind:
    """The kind of that name, whose module is imported now.

    Raises `InspectionError` when there is none, when two packages bring one of this name, and when it cannot be
    imported or is no kind.
    """
    brought = [entry for entry in _brought() if entry.name == name]
    claims = [f"entry point {entry.name} = {entry.value}" for entry in brought]
    if name in BUILT_IN:
        claims.insert(0, BUILT_IN[name])
    if not claims:
        raise InspectionError(f"There is no kind of model {name!r}.", remedy=f"There are: {', '.join(kind_names())}.")
    if len(claims) > 1:
        raise InspectionError(
            f"There are {len(claims)} kinds of model {name!r}.",
            where="; ".join(claims),
            remedy="Remove a package, or give its kind another name.",
        )
    try:
        found: object = brought[0].load() if brought else importlib.import_module(BUILT_IN[name]).KIND
    except (ImportError, AttributeError) as error:
        raise InspectionError(f"The kind {name!r} cannot be imported: {error}.", where=claims[0]) from error
    return _checked(found, name, claims[0])


def _brought() -> tuple[EntryPoint, ...]:
    return tuple(entry_points(group=ENTRY_POINT_GROUP))


def _checked(found: object, name: str, where: str) -> ModelKind:
    makes = all(callable(getattr(found, method, None)) for method in ("fit", "load"))
    if isinstance(found, type) or not makes or getattr(found, "name", None) != name:
        raise InspectionError(
            f"{found!r} is no kind of model {name!r}.",
            where=where,
            remedy=f"Name an instance with `name = {name!r}`, `fit` and `load`.",
        )
    return cast(ModelKind, found)
