"""Where the bars of a schedule's chart stand, and what they say."""

from __future__ import annotations

from robot_cells.ids import CellId, OperationId, OrderId, ProductId, ResourceId, job_id, task_id
from robot_cells.reports.schedules.chart import Bar, BarKind, Chart, RowKind
from robot_cells.reports.schedules.layout import chart_of
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask, ProblemVehicle, Resource
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask, ScheduledTrip

A, B, TOOL = CellId("a"), CellId("b"), ResourceId("tool")


def piece(order: str, unit: int, product: str, due_s: float | None = None) -> ProblemJob:
    name = job_id(OrderId(order), unit)
    first = ProblemTask(task_id(name, OperationId("mill"), 1), OperationId("mill"), {A: 10.0}, needs={TOOL: 1})
    second = ProblemTask(task_id(name, OperationId("wash"), 1), OperationId("wash"), {B: 5.0}, (0,))
    return ProblemJob(name, ProductId(product), (first, second), due_s=due_s)


FIRST, SECOND = piece("W-1", 1, "p", due_s=25.0), piece("W-1", 2, "p", due_s=25.0)
THIRD = piece("W-2", 1, "q")
PROBLEM = Problem(
    (FIRST, SECOND, THIRD),
    changeovers_s={A: {(ProductId("p"), ProductId("q")): 4.0}},
    vehicles=(ProblemVehicle(A, 1.0, 0.0),),
    distances_m={(A, B): 2.0, (B, A): 2.0},
    calendars={B: Calendar((Closure(100.0, 200.0),))},
    resources={TOOL: Resource(2)},
)
TASKS = tuple(
    ScheduledTask(job.tasks[place].id, cell, start_s, end_s)
    for job, place, cell, start_s, end_s in (
        (FIRST, 0, A, 0.0, 10.0),
        (SECOND, 0, A, 10.0, 20.0),
        (THIRD, 0, A, 20.0, 34.0),
        (FIRST, 1, B, 12.0, 17.0),
        (SECOND, 1, B, 22.0, 27.0),
        (THIRD, 1, B, 36.0, 41.0),
    )
)
TRIPS = (
    ScheduledTrip(FIRST.id, 0, A, B, 10.0, 12.0),
    ScheduledTrip(SECOND.id, 0, A, B, 20.0, 22.0),
    ScheduledTrip(THIRD.id, 0, A, B, 34.0, 36.0),
)
SCHEDULE = Schedule(TASKS, Objective(2.0, 41.0), trips=TRIPS)


def drawn() -> Chart:
    return chart_of(PROBLEM, SCHEDULE, vehicles=["cart"])


def bars(chart: Chart, kind: BarKind) -> list[Bar]:
    return [bar for bar in chart.bars if bar.kind is kind]


def test_cells_come_in_the_order_of_work_then_vehicles_then_resources() -> None:
    rows = drawn().rows
    assert [(row.name, row.kind) for row in rows] == [
        ("a", RowKind.CELL),
        ("b", RowKind.CELL),
        ("cart", RowKind.VEHICLE),
        ("tool", RowKind.RESOURCE),
    ]
    assert rows[1].closures == (Closure(100.0, 200.0),)


def test_every_task_has_a_bar_on_its_cell_with_its_change_over() -> None:
    found = {(bar.row, bar.label, bar.text): bar.changeover_s for bar in bars(drawn(), BarKind.TASK) if bar.order == 1}
    assert found == {(0, "1", "mill"): 4.0, (1, "1", "wash"): 0.0}
    assert sum(bar.changeover_s for bar in drawn().bars) == 4.0


def test_a_vehicle_drives_empty_just_before_it_picks_up() -> None:
    chart = drawn()
    assert [(bar.start_s, bar.end_s) for bar in bars(chart, BarKind.TRIP)] == [(10.0, 12.0), (20.0, 22.0), (34.0, 36.0)]
    assert [(bar.start_s, bar.end_s) for bar in bars(chart, BarKind.EMPTY)] == [(18.0, 20.0), (32.0, 34.0)]


def test_a_shared_resource_shows_how_much_of_it_is_in_use() -> None:
    uses = bars(drawn(), BarKind.USE)
    assert {(bar.start_s, bar.end_s, bar.share) for bar in uses} == {
        (0.0, 10.0, 0.5),
        (10.0, 20.0, 0.5),
        (20.0, 34.0, 0.5),
    }


def test_an_order_is_as_late_as_its_last_piece() -> None:
    first, second = drawn().orders
    assert (first.id, first.pieces, first.due_s, first.late_s) == ("W-1", 2, 25.0, 2.0)
    assert (second.pieces, second.due_s, second.late_s) == (1, None, 0.0)
    assert first.colour != second.colour


def test_the_critical_path_is_marked() -> None:
    critical = [(bar.kind, bar.start_s) for bar in drawn().bars if bar.is_critical]
    assert sorted(critical) == [
        (BarKind.TASK, 0.0),
        (BarKind.TASK, 10.0),
        (BarKind.TASK, 20.0),
        (BarKind.TASK, 36.0),
        (BarKind.TRIP, 34.0),
    ]


def test_machines_of_an_instance_stand_in_the_order_of_their_numbers() -> None:
    cells = [CellId(f"machine_{number}") for number in (10, 2, 0)]
    jobs = tuple(
        ProblemJob(
            job_id(OrderId(f"job_{place}"), 1),
            ProductId("x"),
            (
                ProblemTask(
                    task_id(job_id(OrderId(f"job_{place}"), 1), OperationId("op_0"), 1),
                    OperationId("op_0"),
                    {cell: 1.0},
                ),
            ),
        )
        for place, cell in enumerate(cells)
    )
    tasks = tuple(ScheduledTask(job.tasks[0].id, cell, 0.0, 1.0) for job, cell in zip(jobs, cells, strict=True))
    chart = chart_of(Problem(jobs), Schedule(tasks, Objective(0.0, 1.0)), is_clock=False)
    assert [row.name for row in chart.rows] == ["machine_0", "machine_2", "machine_10"]
    assert sorted(bar.label for bar in chart.bars) == ["0", "1", "2"]
