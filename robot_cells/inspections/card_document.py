"""The card of a model as a file: `card.json`, read with every fault named, and written."""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any

import robot_cells
from robot_cells.errors import InspectionError
from robot_cells.inspections.model_card import ModelCard

CARD_FILE = "card.json"
CARD_LIMIT_BYTES = 4_000_000
"""A larger file is no card; it is not read."""
UNDECIDED = "undecided"
"""The threshold from which on a picture is no pass; no class has this name."""

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+-]{0,99}\Z")
_HASH = re.compile(r"[0-9a-f]{64}\Z")
_MAJOR = re.compile(r"(\d{1,6})(\.[0-9A-Za-z.+-]*)?\Z")
_NEEDED = ("name", "version", "kind", "task")
_FORMS: Mapping[str, tuple[type, str]] = {
    "name": (str, "a text"),
    "version": (str, "a text"),
    "kind": (str, "a text"),
    "task": (str, "a text"),
    "classes": (list, "a list"),
    "thresholds": (dict, "an object"),
    "settings": (dict, "an object"),
    "training_data": (str, "a text"),
    "training_samples": (int, "a whole number"),
    "figures": (dict, "an object"),
    "program_version": (str, "a text"),
    "licence": (str, "a text"),
    "files": (dict, "an object"),
}


def card_text(card: ModelCard) -> str:
    """The card as JSON; raises `InspectionError` for a card that `read_card` would refuse, naming every fault."""
    plain = {field.name: _plain(getattr(card, field.name)) for field in dataclasses.fields(card)}
    try:
        text = json.dumps(plain, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    except (TypeError, ValueError) as error:
        raise InspectionError(f"The card of {card.label!r} cannot be written as JSON: {error}.") from error
    parse_card(text, f"card of {card.label}")
    return text


def read_card(path: Path) -> ModelCard:
    """The card of a file; raises `InspectionError` that names every fault of it, one a line."""
    try:
        if path.stat().st_size > CARD_LIMIT_BYTES:
            raise InspectionError(f"A card has at most {CARD_LIMIT_BYTES} bytes; this is none.", where=str(path))
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise InspectionError(
            f"There is no {path.name}: this is no model.",
            where=str(path.parent),
            remedy="Name a folder that `robot-cells inspections train` has written.",
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise InspectionError(f"The card cannot be read: {error}.", where=str(path)) from error
    return parse_card(text, str(path))


def parse_card(text: str, where: str) -> ModelCard:
    """The card of a text; `where` names it in the error."""
    try:
        document = json.loads(text, parse_constant=_no_constant, object_pairs_hook=_once_each)
        # Half a surrogate pair is JSON, but can be written to no file; 1e999 is, and is read as infinite: no limit.
        json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise InspectionError(f"The card is no JSON: {error}.", where=where) from error
    if not isinstance(document, dict):
        raise InspectionError("The card is no JSON object.", where=where)
    faults = _faults_of_form(document) or _faults_of_content(document)
    if faults:
        raise InspectionError("\n".join(faults), where=where, remedy="Take the folder as it was saved.")
    lists = {"classes": tuple(document.get("classes", ()))}
    maps = {key: MappingProxyType(value) for key, value in document.items() if isinstance(value, dict)}
    return ModelCard(**{**document, **lists, **maps})


def _no_constant(word: str) -> float:
    raise ValueError(f"{word} is no number")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        raise ValueError(f"{next(key for key in keys if keys.count(key) > 1)!r} stands there twice")
    return found


def _faults_of_form(document: Mapping[str, Any]) -> list[str]:
    """What is missing, unknown, or of another type."""
    faults = [f"{key} is missing." for key in _NEEDED if key not in document]
    for key, value in document.items():
        if key not in _FORMS:
            faults.append(f"{key}: there is no such entry; a newer program may have written it.")
        elif not isinstance(value, _FORMS[key][0]) or isinstance(value, bool):
            faults.append(f"{key}: is no {_FORMS[key][1].partition(' ')[2]}.")
    return faults


def _faults_of_content(document: Mapping[str, Any]) -> list[str]:
    return [
        *(f"{key}: {document[key]!r} is no name: letters, digits, `._+-`." for key in _NEEDED[:3]
          if not _NAME.match(document[key])),
        *_faults_of_classes(document.get("classes", [])),
        *_faults_of_thresholds(document.get("thresholds", {}), document.get("classes", [])),
        *([] if document.get("training_samples", 0) >= 0 else ["training_samples: is less than nothing."]),
        *_faults_of_program(document.get("program_version", "")),
        *_faults_of_files(document.get("files", {})),
    ]  # fmt: skip


def _faults_of_classes(classes: list[Any]) -> list[str]:
    faults = [f"classes: {item!r} is no name of a class." for item in classes if not _is_class(item)]
    if not faults and len(set(classes)) < len(classes):
        faults.append("classes: one stands there twice.")
    return faults


def _is_class(item: object) -> bool:
    return isinstance(item, str) and bool(item.strip()) and item != UNDECIDED


def _faults_of_thresholds(thresholds: Mapping[str, Any], classes: list[Any]) -> list[str]:
    faults = []
    for name, value in thresholds.items():
        if name not in ("", UNDECIDED, *classes):
            faults.append(f"thresholds: {name!r} is none of the classes.")
        if not _is_number(value):
            faults.append(f"thresholds: {value!r} of {name!r} is no number.")
    if classes and thresholds and "" not in thresholds:
        faults += [f"thresholds: {name!r} has none." for name in classes if name not in list(thresholds)]
    return faults


def _is_number(value: object) -> bool:
    """Finite, and no more than floating point holds: JSON knows whole numbers of any size."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return math.isfinite(value) if isinstance(value, float) else abs(value) < 2**63


def _faults_of_program(version: str) -> list[str]:
    major, own = _MAJOR.match(version), _MAJOR.match(robot_cells.__version__)
    if version and major is None:
        return [f"program_version: {version!r} is no version."]
    if major is not None and own is not None and int(major[1]) > int(own[1]):
        newer = f"program_version: written by robot_cells {version}, this is {robot_cells.__version__}; "
        return [newer + "take a newer program, or train the model anew."]
    return []


def _faults_of_files(files: Mapping[str, Any]) -> list[str]:
    faults = []
    for name, digest in files.items():
        path = PurePosixPath(name)
        if not name or path.is_absolute() or ".." in path.parts or "\\" in name or "\0" in name or str(path) != name:
            faults.append(f"files: {name!r} is no path inside of the folder.")
        elif name == CARD_FILE:
            faults.append(f"files: {name!r} cannot hold its own hash.")
        if not isinstance(digest, str) or not _HASH.match(digest):
            faults.append(f"files: {name!r} has no SHA-256.")
    return faults


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    return value
