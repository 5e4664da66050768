"""Figures of hand-built journals, computed by hand beside them."""

import json
import math
from pathlib import Path
from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.documents.plant import load_plant
from robot_cells.errors import JournalError
from robot_cells.ids import CellId, JobId, OperationId, OrderId, ProductId, TaskId
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import (
    AttemptEnded,
    AttemptStarted,
    CellHeld,
    CellLost,
    CellReleased,
    JobCompleted,
    JobMoved,
    JobRerouted,
    JobScrapped,
    OrderEnd,
    OrderEnded,
    OrderSubmitted,
    ScheduleAdopted,
    Trip,
)
from robot_cells.orchestration.places import Place, PlaceKind
from robot_cells.orders.work_order import WorkOrder
from robot_cells.reports.run_report import load_truth, report_of
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask

CONFIG = Path(__file__).parents[2] / "config"
A, B = CellId("a"), CellId("b")


def one_good_piece(story: Any) -> JobId:
    """Pressed on `a` from 10 to 30 s (nominal 20), blocks it until 34, packed on `b` from 34 to 44 s."""
    story.order("WO-1", due_s=40.0)
    job = story.release("WO-1", 1, 10.0)
    end = story.work(job, "press", "a", 10.0, 30.0, expected_s=20.0)
    story.tell(JobMoved(34.0, job, Place(B, PlaceKind.STATION)))
    story.work(job, "pack", "b", 34.0, 44.0, because=end)
    story.tell(JobCompleted(44.0, job), OrderEnded(44.0, OrderId("WO-1"), OrderEnd.COMPLETED))
    return job


def test_a_single_good_piece(story: Any, journal: SqliteJournal) -> None:
    one_good_piece(story)
    report = report_of(journal).to_dict()
    assert report["orders"] == {"submitted": 1, "completed": 1, "failed": 0, "cancelled": 0}
    assert report["jobs"] == {"total": 1, "completed": 1, "scrapped": 0, "reworked": 0}
    assert report["tasks"] == {
        "total": 2,
        "succeeded": 2,
        "failed": 0,
        "open": 0,
        "retried": 0,
        "lost": 0,
        "executed_twice": 0,
        "attested": 0,
    }
    assert report["makespan_s"] == 44.0
    assert report["first_pass_yield"] == 1.0
    assert report["per_order"] == {
        "WO-1": {
            "product": "tray",
            "quantity": 1,
            "completed": 1,
            "scrapped": 0,
            "submitted_s": 0.0,
            "ended_s": 44.0,
            "due_s": 40.0,
            "tardiness_s": 4.0,
            "end": "completed",
        }
    }


def test_times_and_effectiveness_of_the_cells_of_a_single_good_piece(story: Any, journal: SqliteJournal) -> None:
    one_good_piece(story)
    cells = report_of(journal).cells
    a, b = cells[A], cells[B]
    assert (a.busy_s, a.blocked_s, a.down_s, a.starved_s, a.tasks) == (20.0, 4.0, 0.0, 20.0, 1)
    # Availability 20/44; performance 20 nominal over 20 taken; quality 1/1.
    assert a.oee == pytest.approx(20 / 44)
    assert (b.busy_s, b.blocked_s, b.down_s, b.starved_s) == (10.0, 0.0, 0.0, 34.0)


