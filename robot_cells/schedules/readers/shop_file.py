"""The shops of any public file: text, archives, JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pydantic_core import from_json

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers.file_text import ARCHIVE, text_of
from robot_cells.schedules.readers.json_shops import read_json_shops
from robot_cells.schedules.readers.rows import REMEDY
from robot_cells.schedules.readers.shop import Shop
from robot_cells.schedules.readers.text_shop import read_text_shops
from robot_cells.schedules.readers.transport_sets import TransportShop, is_transport_sets, read_transport_sets

JSON = ".json"


def read_shops(path: Path) -> tuple[Shop | TransportShop, ...]:
    """Every instance of a file, in its order; raises `ScheduleError`, with file and line or key, where it is wrong."""
    if not _is_json(path):
        return read_text_shops(path)
    content = _content(path)
    if isinstance(content, Mapping) and is_transport_sets(content):
        return read_transport_sets(path)
    if isinstance(content, list) and content and all(isinstance(item, Mapping) and "path" in item for item in content):
        what = f"It is a list of {len(content)} instances and where they lie."
        raise ScheduleError(what, where=str(path), remedy="Name the files themselves.")
    return read_json_shops(path, content)


def _is_json(path: Path) -> bool:
    if path.suffix.lower() != ARCHIVE:
        return path.suffix.lower() == JSON
    return text_of(path).lstrip()[:1] in {"{", "["}


def _content(path: Path) -> object:
    text = text_of(path)
    try:
        return from_json(text)
    except ValueError as error:
        raise ScheduleError(f"Invalid JSON: {error}.", where=str(path), remedy=REMEDY) from None
