"""A model as a folder: `card.json`, weights and reference pictures, written whole or not at all, verified when read."""

from __future__ import annotations

import dataclasses
import os
import shutil
import tempfile
from pathlib import Path

import robot_cells
from robot_cells.errors import InspectionError
from robot_cells.inspections.card_document import CARD_FILE, card_text, read_card
from robot_cells.inspections.folder_check import check_files, hashes_of
from robot_cells.inspections.golden_sample.golden_folder import SCALE_FILE
from robot_cells.inspections.model import Model
from robot_cells.inspections.model_card import ModelCard
from robot_cells.inspections.model_kinds import model_kind
from robot_cells.inspections.model_library import find_model

GOLDEN_KIND = "golden_sample"


def save_model(model: Model, folder: Path, card: ModelCard | None = None) -> ModelCard:
    """Writes the model into a new folder and gives back the card that lies there, with the hashes of its files.

    `card` takes the place of the model's own (figures, licence). The folder is written beside and renamed, so that it
    is there whole or not at all. Raises `InspectionError` when there is something already, or it cannot be written.
    """
    check_place(folder)
    target = Path(os.path.abspath(folder))  # noqa: PTH100  `resolve` would follow a link that is in the way
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent))
        try:
            written = _fill(made, model, card or model.card)
            made.rename(target)
        finally:
            shutil.rmtree(made, ignore_errors=True)
        _synchronise(target.parent)
    except OSError as error:
        raise InspectionError(
            f"The model could not be written: {error.strerror}.",
            where=str(error.filename or folder),
            remedy="Make room on the disk, or name a folder that may be written.",
        ) from error
    return written


def check_place(folder: Path) -> None:
    """Raises `InspectionError` when a model cannot be written there because there is something already."""
    if folder.is_symlink() or (folder.exists() and (not folder.is_dir() or any(folder.iterdir()))):
        raise InspectionError(
            "There is something already; a model is never written over.",
            where=str(folder),
            remedy="Name another folder, as for a new version.",
        )


def load_model(model: str | Path, models_directory: Path | None = None) -> Model:
    """The model of a folder, or the one named `name` (its newest version) or `name@version` in a directory.

    Without a directory, and with a `/` in it, a text is a folder, too. Raises `InspectionError` when the card is
    missing or wrong, a file is missing, changed or one too many, the kind is unknown, or the content does not fit.
    """
    folder = model_place(model, models_directory)
    card = verified_card(folder)
    return model_kind(card.kind).load(folder, card)


def model_place(model: str | Path, models_directory: Path | None = None) -> Path:
    """The folder that `load_model` reads for this; raises `InspectionError` when there is none."""
    if isinstance(model, Path):
        folder: Path | None = model
    elif models_directory is not None and os.sep not in model:
        return find_model(model, models_directory)
    else:
        folder = Path(model) if model else None
    if folder is None or not folder.is_dir():
        raise InspectionError(
            f"There is no model {str(model)!r}.",
            where=str(models_directory or ""),
            remedy="Name the folder of a model, or a name with the directory of models.",
        )
    return folder


def verified_card(folder: Path) -> ModelCard:
    """The card of a folder whose files are those of the card; a golden sample without a card is given one.

    Raises `InspectionError` for whatever does not fit.
    """
    if not (folder / CARD_FILE).exists() and (folder / SCALE_FILE).is_file():
        return _card_of_golden_folder(folder)
    card = read_card(folder / CARD_FILE)
    check_files(folder, card.files)
    return card


def _card_of_golden_folder(folder: Path) -> ModelCard:
    """Of pictures that were put there by hand: nobody has said what they are, so the name is the folder's."""
    files = hashes_of(folder)
    return ModelCard(folder.name, "1", GOLDEN_KIND, "compare with a golden sample", files=files)


def _fill(folder: Path, model: Model, card: ModelCard) -> ModelCard:
    """Files first, the card last: without it the folder is no model."""
    folder.chmod(0o755)
    model.save(folder)
    files = hashes_of(folder)
    for name in files:
        _synchronise(folder / name)
    written = dataclasses.replace(card, files=files, program_version=robot_cells.__version__)
    (folder / CARD_FILE).write_text(card_text(written), encoding="utf-8")
    _synchronise(folder / CARD_FILE)
    return written


def _synchronise(path: Path) -> None:
    """To the disk: a model that was said to be saved is there after a power cut."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
