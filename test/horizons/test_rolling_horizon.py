"""When a new schedule is asked for, and what becomes of the answer."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.horizons.answer import answer_to
from robot_cells.horizons.question import Answer, Question
from robot_cells.horizons.rolling_horizon import RollingHorizon
from robot_cells.horizons.verdict import Verdict, is_worth_it, judged
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.events import CellHeld, LineHeld, OrderSubmitted, ScheduleAdopted
from robot_cells.orchestration.events.attempt_events import AttemptDispatched, AttemptEnded
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.result import Budget
from robot_cells.schedules.rules import first_come_first_served
from robot_cells.schedules.schedule import Objective

SETTINGS = Scheduling(frozen_s=5.0, interval_s=100.0, least_interval_s=10.0, late_s=3.0)
ONE, TWO, THREE, FOUR = (f"WO-1/00{unit}/cut.1" for unit in (1, 2, 3, 4))


def plant_of(kit: Any) -> Any:
    """Two like cells; at 0 s the first two of four pieces have begun."""
    line = kit.line(kit.cell("a", "cut"), kit.cell("b", "cut", duration_s=12.0))
    plant = kit.FakePlant(line, [kit.chain("p", "cut")])
    plant.submit("WO-1", "p", 4)
    return plant


def answer(kit: Any, *tasks: tuple[str, str, float], number: int = 1) -> Answer:
    """One that takes away half of the tardiness."""
    return Answer(number, kit.schedule(*tasks), Objective(100.0, 50.0), Objective(50.0, 50.0))


def test_a_question_is_asked_once_and_again_when_something_has_changed(kit: Any) -> None:
    plant, horizon = plant_of(kit), RollingHorizon(SETTINGS)
    state = plant.orchestrator.state
    horizon.note(plant.recorded)
    question = horizon.question(state, 0.0)
    assert question is not None
    assert question.because == "cell back"
    assert horizon.question(state, 500.0) is None, "one question at a time"
    horizon.answered(state, 1.0, None)
    assert horizon.question(state, 99.0) is None, "nothing has changed"
    horizon.note([OrderSubmitted(2.0, WorkOrder("WO-2", "p", 1))])
    assert horizon.next_s(state) == 10.0, "the least interval"
    assert horizon.question(state, 9.0) is None
    assert horizon.question(state, 10.0) == Question(2, state.events, 10.0, "order", SETTINGS.latency_s)


def test_without_any_change_the_line_is_scheduled_anew_after_the_interval(kit: Any) -> None:
    plant, horizon = plant_of(kit), RollingHorizon(SETTINGS)
    state = plant.orchestrator.state
    horizon.question(state, 0.0)
    horizon.answered(state, 1.0, None)
    assert horizon.next_s(state) == SETTINGS.interval_s
    assert horizon.question(state, SETTINGS.interval_s).because == "interval"


def test_nothing_is_asked_while_the_line_is_held_or_has_no_work(kit: Any) -> None:
    plant, horizon = plant_of(kit), RollingHorizon(SETTINGS)
    plant.tell(LineHeld(1.0))
    horizon.note(plant.recorded)
    assert horizon.question(plant.orchestrator.state, 1.0) is None
    idle = kit.FakePlant(plant.orchestrator.state.plant.line, [kit.chain("p", "cut")])
    horizon.note(idle.recorded)
    assert horizon.question(idle.orchestrator.state, 1.0) is None


@pytest.mark.parametrize(
    ("ended", "because"),
    [
        ((13.0, Phase.SUCCEEDED), ""),
        ((13.1, Phase.SUCCEEDED), "late"),
        ((3.0, Phase.FAILED), "failure"),
        ((3.0, Phase.INTERRUPTED), "failure"),
    ],
)
def test_an_attempt_that_ends_late_or_without_success_is_a_reason(kit: Any, ended: Any, because: str) -> None:
    horizon, state = RollingHorizon(SETTINGS), plant_of(kit).orchestrator.state
    horizon.question(state, 0.0)
    horizon.answered(state, 0.0, None)
    at_s, outcome = ended
    begun = AttemptDispatched(0.0, "x:1", ONE, "WO-1/001", "cut", 1, 1, "a", expected_s=10.0)
    horizon.note([begun, AttemptEnded(at_s, "x:1", "a", outcome)])
    question = horizon.question(state, 50.0)
    assert (question.because if question is not None else "") == because


def test_an_answer_is_adopted_as_an_event_without_what_has_begun(kit: Any) -> None:
    plant, horizon = plant_of(kit), RollingHorizon(SETTINGS)
    state = plant.orchestrator.state
    horizon.question(state, 0.0)
    plan = answer(kit, (ONE, "a", 0.0), (TWO, "b", 0.0), (FOUR, "a", 10.0), (THREE, "b", 12.0))
    event = horizon.answered(state, 2.0, plan)
    assert event == ScheduleAdopted(2.0, kit.schedule((FOUR, "a", 10.0), (THREE, "b", 12.0)), gives_way=True)
    assert horizon.verdicts == {Verdict.ADOPTED: 1}


def test_an_answer_to_an_older_question_is_thrown_away(kit: Any) -> None:
    plant, horizon = plant_of(kit), RollingHorizon(SETTINGS)
    state = plant.orchestrator.state
    horizon.note(plant.recorded)
    horizon.question(state, 0.0)
    horizon.unanswered()
    assert horizon.question(state, 9.0) is None
    assert horizon.question(state, 10.0).because == "cell back", "the cause is still there"
    assert horizon.answered(state, 11.0, answer(kit, (FOUR, "a", 10.0), number=1)) is None
    assert horizon.verdicts == {Verdict.LATE: 1}
    assert horizon.open is not None, "the newer question is open still"


@pytest.mark.parametrize(
    ("tasks", "verdict"),
    [
        ([(FOUR, "a", 10.0), (THREE, "b", 12.0)], Verdict.ADOPTED),
        ([(ONE, "b", 0.0), (FOUR, "a", 10.0)], Verdict.OVERTAKEN),
        ([(FOUR, "a", 0.0), (ONE, "a", 10.0)], Verdict.OVERTAKEN),
        ([(THREE, "a", 10.0), (FOUR, "a", 20.0)], Verdict.FROZEN),
    ],
)
def test_an_answer_that_the_line_has_overtaken_or_that_moves_frozen_work_is_thrown_away(
    kit: Any, tasks: Any, verdict: Verdict
) -> None:
    plant = plant_of(kit)
    plant.tell(ScheduleAdopted(1.0, kit.schedule((FOUR, "a", 10.0), (THREE, "b", 100.0))))
    assert judged(plant.orchestrator.state, 6.0, answer(kit, *tasks), SETTINGS)[0] is verdict


def test_an_answer_that_gives_work_to_a_cell_that_stands_now_is_thrown_away(kit: Any) -> None:
    plant = plant_of(kit)
    plant.tell(CellHeld(3.0, "b", 11))
    plan = answer(kit, (THREE, "a", 10.0), (FOUR, "b", 12.0))
    assert judged(plant.orchestrator.state, 6.0, plan, SETTINGS)[0] is Verdict.IMPOSSIBLE


@pytest.mark.parametrize(
    ("kept", "promised", "moved", "is_worth"),
    [
        ((100.0, 60.0), (99.5, 60.0), 0, False),
        ((100.0, 60.0), (99.0, 60.0), 0, True),
        ((100.0, 60.0), (99.0, 60.0), 1, False),
        ((100.0, 60.0), (98.0, 60.0), 1, True),
        ((100.0, 60.0), (101.0, 20.0), 0, False),
        ((0.0, 110.0), (0.0, 109.5), 0, False),
        ((0.0, 110.0), (0.0, 109.0), 0, True),
        ((0.0, 110.0), (0.0, 110.0), 0, False),
    ],
)
def test_only_a_gain_that_is_worth_its_disturbance_counts(
    kit: Any, kept: Any, promised: Any, moved: int, is_worth: bool
) -> None:
    """Minimum gain one in a hundred, of the tardiness or of the 100 s that are left; one second a moved task."""
    plan = Answer(1, kit.schedule((ONE, "a", 10.0)), Objective(*kept), Objective(*promised), moved)
    assert is_worth_it(plan, replace(SETTINGS, minimum_gain=0.01, move_s=1.0)) is is_worth


def test_the_answer_promises_what_the_line_then_does(kit: Any) -> None:
    line = kit.line(kit.cell("a", "cut", changeovers_s={("p", "q"): 30.0, ("q", "p"): 30.0}))
    plant = kit.FakePlant(line, [kit.chain("p", "cut"), kit.chain("q", "cut")], rule=first_come_first_served)
    plant.submit("WO-1", "p", 2, due_s=20.0)
    plant.submit("WO-2", "q", 1, due_s=90.0)
    plant.submit("WO-3", "p", 2, due_s=95.0)
    base = replace(kit.base(plant), rule=first_come_first_served)
    found = answer_to(Question(1, 0, 0.0, ""), base, replace(SETTINGS, futures=1), Budget(None, 100))
    assert found is not None
    assert found.promised.weighted_tardiness_s == 0.0 < found.kept.weighted_tardiness_s
    horizon = RollingHorizon(SETTINGS)
    horizon.question(plant.orchestrator.state, 0.0)
    plant.tell(horizon.answered(plant.orchestrator.state, 1.0, found))
    plant.run()
    ends = {item.job: item.at_s for item in plant.ended("job_completed")}
    assert max(ends.values()) == found.promised.makespan_s
    assert ends["WO-1/002"] <= 20.0
    assert ends["WO-3/002"] <= 95.0
    assert ends["WO-2/001"] <= 90.0
