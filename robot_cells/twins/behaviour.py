"""How long an attempt takes and how it ends: the cells of the fast twin."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.report import Failure, Phase
from robot_cells.ids import CellId
from robot_cells.lines.cell import Cell
from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.task_names import split_attempt
from robot_cells.processes.process_model import ProcessModel
from robot_cells.twins.fault_effects import FaultEffects, Setback, failed
from robot_cells.twins.inspection_errors import INSPECTION, UNDECIDED, InspectionErrors, undecided
from robot_cells.twins.model import FailureRate, TwinModel
from robot_cells.twins.process_predictions import ProcessPredictions
from robot_cells.twins.process_skills import skill_tries
from robot_cells.twins.random_draws import uniforms

TICK_S = 0.001
"""Durations are whole multiples of this, so that the last bit of a library's sine changes no run."""


@dataclass(frozen=True, slots=True)
class Course:
    """How an attempt goes: so long, and this is its end. `changeover_s` of the time goes first."""

    duration_s: float
    phase: Phase
    failure: Failure | None = None
    result: Mapping[str, object] = field(default_factory=dict)
    changeover_s: float = 0.0

    def cut_short(self, duration_s: float) -> Course:
        """Cancelled after so many seconds."""
        result = _changed_over(duration_s, self.changeover_s)
        return Course(duration_s, Phase.CANCELLED, result=result, changeover_s=self.changeover_s)


class Behaviour:
    """What the cells of one run do with assignments; everything that is drawn depends on seed, cell, task and try.

    `sources` names for a cell that was added for a what-if the documented one that it is like; `used` are the
    cells that have worked before. `inspections` is what inspections have said, right or wrong.
    """

    def __init__(
        self,
        plant: Plant,
        model: TwinModel,
        faults: FaultEffects,
        predictions: ProcessPredictions | None,
        processes: Mapping[str, ProcessModel],
        documented: Mapping[CellId, Cell],
        sources: Mapping[CellId, CellId],
        seed: int,
        used: Iterable[CellId] = (),
    ) -> None:
        self._plant = plant
        self._model = model
        self._faults = faults
        self._predictions = predictions
        self._documented = documented
        self._sources = sources
        self._seed = seed
        self._cold_s = {cell: model.cold_s.get(sources.get(cell, cell), 0.0) for cell in plant.cells}
        for cell in used:
            self._cold_s.pop(cell, None)
        self._tries = {name: skill_tries(process) for name, process in processes.items()}
        self.inspections = InspectionErrors(model.inspections, faults)
        self._rates: dict[str, tuple[FailureRate, ...]] = {}
        for rate in model.failures:
            self._rates[rate.operation] = (*self._rates.get(rate.operation, ()), rate)

    def course(self, assignment: Assignment) -> Course:
        """How an assignment goes that begins now."""
        parts = split_attempt(assignment.attempt_id)
        names = (assignment.cell, parts[1], str(parts[2])) if parts is not None else (assignment.cell,)
        drawn = uniforms(self._seed, *names)
        vehicle = self._plant.vehicles.get(assignment.cell)
        if vehicle is not None:
            return Course(_ticks(self._trip_s(assignment, vehicle)), Phase.SUCCEEDED)
        duration_s = self._duration_s(assignment, drawn[0])
        changeover_s = _number(assignment, "changeover_s")
        setback = self._found(assignment, drawn)
        if setback is None:
            return Course(_ticks(duration_s), Phase.SUCCEEDED, changeover_s=changeover_s)
        failed_s = _ticks(duration_s * setback.share)
        result = {**setback.result, **_changed_over(failed_s, changeover_s)}
        return Course(failed_s, Phase.FAILED, setback.failure, result, changeover_s)

    def _trip_s(self, assignment: Assignment, vehicle: Vehicle) -> float:
        """Empty drive, loading, loaded drive, unloading."""
        empty, loaded = self._faults.drive_factors(assignment.cell)
        drives_m = _number(assignment, "approach_m") * empty + _number(assignment, "distance_m") * loaded
        return drives_m / vehicle.speed_mps + 2.0 * vehicle.transfer_s + self._model.trip_delay_s

    def _duration_s(self, assignment: Assignment, drawn: float) -> float:
        changeover_s = _number(assignment, "changeover_s")
        nominal_s = assignment.expected_s - changeover_s
        spread = 1.0 + self._model.spread * (2.0 * drawn - 1.0)
        return nominal_s * self._share(assignment) * spread + changeover_s + self._cold_s.pop(assignment.cell, 0.0)

    def _share(self, assignment: Assignment) -> float:
        """Mean over nominal duration."""
        source = self._sources.get(assignment.cell, assignment.cell)
        known = self._model.share(assignment.operation, assignment.product, source)
        if known is not None:
            return known
        cell = self._documented.get(source)
        capability = cell.capability(assignment.capability) if cell is not None else None
        is_stated = "duration_s" in assignment.parameters
        if self._predictions is None or capability is None or is_stated:
            return 1.0
        predicted_s = self._predictions.duration_s(assignment, source)
        return 1.0 if predicted_s is None else self._model.calibration * predicted_s / capability.duration_s

    def _found(self, assignment: Assignment, drawn: Sequence[float]) -> Setback | None:
        """What keeps it from succeeding: planned faults, else bad luck, as far as an inspection sees them."""
        cell = self._plant.cells.get(assignment.cell)
        capability = cell.capability(assignment.capability) if cell is not None else None
        tries = self._tries.get(capability.process, {}) if capability is not None else {}
        planned = self._faults.setback(assignment, tries)
        found = planned or self._bad_luck(assignment, drawn[1])
        if INSPECTION not in tries:
            return found
        return self.inspections.said(assignment, found, planned is not None, drawn[2])

    def _bad_luck(self, assignment: Assignment, drawn: float) -> Setback | None:
        """The failure rates of the model, laid end to end along the unit interval."""
        low = 0.0
        for rate in self._rates.get(assignment.operation, ()):
            if rate.product not in (None, assignment.product) or rate.cell not in (None, assignment.cell):
                continue
            if low <= drawn < low + rate.probability:
                return undecided(rate.share) if rate.code == UNDECIDED else failed(rate.code, rate.subject, rate.share)
            low += rate.probability
        return None


def _number(assignment: Assignment, name: str) -> float:
    value = assignment.parameters.get(name, 0.0)
    return float(value) if isinstance(value, int | float) else 0.0


def _changed_over(after_s: float, changeover_s: float) -> dict[str, object]:
    """What the result of an attempt says of its change-over, where one was due and is finished (`AttemptEnded`)."""
    return {"changed_over": True} if 0.0 < changeover_s <= after_s else {}


def _ticks(duration_s: float) -> float:
    return max(TICK_S, round(duration_s / TICK_S) * TICK_S)
