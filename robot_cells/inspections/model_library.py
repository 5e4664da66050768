"""The models of a directory: a folder each, found by name and version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import InspectionError
from robot_cells.inspections.card_document import CARD_FILE, read_card
from robot_cells.inspections.model_card import ModelCard

_PIECES = re.compile(r"\d+|[^\d.]+")


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A folder with a card, or with a `fault` in place of one."""

    folder: Path
    card: ModelCard | None
    fault: str = ""


def find_models(directory: Path) -> tuple[FoundModel, ...]:
    """Every folder in the directory that has a card, by name and version; files are not verified yet.

    Hidden folders are being written, and left out. Raises `InspectionError` when the directory cannot be read.
    """
    try:
        folders = sorted(item for item in directory.iterdir() if item.is_dir() and not item.name.startswith("."))
    except OSError as error:
        raise InspectionError(
            f"The models cannot be listed: {error.strerror}.",
            where=str(directory),
            remedy="Name the folder in which the models' folders lie.",
        ) from error
    found = [_read(folder) for folder in folders if (folder / CARD_FILE).exists()]
    return tuple(sorted(found, key=_order))


def find_model(name: str, directory: Path) -> Path:
    """The folder of the model `name@version`, or of the newest version of `name`.

    Raises `InspectionError` when there is none, when two folders claim to be it, and when a folder that may be a
    newer version has a card that cannot be read: an older one is never taken silently.
    """
    models = find_models(directory)
    wanted, _, version = name.partition("@")
    fitting = [item for item in models if item.card is not None and item.card.name == wanted]
    broken = [item for item in models if item.card is None and item.folder.name.partition("@")[0] == wanted]
    if version:
        fitting = [item for item in fitting if item.card is not None and item.card.version == version]
        broken = [item for item in broken if item.folder.name == name]
    if broken:
        raise InspectionError(
            f"The folder {broken[0].folder.name!r} may be {name!r}, but: {broken[0].fault}",
            where=str(directory),
            remedy="Mend or remove it.",
        )
    if not fitting:
        labels = ", ".join(item.card.label for item in models if item.card is not None) or "none"
        raise InspectionError(f"There is no model {name!r}.", where=str(directory), remedy=f"There are: {labels}.")
    last = fitting[-1]
    twins = [item.folder.name for item in fitting if item.card is not None and _same(item, last)]
    if len(twins) > 1:
        raise InspectionError(
            f"Several folders hold {last.card.label if last.card else name}: {', '.join(twins)}.",
            where=str(directory),
            remedy="Remove all but one, or give another version.",
        )
    return last.folder


def version_order(version: str) -> tuple[tuple[bool, int, str], ...]:
    """What versions are sorted by: numbers in them as numbers, so that 1.10 comes after 1.9."""
    pieces = _PIECES.findall(version)
    return tuple((True, int(piece), "") if piece.isdecimal() else (False, 0, piece) for piece in pieces)


def _read(folder: Path) -> FoundModel:
    try:
        return FoundModel(folder, read_card(folder / CARD_FILE))
    except InspectionError as error:
        return FoundModel(folder, None, str(error))


def _order(item: FoundModel) -> tuple[str, tuple[tuple[bool, int, str], ...], str]:
    if item.card is None:
        return item.folder.name, (), item.folder.name
    return item.card.name, version_order(item.card.version), item.folder.name


def _same(one: FoundModel, other: FoundModel) -> bool:
    if one.card is None or other.card is None:
        return False
    return version_order(one.card.version) == version_order(other.card.version)
