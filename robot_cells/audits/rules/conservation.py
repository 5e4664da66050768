"""A piece is at one place, never vanishes, and is delivered only when every operation is done."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account, spot_of
from robot_cells.audits.accounts import PieceAccount
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import PART_CONSERVED
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness
from robot_cells.ids import ProductId

_NEEDS_A_PIECE = frozenset(
    {"job_moved", "job_completed", "job_scrapped", "job_rerouted", "retry_planned", "attempt_dispatched"}
)


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """Every record about a piece is about one that is on the floor, and where it stands."""
    if entry.kind == "job_released":
        yield from _released(account, entry)
    if entry.kind not in _NEEDS_A_PIECE:
        return
    job = entry.text("job")
    piece = account.piece(job)
    if piece is None:
        known = account.pieces.get(job)
        what = f"{entry.kind}, and it is {known.gone} already." if known else f"{entry.kind}, and it never entered."
        yield Violation(PART_CONSERVED, job, what, entry.sequence)
        return
    if piece.attempt and entry.kind != "attempt_ended":
        yield Violation(PART_CONSERVED, job, f"{entry.kind} while {piece.attempt} has it in hand.", entry.sequence)
    what = _delivered(account, piece) if entry.kind == "job_completed" else ""
    what = _given(account, piece, entry) if entry.kind == "attempt_dispatched" else what
    if what:
        yield Violation(PART_CONSERVED, job, what, entry.sequence)


def close(account: Account, witness: Witness) -> Iterator[Violation]:
    """No piece of an order that has ended is left; in a whole run none at all."""
    for piece in account.on_floor():
        if witness.is_whole or account.orders[piece.order].end:
            what = f"It entered and never left; it stands at {piece.at[1]} of {piece.at[0]}."
            yield Violation(PART_CONSERVED, piece.job, what)
    for attempt in account.open_attempts() if witness.is_whole else ():
        yield Violation(PART_CONSERVED, attempt.id, "It was given out and never ended.", attempt.dispatched)


def _released(account: Account, entry: Entry) -> Iterator[Violation]:
    job = entry.text("job")
    name, _, unit = job.rpartition("/")
    order = account.orders.get(name)
    if order is None or not unit.isdecimal():
        yield Violation(PART_CONSERVED, job, "It enters the floor for an order that nobody gave.", entry.sequence)
    elif int(unit) in order.released:
        yield Violation(PART_CONSERVED, job, "It enters the floor a second time.", entry.sequence)
    elif not 1 <= int(unit) <= order.quantity:
        yield Violation(PART_CONSERVED, job, f"The order is for {order.quantity} pieces.", entry.sequence)
    elif order.end:
        yield Violation(PART_CONSERVED, job, f"It enters the floor for an order that is {order.end}.", entry.sequence)


def _delivered(account: Account, piece: PieceAccount) -> str:
    recipe = account.plant.products[ProductId(piece.product)].recipe
    left = [*piece.detour, *(str(item.id) for item in recipe.operations if item.id not in piece.done)]
    return f"It is delivered without {', '.join(left)}." if left else ""


def _given(account: Account, piece: PieceAccount, entry: Entry) -> str:
    """Where the piece stands, and from where it is taken, must agree; without vehicles it goes by itself."""
    trip, cell = entry.data.get("trip"), entry.text("cell")
    if isinstance(trip, dict):
        origin = spot_of(trip.get("origin"))
        return f"It is fetched at {origin}, and stands at {piece.at}." if origin != piece.at else ""
    if account.plant.has_vehicles and piece.at[0] != cell:
        return f"{cell} is to work on it, and it stands at {piece.at[1]} of {piece.at[0]}."
    return f"It is given out while {piece.carrier} may carry it." if piece.carrier else ""
