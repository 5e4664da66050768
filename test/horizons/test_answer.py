"""What a search is given, and what is answered where it fails."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.horizons import answer
from robot_cells.horizons.question import Question
from robot_cells.lines.scheduling import Scheduling
from robot_cells.schedules.list_scheduler import list_schedule
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.result import Budget, Result, Status
from robot_cells.schedules.schedule import Schedule

SETTINGS = Scheduling(frozen_s=0.0, rollouts=2)
ASKED = Question(1, 0, 0.0, "order")


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
    def failing(problem: Problem, budget: Budget, start: Schedule | None = None) -> Result:
        raise ScheduleError("The problem contradicts itself.")

    monkeypatch.setattr(answer, "solve", failing)
    found = answer.answer_to(ASKED, kit.base(plant_of(kit)), replace(SETTINGS, rollouts=0), Budget(None, 1))
    assert found is not None
    assert found.promised == found.kept
    assert "The problem contradicts itself." in caplog.text
