"""One drill: a plan is played, and what came of it is audited."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

from robot_cells.audits.audit import audit
from robot_cells.audits.audited_plant import AuditedPlant
from robot_cells.audits.invariants import LINE_MOVES, ORDER_ENDS, RECOVERY_SAME
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Recovery, Witness
from robot_cells.drills.drill_plan import DrillPlan
from robot_cells.drills.random_faults import random_faults
from robot_cells.drills.random_scenario import random_scenario
from robot_cells.drills.scenario import Scenario
from robot_cells.drills.schedule_drawer import SETTINGS
from robot_cells.drills.world import World
from robot_cells.errors import RobotCellsError
from robot_cells.journals.event_records import events_of
from robot_cells.journals.record import Record
from robot_cells.lines.scheduling import Scheduler
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import state_digest

CRASHED = "core.crashed"
"""Not an invariant of the audit: the code under drill raised an error."""
SPINS = "core.spins"
"""Nor this: a process used up all its time for nothing."""


@dataclass(frozen=True, slots=True)
class DrillResult:
    """`plan` has its faults spelt out; `digest` is over every record and motion; `line_s` is the time of the world."""

    plan: DrillPlan
    violations: tuple[Violation, ...]
    records: int
    motions: int
    line_s: float
    digest: str


def spelt_out(plan: DrillPlan, scenario: Scenario | None = None) -> DrillPlan:
    """The plan with the faults that its seed draws, where it names none; `scenario` None: the seed's own."""
    if plan.faults is not None:
        return plan
    return plan.model_copy(update={"faults": random_faults(plan.seed, _played(plan, scenario))})


def _played(plan: DrillPlan, scenario: Scenario | None) -> Scenario:
    played = scenario or random_scenario(plan.seed, plan.sizes)
    if plan.scheduler is Scheduler.RULES:
        return played
    return replace(played, line=replace(played.line, scheduling=SETTINGS))


def run_drill(plan: DrillPlan, scenario: Scenario | None = None) -> DrillResult:
    """Play it to its end, on the line of its seed or on `scenario`.

    The same plan gives the same result, bit for bit, in every process.
    """
    plan = spelt_out(plan, scenario)
    world = World(plan, _played(plan, scenario))
    violations: tuple[Violation, ...] = ()
    is_done = False
    try:
        is_done = world.run()
    except (RobotCellsError, LookupError, ValueError, TypeError, AssertionError, AttributeError) as error:
        violations = (Violation(CRASHED, type(error).__name__, str(error), len(world.journal.records)),)
    recoveries = list(world.recoveries)
    try:
        recoveries += _last_replay(world)
    except RobotCellsError as error:
        violations += (Violation(RECOVERY_SAME, "line", f"The journal cannot be replayed: {error}"),)
    witness = Witness(world.equipment.motions, recoveries, world.sendings, is_whole=is_done, ledgers_last=True)
    violations += audit(world.journal.records, AuditedPlant(world.scenario.line, world.scenario.products), witness)
    violations += _unfinished(world, is_done)
    return DrillResult(
        plan, violations, len(world.journal.records), len(world.equipment.motions), world.now_s, _digest(world)
    )


def _unfinished(world: World, is_done: bool) -> tuple[Violation, ...]:
    """Accepted orders that are in no record, processes and pieces that go round in circles, a run without an end."""
    known = {record.subject for record in world.journal.records if record.kind == "order_submitted"}
    lost = tuple(
        Violation(ORDER_ENDS, order, "The line accepted it, and it is in no record.")
        for order in world.people.accepted
        if order not in known
    )
    lost += tuple(
        Violation(SPINS, process, f"From {at_s:.1f} s on it turned as fast as it could, for nothing.")
        for process, at_s in world.spinning.items()
    )
    lost += tuple(Violation(LINE_MOVES, "line", f"{circle}.", after) for circle, after in world.circles.items())
    late = Violation(ORDER_ENDS, "line", f"The run has not come to its end after {world.now_s:.0f} s.")
    return lost if is_done else (*lost, late)


def _last_replay(world: World) -> list[Recovery]:
    """What is held at the end beside a replay of the whole journal."""
    process = world.orchestrator
    if process is None or process.dispatcher.fault is not None:
        return []
    scenario, journal = world.scenario, world.journal
    core = Orchestrator(scenario.line, scenario.products, journal.journal_id, epoch=journal.epoch)
    core.replay(events_of(journal.records))
    return [Recovery(len(journal.records), state_digest(process.core.state), state_digest(core.state))]


def _digest(world: World) -> str:
    """64 hexadecimal digits (SHA-256)."""
    found = hashlib.sha256()
    for record in world.journal.records:
        found.update(_line(record).encode())
    for motion in world.equipment.motions:
        found.update(f"{motion!r}\n".encode())
    return found.hexdigest()


def _line(record: Record) -> str:
    parts = (record.sequence, record.at_s.hex(), record.recorded_ns, record.kind, record.subject, record.data)
    return "\x1f".join(str(part) for part in parts) + "\n"
