"""A public job-shop instance, planned, then really executed over ROS, and compared with its plan."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.table import Table

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.cli.end_signals import EndSignals
from robot_cells.cli.instance_documents import write_instance_documents
from robot_cells.cli.line_run import ending_in_order, finish
from robot_cells.cli.line_session import LineSession, running_line
from robot_cells.cli.order_run import OrderRun, make_orders
from robot_cells.cli.progress import Progress, progress
from robot_cells.cli.run_directory import RunDirectory
from robot_cells.cli.run_report import executed_makespan_s
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.instances import load_instance
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.schedule import Schedule


def run_instance(
    file: Path,
    unit_s: float,
    options: BringupOptions,
    directory: RunDirectory,
    *,
    headless: bool,
    limit_s: float | None,
) -> int:
    """Plan the instance with the list scheduler, run it, compare; the result is the exit code.

    `options.line` is where its line document is written. Raises `ScheduleError` for a file that is no instance.
    """
    written = write_instance_documents(options.line.parent, load_instance(file, unit_s))
    plant = load_plant(written.line)
    orders = load_orders(written.orders, plant).orders
    plan = list_schedule(problem_of(orders, plant.line, plant.products))
    done: OrderRun | None = None
    with EndSignals() as signals, progress(headless=headless) as shown:
        try:
            with running_line(plant, options, shown.tell) as session:
                shown.tell(f"Line {plant.line.id} running after {session.started_in_s:.1f} s.")
                with ending_in_order(session, signals, shown):
                    done = _execute(session, plant, orders, plan, shown, limit_s)
        except KeyboardInterrupt:
            shown.tell("Broken off; the line is down.")
    code = finish(done, signals, plant, options, directory)
    if done is not None and not done.open_orders:
        _compare(plan, executed_makespan_s(directory.journal), unit_s)
    return code


def _execute(
    session: LineSession,
    plant: Plant,
    orders: tuple[WorkOrder, ...],
    plan: Schedule,
    shown: Progress,
    limit_s: float | None,
) -> OrderRun:
    """The line is held until it has all orders and the plan: nothing begins that the plan did not mean to."""
    session.client.hold("until the plan is adopted")
    for order in orders:
        session.client.submit(order)
    session.client.adopt(plan)
    session.client.resume("the plan is adopted")
    shown.tell(f"Plan of {len(plan.tasks)} tasks on {len(plant.line.cells)} machines adopted.")
    return make_orders(session, orders, shown, limit_s)


def _compare(plan: Schedule, executed_s: float, unit_s: float) -> None:
    planned_s = plan.objective.makespan_s
    table = Table("makespan", "units", "line time")
    for name, seconds in (("lower bound", plan.lower_bound_s), ("planned", planned_s), ("executed", executed_s)):
        table.add_row(name, f"{seconds / unit_s:.1f}", f"{seconds:.1f} s")
    Console().print(table)
    Console().print(f"executed / planned: {executed_s / planned_s:.4f}", highlight=False)
