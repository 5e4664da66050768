"""Which incarnation of the orchestrator a cell obeys."""

from __future__ import annotations

import logging

from robot_cells.attempts.ledger import Ledger
from robot_cells.errors import JournalError
from robot_cells.ids import JournalId

_log = logging.getLogger(__name__)


class Epochs:
    """The newest epoch that was heard, by journal; durable, so that a restarted cell obeys no older orchestrator.

    Epochs of different journals say nothing about each other.
    """

    def __init__(self, ledger: Ledger) -> None:
        """Read those of the ledger; raises `JournalError`."""
        self._ledger = ledger
        self._newest = dict(ledger.epochs())
        self._unwritten: set[JournalId] = set()
        self._latest = max(self._newest.values(), default=0)

    def hear(self, journal: JournalId, epoch: int) -> bool:
        """Take an epoch in; False when a newer one of that journal was heard before."""
        known = self._newest.get(journal, 0)
        if epoch < known:
            return False
        if epoch > known:
            self._newest[journal] = epoch
            self._unwritten.add(journal)
        if epoch > 0:
            self._latest = epoch
        return True

    def of(self, journal: JournalId) -> int:
        """The newest epoch of a journal; 0 before the first."""
        return self._newest.get(journal, 0)

    @property
    def latest(self) -> int:
        """The epoch of the orchestrator that was heard last; work given by hand has epoch 0 and does not count."""
        return self._latest

    @property
    def has_unwritten(self) -> bool:
        """Whether the ledger still lacks an epoch."""
        return bool(self._unwritten)

    def write(self) -> None:
        """Make the new ones durable; what the ledger cannot take now is offered to it again."""
        for journal in sorted(self._unwritten):
            try:
                self._ledger.record_epoch(journal, self._newest[journal])
            except JournalError as error:
                _log.error("epoch %d of %s is not written down yet: %s", self._newest[journal], journal, error)
                return
            self._unwritten.discard(journal)
