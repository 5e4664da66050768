"""An adopted schedule is kept as far as it can be, and never blocks the line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from robot_cells.attempts.report import Phase
from robot_cells.ids import CellId, OperationId, TaskId
from robot_cells.orchestration.events import CellLost, LineHeld, LineResumed, OrderCancelled, ScheduleAdopted
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.recipe import ReworkRoute
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.order_problem import problem_of
from robot_cells.schedules.rules import most_work_remaining, shortest_processing_time
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask


def schedule(*tasks: tuple[str, str, float]) -> Schedule:
    """From task, cell and start; how long they take does not matter to who keeps the sequence."""
    items = tuple(ScheduledTask(TaskId(task), CellId(cell), at_s, at_s + 10.0) for task, cell, at_s in tasks)
    return Schedule(items, Objective(0.0, 0.0))


def begun(plant: Any, cell: str | None = None) -> list[str]:
    return [item.task for item in plant.ended("attempt_dispatched") if cell in (None, item.cell)]


def started(
    kit: Any, line: Any, products: Sequence[Any], orders: dict[str, tuple[str, int]], plan: Schedule, **more: Any
) -> Any:
    plant = kit.FakePlant(line, products, **more)
    plant.tell(LineHeld(0.0))
    for order, (product, quantity) in orders.items():
        plant.submit(order, product, quantity)
    plant.tell(ScheduleAdopted(0.0, plan))
    plant.tell(LineResumed(0.0))
    return plant


def test_cells_and_sequences_of_the_schedule_are_kept_against_the_rule(kit: Any) -> None:
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "cut"))
    plan = schedule(("WO-2/001/cut.1", "b", 0.0), ("WO-1/001/cut.1", "b", 10.0), ("WO-3/001/cut.1", "a", 0.0))
    plant = started(kit, line, [kit.chain("p", "cut")], dict.fromkeys(["WO-1", "WO-2", "WO-3"], ("p", 1)), plan)
    plant.run()
    assert begun(plant, "b") == ["WO-2/001/cut.1", "WO-1/001/cut.1"]
    assert begun(plant, "a") == ["WO-3/001/cut.1"]


def test_a_later_unit_may_be_scheduled_first(kit: Any) -> None:
    plan = schedule(("WO-1/002/cut.1", "a", 0.0), ("WO-1/001/cut.1", "a", 10.0))
    plant = started(kit, kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")], {"WO-1": ("p", 3)}, plan)
    plant.run()
    assert begun(plant) == ["WO-1/002/cut.1", "WO-1/001/cut.1", "WO-1/003/cut.1"]


def test_a_whole_schedule_runs_as_long_as_it_says(kit: Any) -> None:
    line = kit.line(kit.cell("a", "cut", "weld"), kit.cell("b", "weld", duration_s=7.0), kit.cell("c", "cut"))
    products = [kit.chain("p", "cut", "weld"), kit.chain("q", "weld", "cut", Operation("weld2", "weld"))]
    orders = {"WO-1": ("p", 3), "WO-2": ("q", 3)}
    shadow = kit.FakePlant(line, products)
    for order, (product, quantity) in orders.items():
        shadow.submit(order, product, quantity)
    known = [item.order for item in shadow.orchestrator.state.orders.values()]
    plan = list_schedule(problem_of(known, line, {item.id: item for item in products}), [shortest_processing_time])
    plant = started(kit, line, products, orders, plan, rule=most_work_remaining)
    plant.run()
    assert plant.now_s == plan.objective.makespan_s
    wanted = {item.task: (item.cell, item.start_s) for item in plan.tasks}
    assert {item.task: (item.cell, item.at_s) for item in plant.ended("attempt_dispatched")} == wanted


def test_what_is_not_in_the_schedule_fills_in_and_more_urgent_orders_go_first(kit: Any) -> None:
    plan = schedule(("WO-1/001/cut.1", "a", 0.0), ("WO-1/002/cut.1", "a", 10.0))
    plant = started(kit, kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")], {"WO-1": ("p", 2)}, plan)
    plant.submit("WO-2", "p", 1)
    plant.submit("WO-3", "p", 1, priority=5)
    plant.run()
    assert begun(plant) == ["WO-1/001/cut.1", "WO-3/001/cut.1", "WO-1/002/cut.1", "WO-2/001/cut.1"]


def test_a_cancelled_head_of_a_sequence_is_passed_over(kit: Any) -> None:
    plan = schedule(("WO-1/001/cut.1", "a", 5.0), ("WO-2/001/cut.1", "a", 15.0))
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", release_s=1000.0)
    plant.tell(ScheduleAdopted(0.0, plan))
    plant.submit("WO-2", "p")
    plant.run(until_s=1.0)
    assert begun(plant) == [], "the cell waits for what is to come first"
    plant.tell(OrderCancelled(1.0, "WO-1"))
    plant.run()
    assert begun(plant) == ["WO-2/001/cut.1"]


def test_a_head_in_rework_or_scrapped_is_passed_over(kit: Any) -> None:
    line = kit.line(kit.cell("a", "cut", "mend"), kit.cell("b", "weld"))
    route = ReworkRoute("r", (Operation(OperationId("mend"), "mend"),), OperationId("cut"))
    cut = Operation(OperationId("cut"), "cut", on_failure=(FailureRule(Consequence.REWORK, route="r"),))

    def fate(assignment: Any) -> Any:
        return kit.End(Phase.FAILED) if assignment.task_id.startswith("WO-1/001/cut") else kit.End()

    plan = schedule(
        ("WO-1/001/cut.1", "a", 0.0),
        ("WO-1/001/weld.1", "b", 10.0),
        ("WO-2/001/cut.1", "a", 10.0),
        ("WO-2/001/weld.1", "b", 20.0),
    )
    orders = {"WO-1": ("p", 1), "WO-2": ("p", 1)}
    plant = started(kit, line, [kit.chain("p", cut, "weld", routes=[route])], orders, plan, fate=fate)
    plant.run()
    assert begun(plant, "b") == ["WO-2/001/weld.1"], "the other order is welded though the first never comes"
    assert len(plant.ended("job_scrapped")) == 1


def test_tasks_of_a_lost_cell_go_to_others(kit: Any) -> None:
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "cut"))
    plan = schedule(("WO-1/001/cut.1", "a", 0.0), ("WO-1/002/cut.1", "a", 10.0))
    plant = kit.FakePlant(line, [kit.chain("p", "cut")])
    plant.tell(CellLost(0.0, "a"))
    plant.submit("WO-1", "p", 2)
    plant.tell(ScheduleAdopted(0.0, plan))
    plant.run()
    assert begun(plant, "b") == ["WO-1/001/cut.1", "WO-1/002/cut.1"]


def test_a_schedule_that_would_lock_the_line_gives_way(kit: Any) -> None:
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "weld"))
    products = [kit.chain("p", "cut", "weld"), kit.chain("q", "weld", "cut")]
    circle = schedule(
        ("WO-2/001/cut.1", "a", 0.0),
        ("WO-1/001/cut.1", "a", 10.0),
        ("WO-1/001/weld.1", "b", 0.0),
        ("WO-2/001/weld.1", "b", 10.0),
    )
    plant = started(kit, line, products, {"WO-1": ("p", 1), "WO-2": ("q", 1)}, circle)
    plant.run()
    assert len(plant.ended("job_completed")) == 2


def test_another_schedule_replaces_the_one_before(kit: Any) -> None:
    plan = schedule(("WO-1/001/cut.1", "a", 0.0), ("WO-2/001/cut.1", "a", 10.0), ("WO-3/001/cut.1", "a", 20.0))
    orders = dict.fromkeys(["WO-1", "WO-2", "WO-3"], ("p", 1))
    plant = started(kit, kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")], orders, plan)
    plant.run(until_s=5.0)
    plant.tell(ScheduleAdopted(5.0, schedule(("WO-3/001/cut.1", "a", 10.0), ("WO-2/001/cut.1", "a", 20.0))))
    plant.run()
    assert begun(plant) == ["WO-1/001/cut.1", "WO-3/001/cut.1", "WO-2/001/cut.1"]
    assert plant.replayed().state == plant.orchestrator.state


def test_rework_that_is_in_the_schedule_has_its_turn(kit: Any) -> None:
    """Before, a piece on a rework route was passed over, and its own rework waited until the schedule had ended."""
    route = ReworkRoute("again", (Operation(OperationId("mend"), "cut"),), OperationId("look"))
    rule = FailureRule(Consequence.REWORK, route="again")
    look = Operation(OperationId("look"), "look", on_failure=(rule,))
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "look"))
    failed = kit.End(Phase.FAILED, "look.crooked")
    fate = lambda item: failed if item.task_id == "WO-1/001/look.1" else kit.End()  # noqa: E731
    plant = kit.FakePlant(line, [kit.chain("p", "cut", look, routes=[route])], fate)
    plant.submit("WO-1", "p", 5)
    plant.run(until_s=20.0)
    plan = schedule(("WO-1/001/mend.1", "a", 30.0), ("WO-1/004/cut.1", "a", 40.0), ("WO-1/005/cut.1", "a", 50.0))
    plant.tell(ScheduleAdopted(20.0, plan))
    plant.run()
    assert begun(plant, "a")[3:] == ["WO-1/001/mend.1", "WO-1/004/cut.1", "WO-1/005/cut.1"]


def test_a_schedule_that_gives_way_lets_a_task_begin_from_its_planned_start_on_though_another_is_to_go_first(
    kit: Any,
) -> None:
    """The first piece is late at the welder: the second one waits for it no longer than until its own time has come."""
    line = kit.line(kit.cell("a", "cut", duration_s=60.0), kit.cell("b", "cut"), kit.cell("w", "weld"))
    plan = schedule(
        ("WO-1/001/cut.1", "a", 0.0),
        ("WO-1/002/cut.1", "b", 0.0),
        ("WO-1/001/weld.1", "w", 20.0),
        ("WO-1/002/weld.1", "w", 30.0),
    )
    for gives_way, welded in ((False, [60.0, 70.0]), (True, [60.0, 30.0])):
        plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
        plant.tell(LineHeld(0.0))
        plant.submit("WO-1", "p", 2)
        plant.tell(ScheduleAdopted(0.0, plan, gives_way=gives_way))
        plant.tell(LineResumed(0.0))
        plant.run()
        starts = {item.task: item.at_s for item in plant.ended("attempt_dispatched")}
        assert [starts["WO-1/001/weld.1"], starts["WO-1/002/weld.1"]] == welded
        assert plant.replayed().state == plant.orchestrator.state


def test_nobody_waits_for_a_turn_that_would_lock_the_line(kit: Any) -> None:
    """The second order would take the welder, which the first one needs to leave the saw that the second needs then."""
    line = kit.line(
        kit.cell("a", "cut", inputs=0, outputs=0), kit.cell("b", "weld", inputs=0, outputs=0), kit.cell("c", "paint")
    )
    products = [kit.chain("p", "cut", "weld"), kit.chain("q", "weld", "cut"), kit.chain("r", "paint")]
    plan = schedule(
        ("WO-1/001/cut.1", "a", 0.0),
        ("WO-2/001/weld.1", "b", 0.0),
        ("WO-1/001/weld.1", "b", 20.0),
        ("WO-2/001/cut.1", "a", 40.0),
        ("WO-3/002/paint.1", "c", 500.0),
        ("WO-3/001/paint.1", "c", 600.0),
    )
    plant = kit.FakePlant(line, products)
    plant.tell(LineHeld(0.0))
    for order, product, quantity in (("WO-1", "p", 1), ("WO-2", "q", 1), ("WO-3", "r", 2)):
        plant.submit(order, product, quantity)
    plant.tell(ScheduleAdopted(0.0, plan, gives_way=True))
    plant.tell(LineResumed(0.0))
    plant.run()
    starts = {item.task: item.at_s for item in plant.ended("attempt_dispatched")}
    assert starts["WO-1/001/weld.1"] == 20.0
    assert starts["WO-2/001/weld.1"] == 30.0
