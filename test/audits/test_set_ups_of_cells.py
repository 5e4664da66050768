"""The auditor knows what each cell may be set up for, by the records and by what the equipment has counted."""

from __future__ import annotations

import pytest

from robot_cells.audits.audit import audit
from robot_cells.audits.audited_plant import AuditedPlant
from robot_cells.audits.witness import Witness
from robot_cells.ids import CellId, LineId, OperationId, ProductId
from robot_cells.lines.capability import Capability
from robot_cells.lines.cell import Cell
from robot_cells.lines.cell_kind import CellKind
from robot_cells.lines.line import Line
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.product import Product
from robot_cells.orders.recipe import Recipe

TIMES_S = {("plate", "rail"): 60.0, ("rail", "plate"): 40.0}


@pytest.fixture
def press_plant() -> AuditedPlant:
    """One cell that makes plates and rails, and changes over in between."""
    cell = Cell(
        CellId("a"), CellKind.ASSEMBLY, (Capability("cut", 10.0, "cut", repeatable=True),), changeovers_s=TIMES_S
    )
    rules = (FailureRule(Consequence.RETRY),)
    recipe = Recipe((Operation(OperationId("cut"), "cut", on_failure=rules),))
    products = {name: Product(ProductId(name), recipe) for name in ("plate", "rail")}
    return AuditedPlant(Line(LineId("press"), (cell,)), products)


def changed_half_way(story, *, outcome: str = "interrupted", result: dict[str, object] | None = None) -> str:
    """A plate is made; the attempt at a rail ends so. The rail's attempt, and it is to be tried again."""
    story.start("a")
    story.submit("WO-1", "plate")
    story.release("WO-1/001")
    story.move(story.dispatch("cut", "a", "WO-1/001"))
    story.end("9f2c41aa:WO-1/001/cut.1#1", moves=False)
    story.complete("WO-1/001")
    story.finish()
    story.submit("WO-2", "rail")
    story.release("WO-2/001")
    rail = story.dispatch("cut", "a", "WO-2/001", changeover_s=60.0)
    story.end(rail, outcome, "cell.broken", moves=False, result=result or {})
    story.retry(rail, -1 if outcome == "interrupted" else 0, "WO-2/001")
    return rail


def found_in(story, plant: AuditedPlant) -> list[str]:
    return [item.invariant for item in audit(story.records, plant, Witness(story.motions, is_whole=False))]


@pytest.mark.parametrize(
    ("outcome", "result", "due_s"),
    [
        ("interrupted", {}, 60.0),
        ("failed", {}, 60.0),
        ("failed", {"changed_over": True}, 0.0),
        ("interrupted", {"changed_over": True}, 0.0),
    ],
)
def test_what_is_due_after_a_change_over_that_was_broken_off(
    press_plant: AuditedPlant, story, outcome: str, result: dict[str, object], due_s: float
) -> None:
    changed_half_way(story, outcome=outcome, result=result)
    story.dispatch("cut", "a", "WO-2/001", changeover_s=due_s)
    assert found_in(story, press_plant) == []
    story.records.pop()
    story.tries["WO-2/001/cut.1"] -= 1
    story.dispatch("cut", "a", "WO-2/001", changeover_s=60.0 - due_s)
    assert found_in(story, press_plant) == ["set_up"]


@pytest.mark.parametrize(
    ("outcome", "result", "due_s"),
    [("succeeded", {}, 0.0), ("failed", {"changed_over": True}, 0.0), ("failed", {}, 60.0), ("interrupted", {}, 60.0)],
)
def test_what_a_cell_tells_too_late_for_the_piece_says_what_it_is_set_up_for(
    press_plant: AuditedPlant, story, outcome: str, result: dict[str, object], due_s: float
) -> None:
    rail = changed_half_way(story, outcome="interrupted")
    story.write("attempt_ended_late", rail, attempt=rail, cell="a", outcome=outcome, result=result)
    story.dispatch("cut", "a", "WO-2/001", changeover_s=60.0 - due_s)
    assert found_in(story, press_plant) == ["set_up"]
    story.records.pop()
    story.tries["WO-2/001/cut.1"] -= 1
    story.dispatch("cut", "a", "WO-2/001", changeover_s=due_s)
    assert found_in(story, press_plant) == []


@pytest.mark.parametrize(
    ("first", "second", "broken"),
    [
        (True, (), []),
        (False, (), ["set_up"]),
        (None, (), ["set_up"]),
        (False, (True,), []),
        (False, (False, True), []),
    ],
)
def test_the_equipment_tells_whether_a_cell_was_truly_set_up(
    press_plant: AuditedPlant, story, first: bool | None, second: tuple[bool, ...], broken: list[str]
) -> None:
    """`first` and `second` are how the change-overs of the two attempts went; None: there was none."""
    rail = changed_half_way(story)
    if first is not None:
        story.move(rail, "changeover", succeeded=first)
    else:
        story.move(rail, "take_in")
        story.move("9f2c41aa:WO-1/001/cut.1#1", "changeover")
    again = story.dispatch("cut", "a", "WO-2/001", changeover_s=60.0)
    for succeeded in second:
        story.move(again, "changeover", succeeded=succeeded)
    story.move(again)
    story.end(again, moves=False)
    assert found_in(story, press_plant) == broken


def test_equipment_that_counts_no_change_overs_says_nothing_of_them(press_plant: AuditedPlant, story) -> None:
    changed_half_way(story)
    story.move("9f2c41aa:WO-2/001/cut.1#1", "take_in")
    story.end(story.dispatch("cut", "a", "WO-2/001", changeover_s=60.0))
    assert found_in(story, press_plant) == []
