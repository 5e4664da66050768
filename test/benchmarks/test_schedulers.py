"""The search against the rule: the same seeds, paired, and every figure from what was recorded."""

from __future__ import annotations

from dataclasses import replace

import pytest

from benchmarks.schedulers import Trial, lateness_s, rows_of, scenario_of, trial_of
from robot_cells.errors import ScheduleError
from robot_cells.horizons import answer
from robot_cells.ids import JobId, OrderId, ProductId
from robot_cells.orchestration.events import JobCompleted
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Result
from robot_cells.schedules.schedule import Schedule


def trial(scheduler: str, seed: int, late_s: float) -> Trial:
    return Trial("tight", scheduler, seed, late_s, 100.0, 30.0, 0.5)


def test_a_row_pairs_the_seeds() -> None:
    trials = [
        trial("rules", 1, 100.0),
        trial("search", 1, 60.0),
        trial("rules", 2, 100.0),
        trial("search", 2, 110.0),
        trial("rules", 3, 0.0),
        trial("search", 3, 0.0),
    ]
    rules, search = rows_of(trials)
    assert (rules.better, rules.worse, rules.best, rules.worst) == (0, 0, 0.0, 0.0)
    assert (search.seeds, search.better, search.worse) == (3, 1, 1)
    assert search.weighted_tardiness_s == pytest.approx(170.0 / 3)
    assert (search.best, search.worst) == pytest.approx((-0.4, 0.1))


def test_a_piece_is_late_by_its_weight_and_without_due_date_never() -> None:
    orders = [
        WorkOrder(OrderId("WO-1"), ProductId("p"), 2, due_s=50.0, priority=2),
        WorkOrder(OrderId("WO-2"), ProductId("p"), 1),
    ]
    recorded = [
        JobCompleted(at_s, JobId(job)) for job, at_s in (("WO-1/001", 40.0), ("WO-1/002", 60.0), ("WO-2/001", 90.0))
    ]
    assert lateness_s(recorded, orders) == (30.0, 90.0)


def failing(problem: Problem, budget: Budget, start: Schedule | None = None) -> Result:
    raise ScheduleError("No engine is compiled here.")


def test_both_schedulers_run_the_reference_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "solve", failing)
    scenario = scenario_of("tight", rehearses=False)
    little = replace(scenario.line.scheduling, rollouts=1, futures=1, iterations=1)
    small = replace(scenario, line=replace(scenario.line, scheduling=little), orders=scenario.orders[:1])
    by_rule, by_search = (trial_of("tight", replace(small, rule=name), 1) for name in ("rules", "search"))
    assert (by_rule.scheduler, by_search.scheduler) == ("rules", "search")
    assert by_rule.makespan_s > 0.0
    assert by_search.makespan_s > 0.0
