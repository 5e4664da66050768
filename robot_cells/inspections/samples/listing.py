"""The files of a folder, looked up once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from robot_cells.errors import InspectionError
from robot_cells.inspections.samples.picture_file import SUFFIXES
from robot_cells.inspections.samples.text_file import is_writable


@dataclass(frozen=True)
class Listing:
    """All files below `folder`, as paths relative to it with `/`, sorted; hidden ones are left out."""

    folder: Path
    files: tuple[str, ...]

    @cached_property
    def pictures(self) -> tuple[str, ...]:
        """Those that are pictures by their names."""
        return tuple(name for name in self.files if PurePosixPath(name).suffix.lower() in SUFFIXES)

    @cached_property
    def known(self) -> frozenset[str]:
        """The same files, to ask whether one is there."""
        return frozenset(self.files)

    @cached_property
    def top_folders(self) -> tuple[str, ...]:
        """The folders in the folder itself that hold anything, sorted."""
        return tuple(sorted({name.partition("/")[0] for name in self.files if "/" in name}))

    def below(self, prefix: str) -> tuple[str, ...]:
        """The files below a folder, given as `images` or `images/train`."""
        return tuple(name for name in self.files if name.startswith(f"{prefix}/"))

    def with_suffix(self, suffix: str) -> tuple[str, ...]:
        """The files whose names end so, given as `.json`."""
        return tuple(name for name in self.files if name.lower().endswith(suffix))


def listing(folder: Path) -> Listing:
    """Walks a folder; links are followed. Raises `InspectionError` for what cannot be read, and for links in a ring."""
    top = existing_folder(folder)
    found: list[str] = []
    stack: list[tuple[str, Path, tuple[tuple[int, int], ...]]] = [("", top, (_identity(top),))]
    while stack:
        prefix, place, ancestors = stack.pop()
        try:
            with os.scandir(place) as entries:
                present = [entry for entry in entries if not entry.name.startswith(".")]
            for entry in present:
                _refuse_unwritable(entry)
                if entry.is_file():
                    found.append(prefix + entry.name)
                elif entry.is_dir():
                    stack.append((f"{prefix}{entry.name}/", Path(entry.path), _descend(Path(entry.path), ancestors)))
                elif entry.is_symlink():
                    raise InspectionError("The symbolic link leads to nothing.", where=entry.path, remedy="Remove it.")
        except OSError as error:
            raise InspectionError(f"The folder cannot be read: {error.strerror}.", where=str(place)) from error
    return Listing(top, tuple(sorted(found)))


def existing_folder(folder: Path) -> Path:
    """The folder itself, if there is one; raises `InspectionError` otherwise."""
    if not folder.is_dir():
        what = "It is a file, no folder of samples." if folder.exists() else "There is no such folder."
        raise InspectionError(what, where=str(folder), remedy="Name the folder that holds the samples.")
    return folder


def _refuse_unwritable(entry: os.DirEntry[str]) -> None:
    """Names become part of reports, hashes and databases, all of them UTF-8."""
    if not is_writable(entry.name):
        shown = ascii(entry.name)
        raise InspectionError(f"The name {shown} has letters that cannot be printed.", where=shown, remedy="Rename it.")


def _identity(place: Path) -> tuple[int, int]:
    state = place.stat()
    return state.st_dev, state.st_ino


def _descend(place: Path, ancestors: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    identity = _identity(place)
    if identity in ancestors:
        raise InspectionError(
            "The symbolic link leads back to a folder that it lies in.", where=str(place), remedy="Remove it."
        )
    return (*ancestors, identity)
