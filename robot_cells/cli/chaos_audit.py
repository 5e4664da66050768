"""What came of a line that was disturbed: its journal against what the simulated equipment counted."""

from __future__ import annotations

from contextlib import closing

from robot_cells.audits.audit import audit
from robot_cells.audits.audited_plant import AuditedPlant
from robot_cells.audits.motion import motions_of
from robot_cells.audits.violation import Violation
from robot_cells.audits.witness import Witness
from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.chaos.chaos_report import ChaosReport, kills_of, not_recovered, recovery_by_kind, time_figures
from robot_cells.chaos.disturbance import DisturbanceKind
from robot_cells.chaos.effect import effects_of
from robot_cells.chaos.moments import Moments
from robot_cells.cli.chaos_run import ChaosRun
from robot_cells.cli.run_directory import folder_of
from robot_cells.cli.run_report import truth_beside
from robot_cells.documents.plant import Plant
from robot_cells.documents.process_library import processes_of
from robot_cells.journals.journal import JournalReader
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.reports.run_report import report_of
from robot_cells.simulations.ground_truth import TRUTH_LOG


def audit_run(run: ChaosRun, plant: Plant, options: BringupOptions) -> ChaosReport:
    """Compare the journal with what the simulated equipment counted, and time the recoveries."""
    with closing(SqliteJournalReader(options.journal_path)) as journal:
        report = report_of(journal, truth=truth_beside(options.journal_path), wall_s=run.wall_s)
        moments = Moments(journal.read())
        violations = _violations(journal, plant, options, is_whole=not run.open_orders)
    targets = {target.name: target for target in run.targets}
    effects = effects_of(run.strikes, targets, run.ready, moments)
    by_kind, by_process = kills_of(run.strikes, targets)
    kinds = [strike.disturbance.kind for strike in run.strikes]
    killed = [item for item in effects if item.strike.disturbance.kind is DisturbanceKind.KILL]
    stalled = [item for item in effects if item.strike.disturbance.kind is DisturbanceKind.STALL]
    alone = [item for item in killed if item.is_alone]
    ended = [item for item in report.per_order.values() if item.end]
    lost_pieces = sum(item.quantity - item.completed - item.scrapped for item in ended)
    answers = sorted(set(run.answers))
    return ChaosReport(
        line=report.line,
        seed=options.seed,
        speed=options.speed,
        kills=sum(by_kind.values()),
        kills_by_kind=dict(sorted(by_kind.items())),
        kills_by_process=dict(sorted(by_process.items())),
        freezes=kinds.count(DisturbanceKind.FREEZE),
        stalls=kinds.count(DisturbanceKind.STALL),
        cuts=kinds.count(DisturbanceKind.CUT),
        orders=len(report.per_order),
        ended=len(ended),
        pieces=report.jobs.total,
        delivered=report.jobs.completed,
        scrapped=report.jobs.scrapped,
        lost=report.tasks.lost + lost_pieces,
        executed_twice=report.tasks.executed_twice,
        violations=tuple(map(str, violations)),
        questions_answered={answer: run.answers.count(answer) for answer in answers},
        not_recovered=not_recovered(effects),
        recovery_s=time_figures(item.recovered_s for item in killed),
        stall_recovery_s=time_figures(item.recovered_s for item in stalled),
        recovery_s_by_kind=recovery_by_kind(killed, targets),
        detection_s=time_figures(item.detected_s for item in alone),
        reassignment_s=time_figures(item.reassigned_s for item in alone),
        epochs=report.epochs,
        wall_s=round(run.wall_s, 1),
        line_time_s=round(run.line_time_s, 1),
    )


def _violations(
    journal: JournalReader, plant: Plant, options: BringupOptions, *, is_whole: bool
) -> tuple[Violation, ...]:
    """What the auditor finds in the journal, and in what the equipment counted as it went."""
    repeatable = {name for name, process in processes_of(plant).items() if process.repeatable}
    motions = motions_of(folder_of(options.journal_path) / TRUTH_LOG)
    return audit(
        journal.read(), AuditedPlant(plant.line, plant.products, repeatable), Witness(motions, is_whole=is_whole)
    )
