"""A public job-shop instance, planned, then really executed over ROS, and compared with its plan."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table
from rich.text import Text

from robot_cells.bringup.bringup_options import BringupOptions
from robot_cells.cli.compiling import compiling_told
from robot_cells.cli.end_signals import EndSignals
from robot_cells.cli.instance_documents import write_instance_documents
from robot_cells.cli.json_text import json_text
from robot_cells.cli.line_run import ending_in_order, finish, tell_how_to_go_on
from robot_cells.cli.line_session import LineSession, address_of, running_line
from robot_cells.cli.order_run import OrderRun, make_orders
from robot_cells.cli.progress import Progress, progress
from robot_cells.cli.run_directory import RunDirectory
from robot_cells.cli.table_style import table_of
from robot_cells.documents.order_book import load_orders
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.errors import JournalError, RobotCellsError
from robot_cells.journals.sqlite_journal import SqliteJournalReader
from robot_cells.orders.work_order import WorkOrder
from robot_cells.reports.history_reader import history_of
from robot_cells.reports.makespan import MakespanFigures, makespan_figures
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.instances import Instance
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Schedule
from robot_cells.schedules.solve import solve
from robot_cells.schedules.warm_up import warm_up

INSTANCE_RESULT = "instance.json"
"""In the run directory: planned and executed makespan for machines."""
PLAN_BUDGET = Budget(seconds=2.0)
PLAN_GOALS = (Goal.MAKESPAN,)


def run_instance(
    instance: Instance,
    unit_s: float,
    options: BringupOptions,
    directory: RunDirectory,
    *,
    headless: bool,
    limit_s: float | None,
) -> int:
    """Plan the instance, run it, compare; the result is the exit code.

    `options.line` is where its line document is written.
    """
    written = write_instance_documents(options.line.parent, instance)
    plant = load_plant(written.line)
    orders = load_orders(written.orders, plant).orders
    problem = problem_of(orders, plant.line, plant.products)
    with compiling_told():
        warm_up(problem, PLAN_GOALS, repairs=False)
    plan = solve(problem, PLAN_BUDGET, goals=PLAN_GOALS).schedule
    done: OrderRun | None = None
    with EndSignals() as signals, progress(headless=headless, address=address_of(options)) as shown:
        try:
            with running_line(plant, options, shown.tell) as session:
                shown.tell(f"Line {plant.line.id} running after {session.started_in_s:.1f} s.")
                with ending_in_order(session, signals, shown):
                    done = _execute(session, plant, orders, plan, shown, limit_s)
        except KeyboardInterrupt:
            shown.tell("Broken off; the line is down.")
        except RobotCellsError:
            tell_how_to_go_on(directory, shown)
            raise
    code = finish(done, signals, plant, options, directory)
    if done is not None and not done.open_orders:
        with closing(SqliteJournalReader(directory.journal)) as journal:
            figures = makespan_figures(history_of(journal), None)
        result = compare(figures, plan.lower_bound_s, unit_s, plant.line.id)
        Console().print(_result_table(result))
        (directory.root / INSTANCE_RESULT).write_text(json_text(result) + "\n", encoding="utf-8")
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


@dataclass(frozen=True, slots=True)
class InstanceResult:
    """Makespans in the instance's own units; `ratio` is executed over planned."""

    instance: str
    lower_bound: float
    planned: float
    executed: float
    ratio: float


def compare(figures: MakespanFigures, lower_bound_s: float, unit_s: float, name: str) -> InstanceResult:
    """The figures of the run's report in the instance's units; raises `JournalError` where nothing was executed."""
    if figures.planned_s is None or figures.executed_s is None:
        raise JournalError("Nothing was executed by the plan.", where=name, remedy="Run the instance again.")
    return InstanceResult(
        name,
        lower_bound=round(lower_bound_s / unit_s, 3),
        planned=round(figures.planned_s / unit_s, 3),
        executed=round(figures.executed_s / unit_s, 3),
        ratio=round(figures.executed_s / figures.planned_s, 4),
    )


def _result_table(result: InstanceResult) -> Table:
    table = table_of("instance", "lower bound", "planned", "executed", "executed / planned")
    figures = (result.lower_bound, result.planned, result.executed)
    table.add_row(Text(result.instance), *(f"{value:.1f}" for value in figures), f"{result.ratio:.4f}")
    return table
