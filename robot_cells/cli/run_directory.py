"""The folder in which a run leaves everything that it leaves."""

from __future__ import annotations

import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from robot_cells.errors import JournalError

JOURNAL = "journal.sqlite"
"""The name of a journal in its run's folder."""
LEAST_ROOM_MIB = 16
"""Journal, ledgers and logs take half a MiB before the first order, each picture of an inspection 2.5 MiB."""
RUNS = Path("runs")
"""Where runs are kept by default, below the folder that the command is started in."""


@dataclass(frozen=True, slots=True)
class RunDirectory:
    """The paths of one run; a journal or report that was named elsewhere lies there.

    `made` are the folders that were not there before, the innermost first.
    """

    root: Path
    journal: Path
    report: Path
    made: tuple[Path, ...] = ()

    @property
    def chart(self) -> Path:
        """The Gantt chart, beside the report."""
        return self.report.with_suffix(".png")

    def remove_empty(self) -> None:
        """Take away the folders that were made for this run and hold nothing: a start that is refused leaves none."""
        for folder in self.made:
            with suppress(OSError):  # Something is in it.
                folder.rmdir()


def make_run_directory(*, journal: Path | None = None, report: Path | None = None) -> RunDirectory:
    """A new folder `runs/<date>-<time>`; where a journal is named, the folder that belongs to it (`folder_of`).

    Raises `JournalError` when its disk has no room for a line to begin.
    """
    made = [] if RUNS.exists() or journal is not None else [RUNS.resolve()]
    if journal is not None:
        root = folder_of(journal)
    else:
        root = _fresh(RUNS / datetime.now().astimezone().strftime("%Y%m%d-%H%M%S"))
        made.append(root)
    journal, report = journal or root / JOURNAL, report or root / "report.json"
    for folder in (root, journal.parent, report.parent):
        made += reversed([item for item in (folder, *folder.parents) if not item.exists()])
        folder.mkdir(parents=True, exist_ok=True)
    directory = RunDirectory(root, journal, report, tuple(path.resolve() for path in reversed(made)))
    try:
        for folder in (directory.root, directory.journal.parent):
            _check_room(folder)
    except JournalError:
        directory.remove_empty()
        raise
    return directory


def folder_of(journal: Path) -> Path:
    """Where everything lies that belongs to a journal: the ledgers of the cells, the simulated plant, logs, pictures.

    It follows from the journal's name alone, so that a run that goes on finds them. Without the ledgers a cell would
    not know what it has begun, and would begin it again.
    """
    path = journal.resolve()
    return path.parent if path.name == JOURNAL else path.with_name(f"{path.name}.run")


def latest_journal() -> Path:
    """The journal below `runs` that was written last; raises `JournalError` when there is none."""
    found = sorted(RUNS.glob(f"*/{JOURNAL}"), key=lambda path: path.stat().st_mtime)
    if not found:
        raise JournalError(
            "No run was found.",
            where=str(RUNS.resolve()),
            remedy="Name its journal with --journal, or run a line first.",
        )
    return found[-1]


def _check_room(folder: Path) -> None:
    """A line whose disk fills up holds and says so; one that begins on a full disk could not even say it."""
    free_mib = shutil.disk_usage(folder).free / 2**20
    if free_mib < LEAST_ROOM_MIB:
        raise JournalError(
            f"Only {free_mib:.1f} MiB are free on the disk; a line needs {LEAST_ROOM_MIB} MiB to begin.",
            where=str(folder),
            remedy="Make room on the disk, or name a journal on another with --journal.",
        )


def _fresh(wanted: Path) -> Path:
    """`wanted`, or with a number behind it where two runs begin in the same second; the folder is made."""
    wanted.parent.mkdir(parents=True, exist_ok=True)
    number = 1
    while True:
        candidate = wanted if number == 1 else wanted.with_name(f"{wanted.name}-{number}")
        try:
            candidate.mkdir()
        except FileExistsError:
            number += 1
        else:
            return candidate.resolve()
