"""What a decision looks at does not grow with the work that is open: counted, not timed."""

from __future__ import annotations

from typing import Any

import pytest

from robot_cells.orchestration.events import AttemptEnded
from robot_cells.schedules.rules import Candidate, first_come_first_served


@pytest.mark.parametrize(("orders", "quantity"), [(1, 1000), (1000, 1)], ids=["one order", "a thousand orders"])
@pytest.mark.parametrize("cells", [6, 200])
def test_an_end_makes_the_rule_look_at_a_handful_of_tasks_though_a_thousand_are_open(
    kit: Any, cells: int, orders: int, quantity: int
) -> None:
    looked: list[Candidate] = []
    ends: list[int] = []

    def rule(candidate: Candidate, now_s: float) -> tuple[float, ...]:
        looked.append(candidate)
        return first_come_first_served(candidate, now_s)

    steps = [f"step_{number}" for number in range(6)]
    floor = [kit.cell(f"c{number}", steps[number % 6], duration_s=10.0 + number % 7) for number in range(cells)]
    plant = kit.FakePlant(kit.line(*floor, wip_limit=50), [kit.chain("p", *steps)], rule=rule)
    handle = plant.orchestrator.handle

    def counted(events: Any) -> Any:
        before = len(looked)
        outcome = handle(events)
        if any(isinstance(event, AttemptEnded) for event in outcome.recorded):
            ends.append(len(looked) - before)
        return outcome

    plant.orchestrator.handle = counted
    for number in range(orders):
        plant.submit(f"WO-{number}", "p", quantity)
    plant.run(until_s=300.0)
    assert len(ends) > 100
    assert sorted(ends)[len(ends) // 2] <= 40
    assert max(ends) <= 400, "pieces on the floor times the cells that they could go to"
