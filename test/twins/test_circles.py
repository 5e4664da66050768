"""On the twin too nobody waits for ever for somebody who waits for him."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from robot_cells.orchestration.events import Event
from robot_cells.orchestration.orchestrator import Orchestrator, Outcome
from robot_cells.orchestration.wait_for import stuck
from robot_cells.twins.scenario import Scenario
from robot_cells.twins.twin import Twin


@pytest.mark.parametrize("seed", range(3))
def test_after_no_turn_of_the_twin_is_there_a_circle_of_waiting_pieces(
    demo: Scenario, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    handle, looked = Orchestrator.handle, []

    def look(self: Orchestrator, events: Iterable[Event]) -> Outcome:
        outcome = handle(self, events)
        looked.append(stuck(self.state))
        return outcome

    monkeypatch.setattr(Orchestrator, "handle", look)
    Twin(demo, seed).run()
    assert len(looked) > 100
    assert set(looked) == {None}
