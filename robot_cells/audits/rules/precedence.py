"""An operation begins only when everything that comes before it is done."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.accounts import PieceAccount
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import PRECEDENCE
from robot_cells.audits.violation import Violation
from robot_cells.ids import ProductId


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Each dispatch of an operation is one that the recipe has come to."""
    if entry.kind != "attempt_dispatched" or entry.data.get("trip") is not None:
        return
    piece = account.piece(entry.text("job"))
    if piece is None:
        return
    operation = entry.text("operation")
    what = _fault(account, piece, operation)
    if what:
        yield Violation(PRECEDENCE, entry.text("attempt"), what, entry.sequence)
    visit = piece.closed.get(operation, 0) + 1
    if entry.number("visit") != visit:
        text = f"It is called visit {entry.number('visit')}, and the piece comes to {operation} for the {visit}. time."
        yield Violation(PRECEDENCE, entry.text("attempt"), text, entry.sequence)


def _fault(account: Account, piece: PieceAccount, operation: str) -> str:
    if piece.pinned and piece.pinned != operation:
        return f"{piece.pinned} was to be tried again first."
    if piece.detour:
        return "" if piece.detour[0] == operation else f"The rework {piece.detour[0]} comes first."
    recipe = account.plant.products[ProductId(piece.product)].recipe
    item = next((item for item in recipe.operations if item.id == operation), None)
    if item is None:
        return f"The recipe of {piece.product} has no {operation} here."
    if operation in piece.done:
        return f"{operation} is done already."
    missing = [str(name) for name in item.after if name not in piece.done]
    return f"{', '.join(missing)} comes before it and is not done." if missing else ""
