"""A change-over counts when it is known to be finished; one that was broken off is done anew."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.ids import CellId, ProductId
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.codec import decode, encode
from robot_cells.orchestration.events import CellLost
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.remaining_problem import remaining_problem
from robot_cells.orchestration.state_document import decode_state, encode_state

A = CellId("a")
TIMES_S = {("p", "q"): 60.0, ("q", "p"): 40.0, ("p", "r"): 15.0, ("q", "r"): 90.0}
"""Nothing is named from `r`: that costs nothing."""
FINISHED = {"changed_over": True}


def press(kit: Any, ends: Any) -> Any:
    """One cell that has made a `p` and is to make a `q`, whose attempts end so, one after the other."""
    line = kit.line(kit.cell("a", "cut", duration_s=10.0, changeovers_s=TIMES_S))
    left = list(ends)
    fate = lambda item: left.pop(0) if item.product == "q" and left else kit.End()  # noqa: E731
    plant = kit.FakePlant(line, [kit.chain(name, "cut") for name in "pqr"], fate)
    plant.submit("WO-1", "p")
    plant.run()
    plant.submit("WO-2", "q")
    return plant


def set_up_times(plant: Any) -> list[float]:
    return [item.changeover_s for item in plant.ended("attempt_dispatched")]


def answer_and_make(plant: Any, follows: str) -> list[float]:
    """Give up the piece that is asked about (if it was not scrapped by itself), and make one of another product."""
    if plant.orchestrator.state.prompts:
        plant.answer("scrap")
    plant.submit("WO-3", follows)
    plant.run()
    return set_up_times(plant)[2:]


@pytest.mark.parametrize("outcome", [Phase.FAILED, Phase.CANCELLED, Phase.INTERRUPTED])
@pytest.mark.parametrize(
    ("result", "follows", "due_s"),
    [
        ({}, "q", 60.0),
        ({}, "p", 40.0),
        ({}, "r", 90.0),
        (FINISHED, "q", 0.0),
        (FINISHED, "p", 40.0),
        (FINISHED, "r", 90.0),
        ({"changed_over": "yes"}, "q", 60.0),
    ],
)
def test_an_attempt_that_ends_before_its_change_over_has_left_the_cell_set_up_for_nothing(
    kit: Any, outcome: Phase, result: dict[str, object], follows: str, due_s: float
) -> None:
    plant = press(kit, [kit.End(outcome, "cut.jam", result)])
    plant.run()
    assert set_up_times(plant) == [0.0, 60.0]
    assert answer_and_make(plant, follows) == [due_s]
    assert plant.orchestrator.state.cells[A].product == follows
    assert plant.orchestrator.state.cells[A].between == ()


def test_what_was_broken_off_twice_is_set_up_from_the_farthest(kit: Any) -> None:
    plant = press(kit, [kit.End(Phase.FAILED, "cut.jam"), kit.End(Phase.FAILED, "cut.jam")])
    plant.run()
    assert answer_and_make(plant, "q") == [60.0]
    plant.submit("WO-4", "r")
    plant.run()
    assert set_up_times(plant)[3:] == [90.0]
    assert plant.orchestrator.state.cells[A].between == ()


def test_a_cell_without_a_change_over_that_is_due_stays_set_up_however_the_attempt_ends(kit: Any) -> None:
    plant = press(kit, [kit.End(), kit.End(Phase.INTERRUPTED)])
    plant.submit("WO-3", "q")
    plant.run()
    assert plant.orchestrator.state.cells[A].product == "q"
    plant.answer("retry")
    plant.run()
    assert set_up_times(plant) == [0.0, 60.0, 0.0, 0.0]


def test_an_attempt_that_was_cancelled_before_it_began_has_changed_nothing(kit: Any) -> None:
    plant = press(kit, [None])
    report = Report(A, 1, plant.sent[-1].attempt_id, Phase.CANCELLED, plant.now_s, None, {"begun": False})
    plant.tell(*plant.orchestrator.observe(report, plant.now_s))
    assert (plant.orchestrator.state.cells[A].product, plant.orchestrator.state.cells[A].between) == ("p", ())
    plant.run()
    assert set_up_times(plant) == [0.0, 60.0, 60.0]


def test_a_prediction_counts_on_the_product_before(kit: Any) -> None:
    plant = press(kit, [kit.End(Phase.INTERRUPTED)])
    assert remaining_problem(plant.orchestrator.state, plant.now_s).set_up == {A: "p"}
    plant.run(until_s=15.0)
    assert remaining_problem(plant.orchestrator.state, plant.now_s).set_up == {A: "q"}, "while it is at work"
    plant.run()
    assert remaining_problem(plant.orchestrator.state, plant.now_s).set_up == {A: "p"}


class Silent:
    """A cell that falls silent while it changes over from `p` to `q`, and is taken for lost."""

    def __init__(self, kit: Any, *, has_begun: bool = True) -> None:
        self.plant = press(kit, [None])
        self.attempt = self.plant.sent[-1].attempt_id
        if has_begun:
            self.tell(Phase.RUNNING)
        self.plant.tell(CellLost(self.plant.now_s, A, "no word"))
        self.plant.run()

    @property
    def cell(self) -> Any:
        return self.plant.orchestrator.state.cells[A]

    def tell(self, phase: Phase, **result: object) -> None:
        failure = Failure("cut.jam", "so it says") if phase.is_end and phase is not Phase.SUCCEEDED else None
        report = Report(A, 1, self.attempt, phase, self.plant.now_s, failure, result)
        self.plant.tell(*self.plant.orchestrator.observe(report, self.plant.now_s))

    def appear(self) -> None:
        heard = HostHeard("host_a", "second", (CellHeard(A, 4),))
        self.plant.tell(*self.plant.orchestrator.observe_cells(heard, self.plant.now_s))


@pytest.mark.parametrize("has_begun", [True, False])
@pytest.mark.parametrize(
    ("told", "result", "product", "between"),
    [
        (Phase.SUCCEEDED, {}, "q", ()),
        (Phase.FAILED, FINISHED, "q", ()),
        (Phase.FAILED, {}, None, ("p", "q")),
        (Phase.INTERRUPTED, {}, None, ("p", "q")),
        (Phase.RUNNING, {}, "q", ("p", "q")),
    ],
)
def test_the_true_end_of_a_doubt_says_what_the_cell_is_set_up_for(
    kit: Any, has_begun: bool, told: Phase, result: dict[str, object], product: str | None, between: tuple[str, ...]
) -> None:
    silent = Silent(kit, has_begun=has_begun)
    assert (silent.cell.product, silent.cell.between) == (None, ("p", "q"))
    silent.appear()
    silent.tell(told, **result)
    assert (silent.cell.product, silent.cell.between) == (product, between)


@pytest.mark.parametrize(
    ("told", "result", "product", "between", "due_s"),
    [
        (Phase.SUCCEEDED, {}, "q", (), 0.0),
        (Phase.FAILED, FINISHED, "q", (), 0.0),
        (Phase.FAILED, {}, None, ("p", "q"), 60.0),
        (Phase.CANCELLED, {}, None, ("p", "q"), 60.0),
        (Phase.INTERRUPTED, {}, None, ("p", "q"), 60.0),
    ],
)
@pytest.mark.parametrize("answer", ["scrap", "done"])
def test_an_end_that_is_told_when_somebody_has_answered_settles_the_set_up_all_the_same(
    kit: Any,
    answer: str,
    told: Phase,
    result: dict[str, object],
    product: str | None,
    between: tuple[str, ...],
    due_s: float,
) -> None:
    silent = Silent(kit)
    silent.plant.answer(answer)
    assert (silent.cell.product, silent.cell.between) == (None, ("p", "q")), "nobody's word settles it"
    silent.appear()
    silent.tell(told, **result)
    assert silent.plant.ended("attempt_ended_late") != []
    assert (silent.cell.product, silent.cell.between) == (product, between)
    silent.plant.submit("WO-3", "q")
    silent.plant.run()
    assert set_up_times(silent.plant)[2:] == [due_s]


def test_a_doubt_that_is_resolved_late_says_nothing_of_what_the_cell_has_begun_since(kit: Any) -> None:
    silent = Silent(kit)
    silent.appear()
    silent.plant.submit("WO-3", "r")
    silent.plant.run(until_s=silent.plant.now_s + 1.0)
    assert silent.cell.product == "r"
    silent.plant.run()
    silent.tell(Phase.SUCCEEDED)
    assert (silent.cell.product, silent.cell.between) == ("r", ())


def test_the_doubt_lasts_through_replay_and_snapshot(kit: Any) -> None:
    plant = press(kit, [kit.End(Phase.INTERRUPTED)])
    plant.run()
    state = plant.orchestrator.state
    assert state.cells[A].between == ("p", "q")
    again = Orchestrator(state.plant.line, state.plant.products, state.journal_id)
    again.replay(decode(item.kind, item.at_s, encode(item)) for item in plant.recorded)
    assert again.state == replace(state, plant=again.state.plant)
    assert decode_state(encode_state(state), state.plant) == state


def test_a_state_that_was_written_before_change_overs_could_be_in_doubt_is_read(kit: Any) -> None:
    plant = press(kit, [])
    plant.run()
    document = json.loads(encode_state(plant.orchestrator.state))
    for cell in document["cells"].values():
        del cell["between"], cell["set_up_by"]
    state = decode_state(json.dumps(document), plant.orchestrator.state.plant)
    assert (state.cells[A].product, state.cells[A].between) == (ProductId("q"), ())
