"""Audits a run: the journal against the documents, and against what the equipment counted itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from robot_cells.audits.account import Account
from robot_cells.audits.audited_plant import AuditedPlant
from robot_cells.audits.entry import Entry, entry_of
from robot_cells.audits.rules import (
    ability,
    attestations,
    capacity,
    causes,
    closed_times,
    conservation,
    containment,
    ends,
    frozen_horizon,
    motions,
    obedience,
    orders,
    precedence,
    recoveries,
    repetition,
    set_ups,
    zones,
)
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness
from robot_cells.journals.record import Record

Look = Callable[[Account, Entry], Iterator[Violation]]
Close = Callable[[Account, Witness], Iterator[Violation]]

_LOOKS: tuple[Look, ...] = (
    causes.look,
    orders.look,
    conservation.look,
    precedence.look,
    repetition.look,
    capacity.look,
    ability.look,
    set_ups.look,
    obedience.look,
    containment.look,
    zones.look,
    closed_times.look,
    attestations.look,
    frozen_horizon.look,
)
_CLOSES: tuple[Close, ...] = (
    causes.close,
    orders.close,
    conservation.close,
    repetition.close,
    motions.close,
    set_ups.close,
    ends.close,
    recoveries.close,
)
_NOTHING_SEEN = Witness()


def audit(records: Iterable[Record], plant: AuditedPlant, witness: Witness = _NOTHING_SEEN) -> tuple[Violation, ...]:
    """Every violation that the records of one journal show, in their order; those of the whole run come last.

    `witness` is what was seen beside the journal; with `is_whole` False the run was cut short, so that open orders
    and pieces on the floor are no violations. Raises `ValueError` when a record's data is no JSON object.
    """
    account = Account(plant)
    found: list[Violation] = []
    for record in records:
        entry = entry_of(record)
        for look in _LOOKS:
            found += look(account, entry)
        account.apply(entry)
    for close in _CLOSES:
        found += close(account, witness)
    return tuple(found)
