"""What a search is given, and what is answered where it fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.horizons import answer
from robot_cells.horizons.question import Question
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.events import ScheduleAdopted
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Result, Status
from robot_cells.schedules.schedule import Schedule

SETTINGS = Scheduling(frozen_s=0.0, rollouts=2)
ASKED = Question(1, 0, 0.0, "order")


def failing(problem: Problem, budget: Budget, start: Schedule | None = None) -> Result:
    raise ScheduleError("The problem contradicts itself.")


def plant_of(kit: Any, **more: Any) -> Any:
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "weld"), **more)
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 4, due_s=25.0)
    return plant


@pytest.mark.parametrize(("limit", "releases"), [(None, {0.0, 10.0}), (1, {20.0, 40.0, 60.0, 10.0})])
def test_where_work_in_process_is_limited_the_search_begins_a_piece_no_earlier_than_it_enters(
    kit: Any, monkeypatch: pytest.MonkeyPatch, limit: int | None, releases: set[float]
) -> None:
    """The first piece is at work until 10 s; with one place on the floor each of the others takes 20 s."""
    given: list[Problem] = []

    def noted(problem: Problem, budget: Budget, start: Schedule | None = None) -> Result:
        given.append(problem)
        found = list_schedule(problem)
        return Result(found, found.objective, 0.0, Status.FEASIBLE)

    monkeypatch.setattr(answer, "solve", noted)
    base = kit.base(plant_of(kit, wip_limit=limit))
    assert answer.answer_to(ASKED, base, SETTINGS, Budget(None, 1)) is not None
    assert {job.release_s for job in given[0].jobs} == releases


def test_a_search_that_fails_leaves_what_the_core_itself_finds(
    kit: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(answer, "solve", failing)
    found = answer.answer_to(ASKED, kit.base(plant_of(kit)), replace(SETTINGS, rollouts=0), Budget(None, 1))
    assert found is not None
    assert found.promised == found.kept
    assert "The problem contradicts itself." in caplog.text


def test_a_ranking_is_answered_by_which_the_rule_does_better(kit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first order has the priority, the second one is in a hurry."""
    monkeypatch.setattr(answer, "solve", failing)
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut")), [kit.chain("p", "cut")])
    plant.submit("WO-0", "p", 1)
    plant.submit("WO-1", "p", 4, due_s=100.0, priority=1)
    plant.submit("WO-2", "p", 2, due_s=32.0)
    found = answer.answer_to(ASKED, kit.base(plant), replace(SETTINGS, rollouts=30), Budget(None, 1))
    assert found is not None
    assert found.promised.weighted_tardiness_s == 0.0 < found.kept.weighted_tardiness_s
    assert found.schedule.tasks == ()
    plant.tell(found.policy.adopted(1.0))
    plant.run()
    assert max(item.at_s for item in plant.ended("job_completed") if item.job.startswith("WO-2")) <= 32.0


def test_a_schedule_that_has_become_a_burden_is_dropped_and_the_rule_decides(
    kit: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(answer, "solve", failing)
    """The cell waits for a piece that comes late."""
    plant = plant_of(kit)
    plant.submit("WO-2", "p", 1, release_s=500.0)
    burden = kit.schedule(("WO-2/001/cut.1", "a", 10.0), *((f"WO-1/00{unit}/cut.1", "a", 20.0) for unit in (2, 3, 4)))
    plant.tell(ScheduleAdopted(0.0, burden))
    found = answer.answer_to(ASKED, kit.base(plant), replace(SETTINGS, rollouts=0), Budget(None, 1))
    assert found is not None
    assert found.promised.weighted_tardiness_s < found.kept.weighted_tardiness_s
    assert found.schedule.tasks == ()
    assert found.ranks == ()


def test_where_it_is_stopped_the_best_so_far_is_the_answer(kit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer, "solve", failing)
    base, settings = kit.base(plant_of(kit)), replace(SETTINGS, rollouts=10**9)
    found = answer.answer_to(ASKED, base, settings, Budget(None, 1), stopped=lambda: True)
    assert found is not None
    assert found.promised == found.kept
