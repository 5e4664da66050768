"""`robot-cells schedule`: files in, a schedule with its figures out."""

from __future__ import annotations

import json
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from robot_cells.cli.main import application
from robot_cells.cli.stop_wish import StopWish
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Status
from robot_cells.schedules.result import Result as Found
from robot_cells.schedules.solve import solve

ROOT = Path(__file__).parents[2]
JOB_SHOP = "2 2\n0 3 1 4\n1 2 0 1\n"
SETS = {"layouts": {"1": [[0, 2], [2, 0]], "2": [[0, 3], [3, 0]]}, "jobsets": {"7": [[[1, 8]]]}}


def call(*arguments: str) -> Result:
    return CliRunner().invoke(application, ["schedule", *arguments, "--time-limit", "0.1"], env={"COLUMNS": "120"})


def instance(folder: Path, name: str = "small", text: str = JOB_SHOP) -> str:
    path = folder / f"{name}.txt"
    path.write_text(text)
    return str(path)


def test_an_instance_is_planned_and_its_figures_shown(tmp_path: Path) -> None:
    result = call(instance(tmp_path))
    assert result.exit_code == 0, result.output
    assert "small: 2 jobs, 4 tasks, 2 cells" in result.output
    assert "1. makespan" in result.output
    assert "optimal" in result.output


def test_machines_get_the_whole_schedule_with_bound_gap_and_trace(tmp_path: Path) -> None:
    answer = json.loads(call(instance(tmp_path), "--json").stdout)
    assert (answer["name"], answer["goals"], answer["status"]) == ("small", ["makespan"], "optimal")
    assert answer["objective"]["makespan_s"] == answer["lower_bound"] == 7.0
    assert answer["gap"] == 0.0
    assert len(answer["tasks"]) == 4
    assert answer["trace"][-1]["objective"]["makespan_s"] == 7.0


def test_several_instances_have_a_row_each(tmp_path: Path) -> None:
    result = call(instance(tmp_path, "first"), instance(tmp_path, "second"))
    assert result.exit_code == 0, result.output
    rows = [line for line in result.output.splitlines() if line.startswith(("first", "second"))]
    assert len(rows) == 2
    assert len(json.loads(call(instance(tmp_path, "first"), instance(tmp_path, "second"), "--json").stdout)) == 2


def test_one_of_a_file_that_holds_several_is_chosen_by_its_name(tmp_path: Path) -> None:
    path = tmp_path / "sets.json"
    path.write_text(json.dumps(SETS))
    answer = json.loads(call(str(path), "--instance", "EX72", "--json").stdout)
    assert (answer["name"], answer["objective"]["makespan_s"]) == ("EX72", 11.0)
    refused = call(str(path), "--instance", "EX73")
    assert refused.exit_code == 8
    assert "EX73" in refused.output
    assert "It holds EX71, EX72." in refused.output


def test_a_line_is_planned_with_its_orders_and_what_is_late_counts_first() -> None:
    line, orders = ROOT / "config" / "lines" / "compute_tray.yaml", ROOT / "config" / "orders" / "demo.yaml"
    answer = json.loads(call(str(line), str(orders), "--json").stdout)
    assert answer["goals"] == ["tardiness", "makespan"]
    assert len(answer["tasks"]) == 120
    assert answer["objective"]["makespan_s"] > 1000.0


@pytest.mark.parametrize("objective", ["makespan,changeovers", "tardiness"])
def test_the_goals_are_those_that_were_asked_for(tmp_path: Path, objective: str) -> None:
    assert json.loads(call(instance(tmp_path), "--objective", objective, "--json").stdout)["goals"] == objective.split(
        ","
    )


def test_instances_can_be_given_due_dates(tmp_path: Path) -> None:
    answer = json.loads(call(instance(tmp_path), "--due-factor", "1", "--json").stdout)
    # Both want the same machine at 2: the second job, with half the weight, waits a second for it.
    assert (answer["goals"], answer["objective"]["weighted_tardiness_s"]) == (["tardiness", "makespan"], 2.0)


