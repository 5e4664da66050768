"""The physical world of a drill: it does what it is told, lasts through every crash, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.report import Failure
from robot_cells.audits.motion import Motion
from robot_cells.drills.agenda import Agenda
from robot_cells.drills.drill_plan import DrillPlan
from robot_cells.drills.fault import BadPart, Breakdown, LateVehicle
from robot_cells.drills.streams import stream
from robot_cells.lines.line import TRANSPORT

FAILS = 0.05
"""Share of steps that fail by themselves."""
CODES = ("work.slip", "work.off", "part.odd", "work.torn")
"""How they fail; the recipes of the drills have rules for some."""
CHANGEOVER = "changeover"
"""The step by which a cell is set up for another product."""
BROKEN_S = 0.3
"""A step of a broken-down cell fails after so many seconds."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of an attempt: its nominal duration in seconds."""

    command: str
    subject: str
    duration_s: float


def steps_of(assignment: Assignment, seed: int) -> tuple[Step, ...]:
    """What an attempt physically consists of."""
    if assignment.capability == TRANSPORT:
        ride_s = max(assignment.expected_s - 2.0, 0.5)
        return (Step("transfer", "load", 1.0), Step("travel", "", ride_s), Step("transfer", "unload", 1.0))
    count = stream(seed, "steps", assignment.product, assignment.operation).randint(1, 3)
    given = assignment.parameters.get("changeover_s", 0.0)
    changeover_s = float(given) if isinstance(given, int | float) else 0.0
    work_s = (assignment.expected_s - changeover_s) / count
    work = tuple(Step("process", str(place), work_s) for place in range(count))
    return (Step(CHANGEOVER, "", changeover_s), *work) if changeover_s > 0.0 else work


class DrillEquipment:
    """All devices of the line. Durations and failures depend on the attempt alone.

    `finished` are the attempts of which every step was done, whoever has heard of it: what somebody sees who looks.
    """

    def __init__(self, agenda: Agenda, plan: DrillPlan) -> None:
        self._agenda = agenda
        self._seed = plan.seed
        self._breakdowns = plan.of(Breakdown)
        self._late = plan.of(LateVehicle)
        self._bad = {(item.serial, item.operation): item.times for item in plan.of(BadPart)}
        self._spoilt: Counter[tuple[str, str]] = Counter()
        self._under_way: dict[str, tuple[int, Callable[[Failure | None], None]]] = {}
        self.motions: list[Motion] = []
        self.finished: set[str] = set()

    def begin(self, assignment: Assignment, number: int, step: Step, ended: Callable[[Failure | None], None]) -> None:
        """A device of the cell begins; `ended` is called when it is done, unless it is halted before."""
        now_s, cell = self._agenda.now_s, str(assignment.cell)
        attempt = str(assignment.attempt_id)
        self.motions.append(
            Motion(attempt, assignment.serial, cell, "device", step.command, f"{attempt}/{number}", now_s, step.subject)
        )
        place = len(self.motions) - 1
        self._under_way[cell] = (place, ended)
        duration_s, failure = self._course(assignment, number, step)
        is_last = number + 1 == len(steps_of(assignment, self._seed))
        self._agenda.after(duration_s, lambda: self._end(cell, place, failure, is_last=is_last))

    def is_moving_for(self, attempt: str) -> bool:
        """Whether a device carries something out for this attempt now."""
        return any(self.motions[place].attempt == attempt for place, _ in self._under_way.values())

    def halt(self, cell: str) -> None:
        """The devices of a cell stand still at once; whoever commanded them hears nothing of it."""
        place, _ = self._under_way.pop(cell, (-1, None))
        if place >= 0:
            self.motions[place] = replace(self.motions[place], ended_s=self._agenda.now_s)

    def _end(self, cell: str, place: int, failure: Failure | None, *, is_last: bool) -> None:
        if self._under_way.get(cell, (-1, None))[0] != place:
            return
        _, ended = self._under_way.pop(cell)
        self.motions[place] = replace(self.motions[place], ended_s=self._agenda.now_s, succeeded=failure is None)
        if is_last and failure is None:
            self.finished.add(self.motions[place].attempt)
        ended(failure)

    def _course(self, assignment: Assignment, number: int, step: Step) -> tuple[float, Failure | None]:
        """How long it takes in seconds, and whether it fails."""
        now_s = self._agenda.now_s
        if any(item.cell == assignment.cell and item.covers(now_s) for item in self._breakdowns):
            return (BROKEN_S, Failure("device.fault", "The device has broken down."))
        drawn = stream(self._seed, "step", assignment.attempt_id, number)
        factors = [item.factor for item in self._late if item.vehicle == assignment.cell and item.covers(now_s)]
        duration_s = max(0.05, step.duration_s * drawn.uniform(0.8, 1.3)) * max(factors, default=1.0)
        key = (str(assignment.serial), str(assignment.operation))
        if self._spoilt[key] < self._bad.get(key, 0):
            self._spoilt[key] += 1
            return (duration_s, Failure("part.bad", "The piece is bad."))
        if drawn.random() < FAILS:
            code = "vehicle.blocked" if assignment.capability == TRANSPORT else drawn.choice(CODES)
            return (duration_s * drawn.random(), Failure(code, "The step failed."))
        return (duration_s, None)
