"""Dispatch rules rank as their names say."""

from __future__ import annotations

import pytest

from robot_cells.schedules.rules import RULES, Candidate

BASE = Candidate(duration_s=10.0, remaining_s=30.0, remaining_operations=3, ready_s=5.0, due_s=100.0)


@pytest.mark.parametrize(
    ("rule", "first"),
    [
        ("first_come_first_served", BASE._replace(ready_s=1.0)),
        ("shortest_processing_time", BASE._replace(duration_s=1.0)),
        ("longest_processing_time", BASE._replace(duration_s=20.0)),
        ("most_work_remaining", BASE._replace(remaining_s=40.0)),
        ("most_operations_remaining", BASE._replace(remaining_operations=4)),
        ("minimum_slack", BASE._replace(due_s=90.0)),
        ("minimum_slack", BASE._replace(remaining_s=40.0)),
        ("apparent_tardiness_cost", BASE._replace(due_s=50.0)),
        ("apparent_tardiness_cost", BASE._replace(duration_s=5.0)),
    ],
)
def test_a_rule_prefers_what_its_name_says(rule: str, first: Candidate) -> None:
    assert RULES[rule](first, 7.0) > RULES[rule](BASE, 7.0)


@pytest.mark.parametrize("rule", ["minimum_slack", "apparent_tardiness_cost"])
def test_what_has_a_due_date_goes_before_what_has_none_and_those_without_by_work_remaining(rule: str) -> None:
    without = BASE._replace(due_s=None)
    assert RULES[rule](BASE, 7.0) > RULES[rule](without, 7.0)
    assert RULES[rule](without._replace(remaining_s=31.0), 7.0) > RULES[rule](without, 7.0)


def test_among_late_tasks_the_apparent_tardiness_cost_takes_the_shortest() -> None:
    late = BASE._replace(due_s=0.0)
    rule = RULES["apparent_tardiness_cost"]
    assert rule(late._replace(duration_s=2.0, due_s=20.0), 50.0) > rule(late, 50.0)


def test_a_change_over_makes_a_task_less_urgent_than_as_much_work_would() -> None:
    rule = RULES["apparent_tardiness_cost"]
    longer = BASE._replace(duration_s=14.0, mean_changeover_s=4.0)
    set_up = longer._replace(changeover_s=4.0)
    assert rule(set_up, 7.0) < rule(longer, 7.0) < rule(BASE, 7.0)


def test_what_is_much_more_urgent_goes_first_though_the_cell_must_be_set_up_for_it() -> None:
    rule = RULES["apparent_tardiness_cost"]
    set_up = BASE._replace(duration_s=14.0, changeover_s=4.0, mean_changeover_s=4.0)
    assert rule(set_up, 95.0) > rule(BASE._replace(due_s=1000.0), 95.0)
    assert rule(set_up, 95.0) < rule(BASE._replace(due_s=200.0), 95.0)


def test_of_tasks_without_due_date_the_one_that_needs_no_change_over_goes_first() -> None:
    rule = RULES["apparent_tardiness_cost"]
    without = BASE._replace(due_s=None, mean_changeover_s=4.0)
    assert rule(without, 0.0) > rule(without._replace(duration_s=12.0, changeover_s=2.0, remaining_s=90.0), 0.0)


@pytest.mark.parametrize("rule", RULES)
def test_no_rule_breaks_on_durations_of_zero(rule: str) -> None:
    assert RULES[rule](Candidate(0.0, 0.0, 0, 0.0, 0.0), 0.0)
    assert RULES[rule](Candidate(5.0, 0.0, 0, 0.0, 0.0, 5.0, 5.0), 0.0)


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("now_s", [0.0, 60.0, 500.0])
def test_an_earlier_due_date_or_a_longer_wait_never_makes_a_task_less_urgent(rule: str, now_s: float) -> None:
    due = [RULES[rule](BASE._replace(due_s=due_s), now_s) for due_s in (0.0, 50.0, 100.0, 400.0, 10_000.0, None)]
    assert due == sorted(due, reverse=True)
    ready = [RULES[rule](BASE._replace(ready_s=ready_s), now_s) for ready_s in (0.0, 5.0, 50.0, 400.0)]
    assert ready == sorted(ready, reverse=True)
