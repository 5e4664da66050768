"""Rules that take more than one document, and what is told where several are wrong."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from robot_cells.documents.check import check_paths
from robot_cells.documents.problem import Problem

Spoil = Callable[[str, str, str], Path]


def test_the_small_plant_is_right(plant_folder: Path) -> None:
    assert check_paths([plant_folder]) == []


def test_a_parameter_that_the_process_needs_and_nobody_gives_is_told_at_the_operation(
    plant_folder: Path, spoil: Spoil
) -> None:
    spoil("processes/build.yaml", "speed: {type: number, default: 1.0}", "speed: {type: number}")
    (problem,) = check_paths([plant_folder / "line.yaml", plant_folder / "gadget.yaml"])[:1]
    assert (Path(problem.file).name, problem.line, problem.key) == ("gadget.yaml", 3, "operations[0].parameters.speed")
    assert problem.remedy == "give speed here, or to the capability build of bench"


def test_a_line_with_vehicles_needs_the_process_that_they_carry_out(plant_folder: Path) -> None:
    (plant_folder / "processes" / "transport.yaml").unlink()
    (problem,) = check_paths([plant_folder])
    assert (problem.line, problem.key) == (39, "vehicles")
    assert problem.what == "there is no document of the process transport in processes, which vehicles carry out"
    assert problem.remedy == "add it, with the parameters from, to, distance_m, approach_m"


def test_a_rework_route_must_not_lead_past_the_operation_that_failed(plant_folder: Path, spoil: Spoil) -> None:
    spoil("widget.yaml", "consequence: scrap}", "consequence: rework, route: mend}")
    (problem,) = check_paths([plant_folder])
    assert (problem.line, problem.key) == (20, "operations[0].on_failure[1].route")
    assert problem.what == "mend goes on at look, but build, which failed, is still to be done"
    assert problem.remedy == "let the route resume at build or before it"


def test_one_wrong_key_is_one_problem(plant_folder: Path, spoil: Spoil) -> None:
    spoil("line.yaml", "duration_s: 20\n", "duration: 20\n")
    assert len(check_paths([plant_folder])) == 1


def test_all_faults_of_all_documents_are_told_at_once(plant_folder: Path, spoil: Spoil) -> None:
    spoil("line.yaml", "wip_limit: 3", "wip_limit: 0")
    spoil("line.yaml", "home: bench", "home: 5")
    spoil("widget.yaml", "after: [build]", "after: [biuld]")
    spoil("widget.yaml", "holds: m1", "holds: m2")
    spoil("orders.yaml", "quantity: 3,", "quantity: 0,")
    problems = check_paths([plant_folder])
    assert [(Path(item.file).name, item.key) for item in problems] == [
        ("line.yaml", "wip_limit"),
        ("line.yaml", "vehicles[0].home"),
        ("orders.yaml", "orders[0].quantity"),
        ("widget.yaml", "layout.screws[0].holds"),
        ("widget.yaml", "operations[1].after[0]"),
    ]


def told(problems: list[Problem]) -> list[tuple[str, str]]:
    return [(problem.key, problem.what) for problem in problems]


def test_an_unknown_product_and_a_quantity_of_0_in_one_order_are_told_at_once(plant_folder: Path, spoil: Spoil) -> None:
    spoil("orders.yaml", "product: widget, quantity: 3,", "product: wigdet, quantity: 0,")
    assert told(check_paths([plant_folder])) == [
        ("orders[0].product", "there is no product wigdet"),
        ("orders[0].quantity", "is 0"),
    ]


def test_a_fault_in_the_shape_of_one_order_hides_nothing_of_the_others(plant_folder: Path, spoil: Spoil) -> None:
    spoil("orders.yaml", "quantity: 3,", "quantity: many,")
    spoil("orders.yaml", "release_s: 60, due_s: 900", "release_s: 60, due_s: 30")
    spoil("orders.yaml", "screw: s1", "screw: s7")
    spoil("orders.yaml", "vehicle: cart", "vehicle: kart")
    assert told(check_paths([plant_folder])) == [
        ("orders[0].quantity", 'is "many"'),
        ("orders[1].due_s", "due at 30 s, but released only at 60 s"),
        ("faults[0].screw", "widget has no screw s7"),
        ("faults[1].vehicle", "there is no vehicle kart"),
    ]


def test_nothing_is_said_about_what_is_not_understood(plant_folder: Path, spoil: Spoil) -> None:
    spoil("orders.yaml", "id: WO-1,", "id: WO/1,")  # the fault of WO-1-002 may well be right
    spoil("orders.yaml", "release_s: 60, due_s: 900", "release_s: soon, due_s: 30")
    assert [key for key, _ in told(check_paths([plant_folder]))] == ["orders[0].id", "orders[1].release_s"]


def test_a_cell_with_change_overs_needs_processes_that_change_over(plant_folder: Path, spoil: Spoil) -> None:
    spoil("processes/build.yaml", '    - {skill: changeover, with: {changeover_s: "${changeover_s}"}}\n', "")
    first, second = check_paths([plant_folder])
    assert (first.key, second.key) == ("cells[0].capabilities[0]", "cells[0].capabilities[1]")
    assert first.what == "bench has change-overs, and the process build does not change over"
    assert first.remedy == (
        'begin its tree with {skill: changeover, with: {changeover_s: "${changeover_s}"}}, '
        "or leave the changeovers of bench out"
    )


def test_a_cell_whose_change_overs_take_no_time_needs_none(plant_folder: Path, spoil: Spoil) -> None:
    spoil("processes/build.yaml", '    - {skill: changeover, with: {changeover_s: "${changeover_s}"}}\n', "")
    spoil("line.yaml", "to: gadget, duration_s: 30}", "to: gadget, duration_s: 0}")
    assert check_paths([plant_folder]) == []
