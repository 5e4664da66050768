"""What stands in the way on a line is in its problem: finite buffers and closed times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import load_plant
from robot_cells.ids import CellId
from robot_cells.lines.buffer import Buffer
from robot_cells.lines.working_times import DAY_S, ClosedTime, WorkingTimes
from robot_cells.schedules.calendar import Closure
from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.line_problem import line_problem
from robot_cells.schedules.problem import Buffers
from robot_cells.schedules.result import Budget
from robot_cells.schedules.solve import solve

CONFIG = Path(__file__).parents[2] / "config"
PLANT = load_plant(CONFIG / "lines" / "compute_tray.yaml")
ORDERS = load_orders(CONFIG / "orders" / "demo.yaml", PLANT).orders


def test_the_room_before_and_after_a_cell_is_that_of_the_document() -> None:
    problem = line_problem(ORDERS, PLANT.line, PLANT.products)
    assert problem.buffers[CellId("kitting")] == Buffers(Buffer(3), Buffer(3))
    assert problem.buffers[CellId("assembly_1")] == Buffers(Buffer(2), Buffer(2))


def test_a_cell_is_closed_when_its_working_times_say_so() -> None:
    times = WorkingTimes(closed=(ClosedTime(600.0, 900.0),), daily=(ClosedTime(43_200.0, 45_000.0),))
    cells = tuple(replace(cell, working_times=times) if cell.id == "kitting" else cell for cell in PLANT.line.cells)
    problem = line_problem(ORDERS, replace(PLANT.line, cells=cells), PLANT.products)
    assert list(problem.calendars) == ["kitting"]
    closures = problem.calendars[CellId("kitting")].closures
    assert closures[:3] == (
        Closure(600.0, 900.0),
        Closure(43_200.0, 45_000.0),
        Closure(DAY_S + 43_200.0, DAY_S + 45_000.0),
    )
    assert len(closures) >= 15
    check_schedule(problem, solve(problem, Budget(None, 1)).schedule)