def test_effectiveness_with_change_over_slow_work_and_a_failure(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    # Of 30 s the first 6 are change-over: 24 of production for a nominal 18.
    story.work(job, "press", "a", 0.0, 30.0, Phase.FAILED, code="press.jam", expected_s=24.0, changeover_s=6.0)
    story.work(job, "press", "a", 30.0, 50.0, expected_s=18.0, number=2)
    story.tell(JobCompleted(100.0, job), OrderEnded(100.0, OrderId("WO-1"), OrderEnd.COMPLETED))
    a = report_of(journal).cells[A]
    assert (a.busy_s, a.changeover_s, a.tasks) == (50.0, 6.0, 2)
    assert a.availability == pytest.approx(44 / 100)
    assert a.performance == pytest.approx(36 / 44)
    assert a.quality == pytest.approx(1 / 2)
    assert a.oee == pytest.approx(0.44 * 36 / 44 * 0.5)


def test_an_inspection_that_finds_the_product_bad_has_done_its_work(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    for number, verdict in enumerate(("fail", "undecided"), 1):
        story.work(job, "inspect", "a", 0.0, 10.0, Phase.FAILED, number=number, code="x", result={"verdict": verdict})
    assert report_of(journal).cells[A].quality == 0.5


def test_outages_count_as_down_and_not_as_busy_or_blocked(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    attempt = story.dispatch(job, "press", "a", 10.0)
    story.tell(AttemptStarted(10.0, attempt), CellLost(15.0, A, "killed"))
    story.tell(CellReleased(35.0, A), AttemptEnded(35.0, attempt, A, Phase.INTERRUPTED))
    story.tell(CellHeld(35.0, A, 11, "door open"), CellReleased(40.0, A))
    story.tell(JobScrapped(60.0, job, "x", "y"), OrderEnded(60.0, OrderId("WO-1"), OrderEnd.FAILED))
    a = report_of(journal).cells[A]
    # Down 15 to 40; busy 10 to 15; the piece stands there from 0 to 60.
    assert (a.down_s, a.busy_s, a.blocked_s, a.starved_s) == (25.0, 5.0, 30.0, 0.0)


def test_a_piece_on_a_vehicle_blocks_its_station_only_until_it_was_picked_up(
    story: Any, journal: SqliteJournal
) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    end = story.work(job, "press", "a", 0.0, 20.0)
    trip = Trip(Place(A, PlaceKind.STATION), Place(B, PlaceKind.INPUT), distance_m=30.0, approach_m=10.0)
    story.work(job, "transport", "amr", 20.0, 60.0, trip=trip, because=end)
    story.work(job, "pack", "b", 70.0, 80.0)
    story.tell(JobCompleted(80.0, job), OrderEnded(80.0, OrderId("WO-1"), OrderEnd.COMPLETED))
    cells = report_of(journal).cells
    # A quarter of the way was empty: picked up at 20 + 40/4.
    assert cells[A].blocked_s == pytest.approx(10.0)
    assert cells[CellId("amr")].busy_s == 40.0
    assert cells[B].starved_s == 70.0


def test_rework_scrap_and_retry_are_counted_and_leave_the_first_pass(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1", quantity=4)
    first, second, third, fourth = (story.release("WO-1", unit, 0.0, f"c{unit}") for unit in range(1, 5))
    story.work(first, "press", "c1", 0.0, 10.0)
    story.work(second, "press", "c2", 0.0, 10.0, Phase.FAILED, code="press.jam")
    story.work(second, "press", "c2", 10.0, 20.0, number=2)
    story.work(third, "press", "c3", 0.0, 10.0, Phase.FAILED, code="press.bad")
    story.tell(JobRerouted(10.0, third, "refit", OperationId("press")))
    story.work(third, "refit", "c3", 10.0, 15.0)
    story.work(third, "press", "c3", 15.0, 25.0, visit=2)
    story.work(fourth, "press", "c4", 0.0, 10.0, Phase.FAILED, code="press.broken")
    story.tell(JobScrapped(10.0, fourth, "press.broken", "in two"))
    story.tell(*(JobCompleted(25.0, job) for job in (first, second, third)))
    story.tell(OrderEnded(25.0, OrderId("WO-1"), OrderEnd.FAILED))
    report = report_of(journal)
    assert report.jobs.completed == 3
    assert report.jobs.scrapped == 1
    assert report.jobs.reworked == 1
    assert report.first_pass_yield == 0.25
    # press.1 of four pieces, refit.1 and press.2 of the third; of them failed: press.1 of the third and the fourth.
    tasks = report.tasks
    assert (tasks.total, tasks.succeeded, tasks.failed, tasks.retried) == (6, 4, 2, 1)


def test_pieces_of_cancelled_orders_say_nothing_about_the_yield(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    story.tell(JobScrapped(5.0, job, "order.cancelled", ""), OrderEnded(5.0, OrderId("WO-1"), OrderEnd.CANCELLED))
    report = report_of(journal)
    assert report.first_pass_yield is None
    assert report.orders.cancelled == 1


def test_latency_runs_from_the_end_to_the_acceptance_of_what_it_made_possible(
    story: Any, journal: SqliteJournal
) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    cause = story.work(job, "s0", "a", 0.0, 1.0, because=1)
    for number in range(1, 101):
        # Recorded 10 ms after its cause, accepted `number` ms after that.
        cause = story.work(job, f"s{number}", "a", 1.0, 2.0, because=cause, accepted_after_ms=float(number))
    figures = report_of(journal).dispatch_latency_ms
    assert figures.count == 100
    assert figures.p50 == pytest.approx(60.0)
    assert figures.p99 == pytest.approx(109.0)


def test_what_was_dispatched_because_of_an_order_is_no_latency(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    story.work(job, "press", "a", 0.0, 10.0, because=1)
    figures = report_of(journal).dispatch_latency_ms
    assert (figures.p50, figures.p99, figures.count) == (None, None, 0)


def test_an_attempt_begun_after_another_of_its_task_succeeded_is_executed_twice(
    story: Any, journal: SqliteJournal
) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    story.work(job, "press", "a", 0.0, 10.0)
    story.work(job, "press", "a", 10.0, 20.0, number=2)
    story.work(job, "pack", "a", 20.0, 30.0, Phase.FAILED, code="x")
    story.work(job, "pack", "a", 30.0, 40.0, number=2)
    assert report_of(journal).tasks.executed_twice == 1


def test_the_truth_of_the_simulation_is_believed_over_the_journal(
    story: Any, journal: SqliteJournal, executions: Any
) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    story.work(job, "press", "a", 0.0, 10.0)
    mine, other = f"9f2c41aa:{job}/press.1#1", f"00000000:{job}/press.1#1"
    once = executions.of([(mine, "receive", "", 1), (mine, "grasp", "board", 4), (mine, "release", "board", 4)])
    assert report_of(journal, truth=once).tasks.executed_twice == 0
    twice = executions.of([(mine, "receive", "", 2), (mine, "release", "", 2), (other, "receive", "", 2)])
    assert report_of(journal, truth=twice).tasks.executed_twice == 1


@pytest.mark.parametrize("truth", [{"executions": {}}, {"executions": [{"command": "receive"}]}, {"executions": [1]}])
def test_a_truth_of_another_form_is_refused(journal: SqliteJournal, truth: dict[str, object]) -> None:
    with pytest.raises(JournalError, match=r"truth\.json"):
        report_of(journal, truth=truth)


@pytest.mark.parametrize("text", ["", "[]", "{", None])
def test_a_file_that_is_no_truth_is_refused(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "truth.json"
    if text is not None:
        path.write_text(text)
    with pytest.raises(JournalError, match=r"truth\.json"):
        load_truth(path)


def test_open_work_of_an_ended_order_is_lost_and_of_a_running_one_is_not(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    story.dispatch(job, "press", "a", 0.0)
    assert (report_of(journal).tasks.open, report_of(journal).tasks.lost) == (1, 0)
    story.tell(OrderEnded(10.0, OrderId("WO-1"), OrderEnd.COMPLETED))
    assert report_of(journal).tasks.lost == 1


def test_planned_makespans_are_those_of_the_first_and_the_last_adopted_schedule(
    story: Any, journal: SqliteJournal
) -> None:
    story.order("WO-1", at_s=100.0)
    for end_s in (400.0, 380.0):
        tasks = (ScheduledTask(TaskId("WO-1/001/press.1"), A, 100.0, end_s),)
        story.tell(ScheduleAdopted(100.0, Schedule(tasks, Objective(0.0, end_s), 350.0)))
    makespan = report_of(journal).makespan
    assert (makespan.first_planned_s, makespan.planned_s, makespan.lower_bound_s) == (300.0, 280.0, 250.0)


def test_a_plan_in_a_time_of_its_own_has_the_span_of_its_work_and_the_execution_too(
    story: Any, journal: SqliteJournal
) -> None:
    story.order("WO-1", at_s=100.0)
    tasks = (
        ScheduledTask(TaskId("WO-1/001/press.1"), A, 0.0, 30.0),
        ScheduledTask(TaskId("WO-1/001/press.2"), A, 30.0, 58.0),
    )
    story.tell(ScheduleAdopted(108.0, Schedule(tasks, Objective(0.0, 58.0))))
    job = story.release("WO-1", 1, 110.0)
    assert report_of(journal).makespan.executed_s is None
    story.work(job, "press", "a", 110.0, 170.0)
    report = report_of(journal)
    assert (report.makespan.planned_s, report.makespan.executed_s) == (58.0, 60.0)
    plain = report.to_dict()
    assert (plain["planned_makespan_s"], plain["executed_makespan_s"]) == (58.0, 60.0)


def test_the_bound_comes_from_the_documents_that_the_journal_keeps(story: Any, journal: SqliteJournal) -> None:
    plant = load_plant(CONFIG / "lines" / "compute_tray.yaml")
    journal.keep_documents(plant.sources)
    story.tell(OrderSubmitted(50.0, WorkOrder(OrderId("WO-1"), ProductId("tray_a"), 1)))
    report = report_of(journal)
    product = plant.products[ProductId("tray_a")]
    shortest = [
        min(cell.capability(item.capability).duration_s for cell in plant.line.cells_with(item.capability))  # type: ignore[union-attr]
        for item in product.recipe.operations
    ]
    # One piece alone: its operations one after another, none of which overlap, and between them its ways.
    problem = problem_of([WorkOrder(OrderId("WO-1"), ProductId("tray_a"), 1)], plant.line, plant.products)
    longest_s = max(problem.least_travel_s(a, b) for a, b in problem.distances_m)
    assert report.line == "compute_tray"
    assert report.makespan.lower_bound_s is not None
    assert sum(shortest) < report.makespan.lower_bound_s <= sum(shortest) + longest_s * len(shortest)


def test_cells_are_listed_as_the_line_document_has_them(story: Any, journal: SqliteJournal) -> None:
    plant = load_plant(CONFIG / "lines" / "compute_tray.yaml")
    journal.keep_documents(plant.sources)
    names = [str(item) for item in (*(c.id for c in plant.line.cells), *(v.id for v in plant.line.vehicles))]
    assert list(report_of(journal).cells) == []
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    for number, name in enumerate(("stranger", *reversed(names)), start=1):
        story.work(job, "press", name, number * 10.0, number * 10.0 + 5.0, number=number)
    assert [cell for cell in report_of(journal).cells if cell != A] == [*names, "stranger"]


def test_documents_that_lead_out_of_their_folder_are_refused(journal: SqliteJournal) -> None:
    journal.keep_documents({"../line.yaml": "line: x"})
    with pytest.raises(JournalError, match="leads out"):
        report_of(journal)


def test_an_empty_journal_has_a_report_of_nothing(journal: SqliteJournal) -> None:
    report = report_of(journal)
    assert report.to_dict()["cells"] == {}
    assert (report.makespan.makespan_s, report.wall_s, report.first_pass_yield) == (0.0, None, None)


def test_what_the_caller_measured_stands_in_the_report_and_else_what_the_records_tell(
    story: Any, journal: SqliteJournal
) -> None:
    one_good_piece(story)
    handed_in = report_of(journal, nodes=9, wall_s=4.4, speed=10.0)
    assert (handed_in.nodes, handed_in.wall_s, handed_in.speed) == (9, 4.4, 10.0)
    own = report_of(journal)
    # 13 records, ten milliseconds apart.
    assert own.wall_s == pytest.approx(0.12)
    assert own.speed == pytest.approx(44 / 0.12)


def test_the_json_form_is_strict_json_and_repeats_itself(story: Any, journal: SqliteJournal) -> None:
    one_good_piece(story)
    text = report_of(journal).to_json()
    assert json.loads(text)["version"] == 1
    assert text == report_of(journal).to_json()
    broken = report_of(journal, wall_s=math.nan).to_json()
    assert json.loads(broken)["wall_s"] is None
