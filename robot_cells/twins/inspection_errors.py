"""What inspections of the fast twin say, against what is truly there: escapes, false calls, and undecided ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.report import Failure
from robot_cells.reports.inspection_figures import InspectionFigures, Judged, inspection_figures
from robot_cells.twins.fault_effects import FaultEffects, Setback, failed
from robot_cells.twins.model import InspectionRate

UNDECIDED = "inspect.undecided"
INSPECTION = "inspect"
"""The skill whose verdict may be wrong."""
MODEL = "twin"
"""By this name the verdicts of a model that is only rates are counted."""


class InspectionErrors:
    """The inspections of one run; ask about every attempt once, when it begins.

    It remembers what was truly there and what was said: the twin's own witness, as the simulation has one.
    """

    def __init__(self, rates: Sequence[InspectionRate], faults: FaultEffects) -> None:
        self._rates = tuple(rates)
        self._faults = faults
        self._judged: list[Judged] = []
        self._pictures: list[dict[str, object]] = []

    def said(self, assignment: Assignment, found: Setback | None, is_hidden: bool, drawn: float) -> Setback | None:
        """What comes of an inspection that would find `found`, were it never wrong; `drawn` is uniform from 0 to 1.

        `is_hidden`: the defects come from planned faults, which remember them. Defects that escape stay on the product,
        and are there for the next inspection.
        """
        if found is not None and not found.failure.code.startswith("inspect."):
            return found  # There was no picture to be judged.
        defects = _defects(found)
        said = self._wrong(assignment, found, drawn)
        if defects and said is not found and not is_hidden:
            self._faults.leave(assignment.serial, defects)
        verdict = "pass" if said is None else str(said.result.get("verdict", "fail"))
        self._judged.append(Judged(assignment.attempt_id, assignment.operation, assignment.cell, MODEL, verdict))
        self._pictures.append({"attempt_id": assignment.attempt_id, "defects": defects})
        return said

    def figures(self) -> tuple[InspectionFigures, ...]:
        """Escapes and false calls so far, by operation and cell."""
        return inspection_figures(self._judged, {"pictures": self._pictures})

    def _wrong(self, assignment: Assignment, found: Setback | None, drawn: float) -> Setback | None:
        rate = next((item for item in self._rates if item.fits(assignment)), None)
        if rate is None:
            return found
        share = 1.0 if found is None else found.share
        wrong = rate.false_call if found is None else rate.escape
        if drawn < wrong:
            return failed(rate.code, rate.subject, share) if found is None else None
        return undecided(share) if drawn < wrong + rate.undecided else found


def undecided(share: float = 1.0) -> Setback:
    """The picture cannot be judged."""
    return Setback(Failure(UNDECIDED, "the picture cannot be judged"), {"verdict": "undecided", "defects": []}, share)


def _defects(found: Setback | None) -> list[Mapping[str, object]]:
    items = () if found is None or found.failure.code == UNDECIDED else found.result.get("defects", ())
    return [item for item in items if isinstance(item, Mapping)] if isinstance(items, list | tuple) else []
