"""Whether a line can go on with a journal, asked before anything is started."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from robot_cells.cli.failure_message import say
from robot_cells.documents.plant import Plant
from robot_cells.errors import JournalError, TransitionError
from robot_cells.journals.replays import replay
from robot_cells.journals.sqlite_file import is_blank
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.journals.write_lock import WriteLock
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.reports.journal_plant import check_line


def check_journal(path: Path, plant: Plant) -> None:
    """Raises `JournalError` when another line writes it, it is no journal, is damaged, or does not fit the line.

    An end that is damaged and will be cut is only told of. The orchestrator finds all that too, but only as a process
    that has to be started; a file that is not there, or that nothing was written to, becomes a new journal.
    """
    if not path.exists() or is_blank(path):
        return
    lock = WriteLock(path)
    lock.take()
    lock.release()
    with closing(SqliteJournalReader(path)) as journal:
        check_line(journal, plant.line.id)
        identity, epoch, end = journal.journal_id, journal.epoch, journal.last_whole()
        try:
            replay(
                lambda: Orchestrator(plant.line, plant.products, identity, epoch=epoch),
                journal,
                journal,
                plant.sources,
                until=end,
            )
        except TransitionError as error:
            raise JournalError(
                f"The journal does not fit the line {plant.line.id}: {error}",
                where=str(path),
                remedy="Name the document that it was written under, or another journal.",
            ) from error
        if journal.last_sequence != end:
            say(f"{path}: The journal is damaged behind record {end}; what is there is cut, and kept beside it.")
