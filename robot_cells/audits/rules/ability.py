"""Work is given only to a cell that is heard, takes work and can do it."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import CELL_ABLE
from robot_cells.audits.violation import Violation


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Each dispatch goes to such a cell."""
    if entry.kind != "attempt_dispatched":
        return
    name, cell = entry.text("attempt"), account.cell(entry.text("cell"))
    if not account.plant.knows(cell.id):
        yield Violation(CELL_ABLE, name, f"The line has no {cell.id}.", entry.sequence)
        return
    if not cell.is_present:
        yield Violation(CELL_ABLE, name, f"{cell.id} is not heard.", entry.sequence)
    if cell.is_held or cell.is_forbidden:
        yield Violation(CELL_ABLE, name, f"{cell.id} takes no work.", entry.sequence)
    is_trip = entry.data.get("trip") is not None
    if is_trip != account.plant.is_vehicle(cell.id):
        yield Violation(CELL_ABLE, name, f"{cell.id} is given what it is not there for.", entry.sequence)
    piece = account.piece(entry.text("job"))
    if is_trip or piece is None:
        return
    if not account.plant.can(cell.id, piece.product, entry.text("operation")):
        yield Violation(CELL_ABLE, name, f"{cell.id} cannot do {entry.text('operation')}.", entry.sequence)