def test_the_orders_of_a_line_keep_their_due_dates() -> None:
    line, orders = ROOT / "config" / "lines" / "compute_tray.yaml", ROOT / "config" / "orders" / "demo.yaml"
    for option in (["--due-factor", "1.3"], ["--instance", "ta01"]):
        refused = call(str(line), str(orders), *option)
        assert refused.exit_code == 8
        assert "are for public instances" in refused.stderr


def test_a_file_whose_machines_count_from_1_is_read_and_told(tmp_path: Path) -> None:
    result = call(instance(tmp_path, text="2 2\n1 3 2 4\n2 2 1 1\n"))
    assert result.exit_code == 0
    assert "numbered from 1" in result.stderr


def test_ctrl_c_gives_the_best_schedule_so_far(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(problem: Problem, budget: Budget, **more: Any) -> Found:
        signal.raise_signal(signal.SIGINT)
        assert more["stopped"]()
        return replace(solve(problem, budget, **more), status=Status.FEASIBLE)

    monkeypatch.setattr("robot_cells.cli.commands.schedule.solve", interrupted)
    result = call(instance(tmp_path, "first"), instance(tmp_path, "second"), "--json")
    assert result.exit_code == 130
    (answer,) = json.loads(result.stdout)
    assert (answer["name"], answer["status"], len(answer["tasks"])) == ("first", "interrupted", 4)


def test_a_second_ctrl_c_waits_for_nothing() -> None:
    with pytest.raises(KeyboardInterrupt), StopWish() as wish:
        signal.raise_signal(signal.SIGINT)
        assert wish()
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


@pytest.mark.parametrize(("name", "beginning"), [("plan.png", b"\x89PNG"), ("plan.html", b"<!DOCTYPE html>")])
def test_the_chart_is_drawn_where_it_is_asked_for(tmp_path: Path, name: str, beginning: bytes) -> None:
    result = call(instance(tmp_path), "--gantt", str(tmp_path / name))
    assert result.exit_code == 0, result.output
    assert (tmp_path / name).read_bytes().startswith(beginning)


def test_the_answer_is_there_though_the_disk_is_full(tmp_path: Path) -> None:
    (tmp_path / "plan.html").symlink_to("/dev/full")
    result = call(instance(tmp_path), "--gantt", str(tmp_path / "plan.html"), "--json")
    assert result.exit_code == 1
    assert json.loads(result.stdout)["objective"]["makespan_s"] == 7.0
    assert f"{tmp_path / 'plan.html'}: No space left on device" in result.stderr


def test_a_chart_that_could_not_be_written_is_refused_before_the_search(tmp_path: Path) -> None:
    result = call(instance(tmp_path), "--gantt", str(tmp_path / "nowhere" / "plan.png"))
    assert result.exit_code == 2
    assert "There is no folder" in result.output


def test_a_problem_that_contradicts_itself_is_told_with_its_name(tmp_path: Path) -> None:
    rows = "".join(f"1 1 0 {10**9}\n" for _ in range(4001))
    result = call(instance(tmp_path, "long", "4001 1\n" + rows))
    assert result.exit_code == 8
    assert "long: The scheduling problem contradicts itself: All work one after the other takes" in result.stderr


def test_a_chart_of_several_problems_is_refused(tmp_path: Path) -> None:
    result = call(instance(tmp_path, "one"), instance(tmp_path, "two"), "--gantt", str(tmp_path / "plan.png"))
    assert result.exit_code == 2
    assert "There are 2 problems" in result.output


WRONG = [
    (["--objective", "speed"], 2, "tardiness, makespan, moves, shifts, changeovers"),
    (["--objective", "makespan,makespan"], 2, "twice"),
    (["--time-limit", "-1"], 2, "time-limit"),
    (["--gantt", "plan.pdf"], 2, ".png, .html"),
]


@pytest.mark.parametrize(("options", "code", "words"), WRONG)
def test_what_cannot_be_meant_is_refused(tmp_path: Path, options: list[str], code: int, words: str) -> None:
    result = CliRunner().invoke(application, ["schedule", instance(tmp_path), *options], env={"COLUMNS": "200"})
    assert result.exit_code == code
    assert words in result.output


def test_a_line_without_orders_is_refused_with_what_to_do() -> None:
    result = call(str(ROOT / "config" / "lines" / "compute_tray.yaml"))
    assert result.exit_code == 8
    assert "LINE ORDERS" in result.output
