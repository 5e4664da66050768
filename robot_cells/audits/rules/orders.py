"""Every accepted order ends, once, in the state that its pieces are in."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.accounts import OrderAccount
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import ORDER_ENDS
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """An end comes once and is the one that the pieces say."""
    if entry.kind != "order_ended":
        return
    name = entry.text("order")
    order = account.orders.get(name)
    if order is None:
        yield Violation(ORDER_ENDS, name, "It ends, and was never accepted.", entry.sequence)
    elif order.end:
        yield Violation(ORDER_ENDS, name, f"It ends a second time; it was {order.end} already.", entry.sequence)
    elif entry.text("end") != (due := _end_of(order)):
        what = f"It ends as {entry.text('end')}, and its pieces say {due or 'that it goes on'}."
        yield Violation(ORDER_ENDS, name, what, entry.sequence)


def close(account: Account, witness: Witness) -> Iterator[Violation]:
    """Nothing that was accepted stays open."""
    if not witness.is_whole:
        return
    for order in account.orders.values():
        if not order.end:
            gone = len(order.completed) + len(order.scrapped)
            yield Violation(ORDER_ENDS, order.id, f"It never ended; {gone} of {order.quantity} pieces have left.")


def _end_of(order: OrderAccount) -> str:
    """How the order ends now; empty while a piece is to come or on the floor."""
    gone = len(order.completed) + len(order.scrapped)
    if len(order.released) > gone:
        return ""
    if order.is_cancelled:
        return "cancelled"
    if gone < order.quantity:
        return ""
    return "failed" if order.scrapped else "completed"
