"""A place holds no more pieces than it has room for, a cell works on one, the floor holds what it may."""

from __future__ import annotations

from collections.abc import Iterator

from robot_cells.audits.account import Account, spot_of
from robot_cells.audits.audited_plant import Spot
from robot_cells.audits.entry import Entry
from robot_cells.audits.invariants import CAPACITY
from robot_cells.audits.violation import Violation


def look(account: Account, entry: Entry) -> Iterator[Violation]:
    """What the record puts somewhere must find room there; places kept free for a piece on its way count."""
    job = entry.text("job")
    if entry.kind == "job_released":
        yield from _floor(account, entry)
        yield from _room(account, (entry.text("cell"), "station"), job, entry)
    elif entry.kind == "job_moved":
        place = spot_of(entry.data.get("place"))
        if place is not None:
            yield from _room(account, place, job, entry)
    elif entry.kind == "attempt_dispatched":
        yield from _one_at_a_time(account, entry)
        trip = entry.data.get("trip")
        target = spot_of(trip.get("target")) if isinstance(trip, dict) else (entry.text("cell"), "station")
        if target is not None:
            yield from _room(account, target, job, entry)


def _floor(account: Account, entry: Entry) -> Iterator[Violation]:
    limit = account.plant.line.wip_limit
    if limit is not None and len(account.on_floor()) >= limit:
        yield Violation(CAPACITY, entry.text("job"), f"It enters a floor that holds {limit} already.", entry.sequence)


def _room(account: Account, spot: Spot, job: str, entry: Entry) -> Iterator[Violation]:
    room = account.plant.room(spot)
    there = [item.job for item in account.on_floor() if item.job != job and spot in (item.at, item.kept)]
    if room is not None and len(there) >= room:
        what = (
            f"{job} comes to {spot[1]} of {spot[0]}, which has room for {room} and holds {', '.join(there) or 'none'}."
        )
        yield Violation(CAPACITY, spot[0], what, entry.sequence)


def _one_at_a_time(account: Account, entry: Entry) -> Iterator[Violation]:
    attempt, cell = entry.text("attempt"), account.cell(entry.text("cell"))
    if cell.attempt:
        yield Violation(CAPACITY, cell.id, f"It is given {attempt} while it has {cell.attempt}.", entry.sequence)
    if account.plant.is_vehicle(cell.id):
        job = entry.text("job")
        for piece in account.on_floor():
            if piece.carrier == cell.id and piece.job != job:
                what = f"It is sent for {job} while {piece.job} may be on it."
                yield Violation(CAPACITY, cell.id, what, entry.sequence)
