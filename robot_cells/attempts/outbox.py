"""The ends of attempts, kept until the orchestrator has acknowledged them."""

from __future__ import annotations

import logging

from robot_cells.attempts.ledger import KEPT_ACKNOWLEDGED, Ledger
from robot_cells.attempts.report import PROCESS_ENDED, Failure, Phase, Report
from robot_cells.errors import JournalError
from robot_cells.ids import AttemptId, CellId, JournalId

_log = logging.getLogger(__name__)


class Outbox:
    """Knows the end of every attempt that the cell has not been told to forget, and of the latest that it has.

    What ended before its ledger entry is kept in memory only: nothing has moved, so nothing must survive.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._kept: dict[AttemptId, Report] = {}
        self._journals: dict[AttemptId, JournalId] = {}
        self._acknowledged: dict[AttemptId, Report] = {}
        self._unwritten: dict[AttemptId, Report] = {}

    def recover(self, cell: CellId, at_s: float) -> None:
        """Read the ledger after a start: what has no end was interrupted. Raises `JournalError`."""
        for entry in self._ledger.entries():
            end = entry.end
            if end is None:
                failure = Failure(
                    PROCESS_ENDED,
                    f"The process of {cell} ended during the attempt; how far it came is not known.",
                    "Look at the product before it is worked on again.",
                )
                end = Report(cell, entry.epoch, entry.attempt, Phase.INTERRUPTED, at_s, failure, entry.known)
                self._ledger.end(end)
            self._journals[entry.attempt] = entry.journal
            (self._acknowledged if entry.is_acknowledged else self._kept)[entry.attempt] = end

    def keep(self, report: Report, journal: JournalId, *, has_begun: bool) -> None:
        """Keep an end; `write` puts it into the ledger."""
        self._kept[report.attempt_id] = report
        self._journals[report.attempt_id] = journal
        if has_begun:
            self._unwritten[report.attempt_id] = report

    def write(self) -> None:
        """Put the ends that wait into the ledger; what it cannot take now goes on waiting."""
        for attempt, report in list(self._unwritten.items()):
            try:
                self._ledger.end(report)
            except JournalError as error:
                # The report goes out all the same: it is true, and the orchestrator's journal will hold it.
                _log.error("the end of %s is not written down yet: %s", attempt, error)
                return
            del self._unwritten[attempt]

    @property
    def has_unwritten(self) -> bool:
        """Whether the ledger still lacks an end."""
        return bool(self._unwritten)

    def latest(self, attempt: AttemptId) -> Report | None:
        """The end of an attempt, also of one that was acknowledged not long ago."""
        return self._kept.get(attempt) or self._acknowledged.get(attempt)

    def acknowledge(self, attempt: AttemptId) -> None:
        """The end is durable elsewhere: it is not told again unless somebody asks.

        A refusal too: an assignment that comes late must not be carried out when the line has gone on without it. One
        of work by hand (epoch 0) is forgotten: whoever gave it may give it again.
        """
        report = self._kept.pop(attempt, None)
        if report is None or (report.phase is Phase.REFUSED and report.epoch == 0):
            self._journals.pop(attempt, None)
            return
        self._acknowledged[attempt] = report
        if report.phase is not Phase.REFUSED:
            self._ledger.acknowledge(attempt)
        while len(self._acknowledged) > KEPT_ACKNOWLEDGED:
            oldest = next(iter(self._acknowledged))
            del self._acknowledged[oldest]
            self._journals.pop(oldest, None)

    def pending(self, journal: JournalId | None = None) -> list[Report]:
        """The ends that are not acknowledged, of one journal or of all."""
        return [
            report for attempt, report in self._kept.items() if journal is None or self._journals[attempt] == journal
        ]
