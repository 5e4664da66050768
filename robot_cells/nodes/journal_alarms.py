"""Alarms about the journal itself."""

from __future__ import annotations

from robot_cells.errors import JournalError
from robot_cells.ids import AlarmId
from robot_cells.journals.repair import Repair
from robot_cells.orchestration.alarm import Alarm, Severity

_SOURCE = "orchestrator"


def unwritable(fault: JournalError) -> Alarm:
    """The journal cannot be written now; shown as long as that lasts, and not recorded: it cannot be."""
    return Alarm(
        AlarmId("journal.unwritable"),
        Severity.ERROR,
        _SOURCE,
        "journal.unwritable",
        f"The journal cannot be written; the line holds: {fault.what}",
        f"{fault.remedy} The line goes on by itself when there is room.",
    )


def interrupted(epoch: int, at_s: float) -> Alarm:
    """The journal could not be written for a while; it can be again at `at_s`."""
    return Alarm(
        AlarmId(f"journal_interrupted:{epoch}:{at_s:.3f}"),
        Severity.WARNING,
        _SOURCE,
        "journal.interrupted",
        "The journal could not be written for a while; the line stood still meanwhile, nothing was lost.",
        "See that the disk has room.",
    )


def repaired(repair: Repair, epoch: int) -> Alarm:
    """The end of the journal was damaged when it was opened in this epoch, and has been cut."""
    return Alarm(
        AlarmId(f"journal_repaired:{epoch}"),
        Severity.ERROR,
        _SOURCE,
        "journal.repaired",
        repair.text,
        "Look at the disk. What was cut is known to the cells' ledgers: answer what they ask about.",
    )
