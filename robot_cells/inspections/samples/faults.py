"""What is wrong with a folder of samples: all of it at once, each in one sentence with file and line."""

from __future__ import annotations

from pathlib import Path

from robot_cells.errors import InspectionError

SHOWN = 12
"""So many faults are told; a folder with a million has one cause."""


class Faults:
    """Collects faults while a folder is read."""

    def __init__(self) -> None:
        self._told: list[str] = []
        self._count = 0

    def add(self, where: str, what: str) -> None:
        """One fault; `where` is the file relative to the folder, with `:line` where there is one."""
        self._count += 1
        if len(self._told) < SHOWN:
            line = f"{where}: {what}" if where else what
            self._told.append("".join(character if character.isprintable() else "?" for character in line))

    def refuse(self, folder: Path) -> None:
        """Raises `InspectionError` where there are any."""
        if not self._count:
            return
        if self._count == 1:
            raise InspectionError(self._told[0], where=str(folder))
        rest = [f"and {self._count - len(self._told):,} more"] if self._count > len(self._told) else []
        raise InspectionError(f"{self._count:,} faults.\n  " + "\n  ".join([*self._told, *rest]), where=str(folder))
