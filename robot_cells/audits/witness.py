"""What whoever drove a run has seen beside the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from robot_cells.audits.motion import Motion


@dataclass(frozen=True, slots=True)
class Recovery:
    """A restart after record `sequence`: digests of the state before it and of the state that replay gave."""

    sequence: int
    held: str
    replayed: str


@dataclass(frozen=True, slots=True)
class Sending:
    """An attempt was sent to `cell` when the first `durable` records of the journal were safe."""

    attempt: str
    cell: str
    durable: int


@dataclass(frozen=True, slots=True)
class Witness:
    """`motions` None: nobody counted. `is_whole`: the run was let come to its end. `ledgers_last`: none was lost."""

    motions: Sequence[Motion] | None = None
    recoveries: Sequence[Recovery] = ()
    sendings: Sequence[Sending] = ()
    is_whole: bool = True
    ledgers_last: bool = False
