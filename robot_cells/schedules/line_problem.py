"""The whole problem of an idle line and its orders: what `order_problem.py` has, and buffers and working times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from robot_cells.ids import CellId, ProductId
from robot_cells.lines.line import Line
from robot_cells.lines.working_times import DAY_S
from robot_cells.orders.product import Product
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.calendar import Calendar, Closure
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.problem import Buffers, Problem

DAYS_MORE = 14.0
"""Closed times are laid out so far beyond the time that everything one after another would take."""


def line_problem(orders: Sequence[WorkOrder], line: Line, products: Mapping[ProductId, Product]) -> Problem:
    """The problem of an idle line to which all `orders` are submitted at line time 0.

    Raises `ScheduleError` for a product that is not there, or an operation that no cell can do.
    """
    problem = problem_of(orders, line, products)
    work_s = sum(max(task.durations_s.values()) for job in problem.jobs for task in job.tasks)
    until_s = 2.0 * work_s + max((job.release_s for job in problem.jobs), default=0.0) + DAYS_MORE * DAY_S
    return replace(problem, buffers=_buffers(line), calendars=_calendars(line, until_s))


def _buffers(line: Line) -> dict[CellId, Buffers]:
    finite = [
        cell for cell in line.cells if cell.input_buffer.capacity is not None or cell.output_buffer.capacity is not None
    ]
    return {cell.id: Buffers(cell.input_buffer, cell.output_buffer) for cell in finite}


def _calendars(line: Line, until_s: float) -> dict[CellId, Calendar]:
    return {
        cell.id: Calendar(tuple(Closure(*item) for item in cell.working_times.closed_between(0.0, until_s)))
        for cell in line.cells
        if cell.working_times
    }
