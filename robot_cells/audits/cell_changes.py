"""What records about cells change in the auditor's account."""

from __future__ import annotations

from typing import TYPE_CHECKING

from robot_cells.audits.entry import Entry

if TYPE_CHECKING:
    from robot_cells.audits.account import Account


def restarted(account: Account, entry: Entry) -> None:
    """Nobody is heard any more."""
    for cell in account.cells.values():
        cell.is_present = cell.is_held = False
        cell.silent_since_s = entry.at_s


def appeared(account: Account, entry: Entry) -> None:
    """It is heard."""
    cell = account.cell(entry.text("cell"))
    cell.is_present, cell.is_held, cell.able_since_s = True, False, entry.at_s


def lost(account: Account, entry: Entry) -> None:
    """It is silent."""
    cell = account.cell(entry.text("cell"))
    cell.is_present, cell.silent_since_s = False, entry.at_s


def held(account: Account, entry: Entry) -> None:
    """It says that it takes no work."""
    account.cell(entry.text("cell")).is_held = True


def released(account: Account, entry: Entry) -> None:
    """It says that it takes work."""
    cell = account.cell(entry.text("cell"))
    cell.is_held, cell.able_since_s = False, entry.at_s


def commanded(account: Account, entry: Entry) -> None:
    """What holds for the cell from then on, whatever it says itself."""
    cell = account.cell(entry.text("cell"))
    command = entry.text("command")
    if command in ("hold", "suspend", "stop", "abort"):
        cell.is_forbidden = True
    elif command in ("unhold", "unsuspend", "reset"):
        cell.is_forbidden, cell.able_since_s = False, entry.at_s
