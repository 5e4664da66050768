"""From the data of a YAML file to a process, or to every fault in it."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from robot_cells.processes.checker import check_process
from robot_cells.processes.fault import Fault, KeyPath
from robot_cells.processes.process_model import NODE_KINDS, TAG_PREFIX, ProcessModel
from robot_cells.skills.registry import SkillType, load_skills


def parse_process(
    data: object, skills: Mapping[str, SkillType] | None = None
) -> tuple[ProcessModel | None, tuple[Fault, ...]]:
    """The process that a document's data describes, and everything that is wrong with it.

    None when its form is wrong already. `skills` are those it may use; without them, all that there are.
    """
    try:
        model = ProcessModel.model_validate(data)
    except ValidationError as error:
        return None, tuple(_fault(dict(item), data) for item in error.errors(include_url=False))
    return model, check_process(model, load_skills() if skills is None else skills)


def _fault(error: dict[str, Any], data: object) -> Fault:
    path = tuple(part for part in error["loc"] if not str(part).startswith(TAG_PREFIX))
    key = str(path[-1]) if path else ""
    match error["type"]:
        case "extra_forbidden":
            return Fault(path, f"there is no key `{key}` here", _known_key(error, data, path))
        case "missing" if path[-2:] == ("retry", "attempts"):
            return Fault(path[:-1], "this loop is unbounded", "say under `attempts` how often it is tried at most")
        case "missing":
            return Fault(path[:-1], f"`{key}` is missing", f"add `{key}`")
        case "union_tag_not_found":
            return _unknown_node(_at(data, path), path)
    value = error.get("input")
    return Fault(path, f"{error['msg']}, not {value!r:.60}", "see docs/processes.md")


def _unknown_node(value: object, path: KeyPath) -> Fault:
    kinds = ", ".join(NODE_KINDS)
    if not isinstance(value, Mapping):
        return Fault(path, f"{value!r:.60} is no node", f"a node is a mapping with one of {kinds}")
    found = [str(key) for key in value if key in NODE_KINDS]
    if len(found) > 1:
        return Fault(path, f"a node is of one kind, not of {' and '.join(found)}", "make them children of a sequence")
    for key in value:
        near = difflib.get_close_matches(str(key), NODE_KINDS, n=1)
        if near:
            return Fault((*path, str(key)), f"there is no kind of node `{key}`", f"did you mean `{near[0]}`?")
    return Fault(path, "the node has no kind", f"give it one of {kinds}")


def _known_key(error: dict[str, Any], data: object, path: KeyPath) -> str:
    """The keys that could be meant: those of the model that the faulty mapping belongs to."""
    model: type[Any] = ProcessModel
    holder = _at(data, path[:-1])
    tags = [str(part)[len(TAG_PREFIX) :] for part in error["loc"] if str(part).startswith(TAG_PREFIX)]
    if tags:
        kind = NODE_KINDS.get(tags[-1])
        model = kind or ProcessModel
    known = _keys_of(model)
    if isinstance(holder, Mapping) and not any(key in holder for key in known):
        known = set().union(*(_keys_of(found) for found in _bodies(model)), known)
    near = difflib.get_close_matches(str(path[-1]), known, n=1)
    return f"did you mean `{near[0]}`?" if near else f"the keys are {', '.join(sorted(known))}"


def _keys_of(model: type[Any]) -> set[str]:
    return {field.alias or name for name, field in model.model_fields.items()}


def _bodies(model: type[Any]) -> list[type[Any]]:
    return [field.annotation for field in model.model_fields.values() if hasattr(field.annotation, "model_fields")]


def _at(data: object, path: KeyPath) -> object:
    """What stands at a path, or the nearest thing above it."""
    for part in path:
        held = data.get(part) if isinstance(data, Mapping) else None
        if isinstance(data, list) and isinstance(part, int) and part < len(data):
            held = data[part]
        if held is None:
            break
        data = held
    return data
