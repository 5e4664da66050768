"""What the auditor knows of orders, pieces, attempts and cells while it reads."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from robot_cells.audits.audited_plant import Spot


@dataclass(slots=True)
class OrderAccount:
    """One accepted order."""

    id: str
    product: str
    quantity: int
    is_cancelled: bool = False
    end: str = ""
    released: set[int] = field(default_factory=set)
    completed: set[str] = field(default_factory=set)
    scrapped: set[str] = field(default_factory=set)


@dataclass(slots=True)
class PieceAccount:
    """One piece. `kept` is the place that a vehicle is to bring it to, `gone` how it left the line."""

    job: str
    order: str
    product: str
    serial: str
    at: Spot
    kept: Spot | None = None
    carrier: str = ""
    done: set[str] = field(default_factory=set)
    detour: list[str] = field(default_factory=list)
    closed: dict[str, int] = field(default_factory=dict)
    pinned: str = ""
    attempt: str = ""
    question: str = ""
    gone: str = ""
    latest: str = ""
    """The attempt that ended last."""
    chosen: str = ""
    """What was answered to the latest question about it, until something follows from it."""
    refused_s: float = -math.inf
    """When a cell last refused it, line time."""
    overdue: str = ""
    """The task that has waited too long for a cell, until it is given out."""


@dataclass(slots=True)
class AttemptAccount:
    """One attempt. `outcome` is how it ended, empty while it is open; `code` why it did not succeed.

    It is `attested` where it had ended in doubt, and a person has said that it is done. `changeover_s` is the set-up
    time that was given to it and `expected_s` how long it is to take with it, from `begun_s` on (line time): when it
    was given out or, once that is known, when it began; seconds.
    """

    id: str
    task: str
    job: str
    operation: str
    visit: int
    number: int
    cell: str
    dispatched: int
    target: Spot | None
    has_started: bool = False
    cancel: int = 0
    cancel_code: str = ""
    outcome: str = ""
    code: str = ""
    has_begun: bool = True
    changeover_s: float = 0.0
    expected_s: float = 0.0
    begun_s: float = 0.0
    ended_s: float = 0.0
    repeat: int = 0
    """The record that allows its task to be tried again; 0 for none."""

    @property
    def may_have_moved(self) -> bool:
        """Whether, by the journal, something of it may have been done."""
        return self.outcome != "refused" and self.has_begun

    @property
    def is_trip(self) -> bool:
        """Whether a vehicle carries it out."""
        return self.target is not None


@dataclass(slots=True)
class CellAccount:
    """One cell or vehicle. `is_held` is what it says of itself, `is_forbidden` what somebody has commanded.

    `set_up` are the products that it may be set up for: none before its first work, several from the beginning of a
    change-over until it is known to be finished. `began` is the attempt that began last. `silent_since_s` is the line
    time since when it is not heard, `able_since_s` that at which it last began to take work (again).
    """

    id: str
    is_present: bool = False
    silent_since_s: float = 0.0
    is_held: bool = False
    is_forbidden: bool = False
    attempt: str = ""
    set_up: tuple[str, ...] = ()
    began: str = ""
    able_since_s: float = -math.inf


@dataclass(slots=True)
class QuestionAccount:
    """An open question; `job` is empty where a cell asks."""

    id: str
    job: str
    choices: tuple[str, ...]
    attempt: str = ""
