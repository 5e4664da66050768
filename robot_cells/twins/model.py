"""The twin model: how the cells behave, as data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.attempts.assignment import Assignment
from robot_cells.ids import CellId, OperationId, ProductId

SPREAD = 0.01
"""Durations lie within this share around the mean. Single commands of the simulated equipment spread by 0.02
(docs/simulation.md); whole operations, many commands long, by 0.002 to 0.012 on the reference line in full depth."""
DurationKey = tuple[OperationId, ProductId | None, CellId | None]
"""An operation; of one product or of all, on one cell or on all."""


@dataclass(frozen=True, slots=True)
class FailureRate:
    """An operation fails with `code` in this share of its attempts; `share` of its duration has passed then.

    `subject` is the part that the failure is about, as a defect names it; empty is none.
    """

    operation: OperationId
    code: str
    probability: float
    product: ProductId | None = None
    cell: CellId | None = None
    subject: str = ""
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class InspectionRate:
    """How often an inspection is wrong: bad products that pass (`escape`), good ones that fail (`false_call`).

    `undecided` is the share of all that it cannot judge. A false call names `code` and `subject`.
    """

    operation: OperationId
    escape: float = 0.0
    false_call: float = 0.0
    undecided: float = 0.0
    product: ProductId | None = None
    cell: CellId | None = None
    code: str = "inspect.missing_screw"
    subject: str = ""

    def fits(self, assignment: Assignment) -> bool:
        """Whether it is about this operation, on this product and cell."""
        is_here = self.product in (None, assignment.product) and self.cell in (None, assignment.cell)
        return is_here and self.operation == assignment.operation


@dataclass(frozen=True, slots=True)
class Breakdown:
    """A cell or vehicle stands still now and then; work in hand goes on after the repair. Means in seconds.

    Times between breakdowns (from the end of a repair on) and repairs are exponentially distributed.
    """

    cell: CellId
    mtbf_s: float
    mttr_s: float


@dataclass(frozen=True, slots=True)
class Operator:
    """Answers a question after `answers_after_s` with its first choice, and scraps a piece when asked too often."""

    answers_after_s: float = 120.0
    most_retries: int = 2


@dataclass(frozen=True, slots=True)
class TwinModel:
    """How the cells of a line behave.

    `shares` are mean durations over nominal ones, without change-overs. Where no share is known, the processes' own
    predictions times `calibration` are taken, if there are processes. `cold_s` is what the very first attempt on a cell
    takes longer. `spread` is the greatest deviation of a single duration as a share of its mean. `reaction_s` is the
    time from a dispatch to the beginning of the work, `trip_delay_s` what a trip takes beyond driving and transfers.
    """

    shares: Mapping[DurationKey, float] = field(default_factory=dict)
    calibration: float = 1.0
    cold_s: Mapping[CellId, float] = field(default_factory=dict)
    spread: float = SPREAD
    reaction_s: float = 0.0
    trip_delay_s: float = 0.0
    failures: tuple[FailureRate, ...] = ()
    breakdowns: tuple[Breakdown, ...] = ()
    operator: Operator = Operator()
    inspections: tuple[InspectionRate, ...] = ()

    def share(self, operation: OperationId, product: ProductId, cell: CellId) -> float | None:
        """Mean over nominal duration, the most particular that is known; None where nothing is."""
        for key in ((operation, product, cell), (operation, product, None), (operation, None, cell)):
            found = self.shares.get(key)
            if found is not None:
                return found
        return self.shares.get((operation, None, None))
