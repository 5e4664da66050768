"""A plan as a document, and made small."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from robot_cells.audits.violation import Violation
from robot_cells.cli.main import application
from robot_cells.drills.drill import DrillResult, spelt_out
from robot_cells.drills.drill_plan import DrillPlan, Sizes, load_drill_plan
from robot_cells.drills.fault import AbsentOperator, ClockJump, Crash, Partition
from robot_cells.drills.shrinking import shrink
from robot_cells.errors import DocumentError


@pytest.mark.parametrize("seed", range(8))
def test_a_plan_that_is_written_down_is_read_as_it_was(seed: int, tmp_path: Path) -> None:
    plan = spelt_out(DrillPlan(seed=seed, sizes=Sizes(orders=2)))
    path = tmp_path / "plan.yaml"
    path.write_text(plan.to_yaml(), encoding="utf-8")
    assert load_drill_plan(path) == plan


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("seed: -1", "plan.yaml:1: seed: is -1; it must be at least 0"),
        ("sizes: {cells: 3}", "plan.yaml:1: seed: missing; add seed"),
        ("seed: 1\nfaults: [{fault: flood}]", "flood"),
        ("seed: 1\nfaults: [{fault: crash}]", "process"),
        ("seed: 1\nfaults: [{fault: partition, process: host_1, from_s: 1, until_s: later}]", "until_s"),
        ("seed: 1\nfaults: [{fault: messages, from_s: 0, until_s: 1, loss: 2}]", "loss"),
        ("seed: 1\nhaste: 3", "haste"),
        ("seed: [", "not YAML"),
    ],
)
def test_what_is_wrong_with_a_plan_is_named(text: str, fault: str, tmp_path: Path) -> None:
    path = tmp_path / "plan.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DocumentError, match=fault):
        load_drill_plan(path)


def _run_that_breaks_with(plan: DrillPlan) -> DrillResult:
    """Breaks `capacity` whenever host_2 crashes, and something else when clocks jump."""
    broken = [item for item in plan.of(Crash) if item.process == "host_2"]
    violations = tuple(Violation("capacity", item.process, "It broke.") for item in broken)
    violations += tuple(Violation("precedence", item.process, "It broke.") for item in plan.of(ClockJump))
    return DrillResult(plan, violations, 0, 0, 0.0, "")


def test_a_failing_plan_is_made_as_small_as_it_goes_while_the_same_invariant_breaks() -> None:
    needed = Crash(process="host_2", at_s=3.0)
    others = (
        Crash(process="host_1", at_s=1.0),
        Partition(process="host_1", from_s=1.0, until_s=9.0),
        needed,
        AbsentOperator(from_s=0.0, until_s=5.0),
        ClockJump(process="host_1", at_s=1.0, by_s=2.0),
    )
    small = shrink(_run_that_breaks_with(DrillPlan(seed=1, faults=others)), _run_that_breaks_with)
    assert small.plan.faults == (needed,)
    least = Sizes(cells=1, vehicles=0, products=1, operations=1, orders=1, pieces=1)
    assert small.plan.sizes == least


def test_a_window_is_halved_while_it_is_longer_than_needed() -> None:
    def run(plan: DrillPlan) -> DrillResult:
        is_long = any(item.until_s - item.from_s >= 3.0 for item in plan.of(Partition))
        violations = (Violation("capacity", "x", "It broke."),) if is_long else ()
        return DrillResult(plan, violations, 0, 0, 0.0, "")

    wide = DrillPlan(seed=1, faults=(Partition(process="host_1", from_s=2.0, until_s=18.0),))
    (fault,) = shrink(run(wide), run).plan.of(Partition)
    assert (fault.from_s, fault.until_s) == (2.0, 6.0)


def test_a_run_that_breaks_nothing_is_left_as_it_is() -> None:
    sound = _run_that_breaks_with(DrillPlan(seed=1, faults=()))
    assert shrink(sound, _run_that_breaks_with) is sound


def test_the_command_plays_a_seed_a_plan_and_many_seeds(tmp_path: Path) -> None:
    runner = CliRunner()
    one = runner.invoke(application, ["drill", "--seed", "3"])
    assert one.exit_code == 0 and "No invariant broken." in one.output
    path = tmp_path / "plan.yaml"
    path.write_text(spelt_out(DrillPlan(seed=3)).to_yaml(), encoding="utf-8")
    assert runner.invoke(application, ["drill", "--plan", str(path)]).output == one.output
    many = runner.invoke(application, ["drill", "--seed", "3", "--runs", "4"])
    assert many.exit_code == 0 and many.output.splitlines()[-1] == "4 runs, 0 invariants broken"
    both = runner.invoke(application, ["drill", "--plan", str(path), "--runs", "4"])
    assert both.exit_code == 2
