"""Cells that may have something to tell are asked before the decision core is told of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from robot_cells.ids import CellId
from robot_cells.nodes.reconciliation import ANSWER_LIMIT_S, ASK_AGAIN_S, Reconciliation, is_replaced
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard

A, B = CellId("a"), CellId("b")


def word(incarnation: str = "1", state: int = 4, cells: tuple[CellId, ...] = (A, B)) -> HostHeard:
    return HostHeard("host", incarnation, tuple(CellHeard(cell, state) for cell in cells))


class Office:
    """A line of two cells of one process, of which `a` has an attempt in hand."""

    def __init__(self, *, doubted: bool = False) -> None:
        self.asked: list[CellId] = []
        self.is_there = True
        attempt = SimpleNamespace(cell=A)
        self.state: Any = SimpleNamespace(
            cells={cell: SimpleNamespace(host="host") for cell in (A, B)},
            attempts={} if doubted else {"a#1": attempt},
            doubted={"a#1": attempt} if doubted else {},
        )
        self.reconciliation = Reconciliation(self.ask)

    def ask(self, cell: CellId) -> bool:
        if self.is_there:
            self.asked.append(cell)
        return self.is_there

    def hear(self, said: HostHeard, now_s: float) -> list[CellId]:
        passed = self.reconciliation.hear(said, self.state, now_s)
        return [] if passed is None else [item.cell for item in passed.cells]

    def due(self, now_s: float) -> list[HostHeard]:
        return list(self.reconciliation.due(now_s))


@pytest.mark.parametrize("doubted", [False, True], ids=["open", "doubted"])
def test_a_cell_with_work_is_held_back_until_it_has_answered_and_the_others_are_not(doubted: bool) -> None:
    office = Office(doubted=doubted)
    assert office.hear(word(), 10.0) == [B]
    assert office.reconciliation.is_waiting
    assert office.due(10.0) == []
    assert office.hear(word(state=6), 10.1) == [B]
    assert office.due(10.1) == []
    office.reconciliation.answered(A)
    assert office.due(10.15) == [word(state=6, cells=(A,))], "its latest word"
    assert office.asked == [A], "it is asked once"
    assert office.hear(word(), 10.5) == [A, B]


def test_a_cell_that_does_not_answer_joins_in_without() -> None:
    office = Office()
    office.hear(word(), 10.0)
    assert office.due(10.0 + ANSWER_LIMIT_S - 0.01) == []
    assert office.due(10.0 + ANSWER_LIMIT_S) == [word(cells=(A,))]
    assert not office.reconciliation.is_waiting


def test_the_question_waits_until_somebody_is_there_to_hear_it() -> None:
    office = Office()
    office.is_there = False
    office.hear(word(), 10.0)
    office.due(10.0)
    office.is_there = True
    office.due(10.05)
    office.due(10.1)
    assert office.asked == [A]


def test_a_question_that_is_not_answered_is_put_again_until_it_is() -> None:
    office = Office()
    office.hear(word(), 10.0)
    office.due(10.0)
    office.due(10.0 + 0.9 * ASK_AGAIN_S)
    assert office.asked == [A]
    office.due(10.0 + ASK_AGAIN_S)
    office.due(10.0 + 1.9 * ASK_AGAIN_S)
    assert office.asked == [A, A]
    office.reconciliation.answered(A)
    assert office.due(10.0 + 2.0 * ASK_AGAIN_S) == [word(cells=(A,))]
    assert office.asked == [A, A]


def test_a_new_incarnation_is_asked_again_and_so_is_one_that_was_silent() -> None:
    office = Office()
    for incarnation in ("1", "2"):
        assert office.hear(word(incarnation), 10.0) == [B]
        office.due(10.0)
        office.reconciliation.answered(A)
        office.due(10.0)
    office.reconciliation.forget("host", office.state)
    assert office.hear(word("2"), 20.0) == [B]
    office.due(20.0)
    assert office.asked == [A, A, A]


def test_an_answer_of_a_cell_that_nobody_waits_for_changes_nothing() -> None:
    office = Office()
    office.reconciliation.answered(A)
    assert office.due(1.0) == []


def test_a_cell_that_falls_silent_while_it_is_asked_is_not_passed_on() -> None:
    office = Office()
    office.hear(word(), 10.0)
    office.reconciliation.forget("host", office.state)
    assert office.due(20.0) == []


def test_a_process_that_speaks_in_the_place_of_another_tells_that_that_one_has_died() -> None:
    cells = {A: SimpleNamespace(present=True, incarnation="1"), B: SimpleNamespace(present=False, incarnation="1")}
    state: Any = SimpleNamespace(cells=cells)
    assert not is_replaced(state, word("1"))
    assert is_replaced(state, word("2"))
    assert not is_replaced(state, word("2", cells=(B,))), "it was lost already"
    assert not is_replaced(state, word("2", cells=(CellId("unknown"),)))


def test_a_cell_is_met_when_it_is_passed_on_for_the_first_time_and_again_after_a_silence() -> None:
    office = Office()
    office.hear(word(), 0.0)
    assert office.reconciliation.met() == (B,), "the other one is asked first"
    office.reconciliation.due(0.0)
    office.reconciliation.answered(A)
    office.reconciliation.due(0.1)
    office.hear(word(), 0.2)
    assert office.reconciliation.met() == (A,)
    office.reconciliation.forget("host", office.state)
    office.state.attempts.clear()
    office.hear(word(), 5.0)
    assert office.reconciliation.met() == (A, B)
