"""Orders run to their end on lines with and without vehicles."""

from __future__ import annotations

from typing import Any

from robot_cells.lines.vehicle import Vehicle
from robot_cells.orchestration.events import OrderEnd


def test_every_piece_of_an_order_is_completed_on_a_line_without_vehicles(kit: Any) -> None:
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut"), kit.cell("b", "weld")), [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 3)
    plant.run()
    assert len(plant.ended("job_completed")) == 3
    assert plant.orchestrator.state.orders["WO-1"].end is OrderEnd.COMPLETED
    assert plant.now_s == 40.0, "two cells of 10 s in a row: 10 s a piece after the first"
    assert not plant.orchestrator.state.jobs


def test_vehicles_bring_every_piece_from_cell_to_cell(kit: Any) -> None:
    line = kit.line(
        kit.cell("a", "cut", inputs=1, outputs=1),
        kit.cell("b", "weld", inputs=1, outputs=1, x_m=6.0),
        vehicles=[Vehicle("amr_1", "a", speed_mps=2.0, transfer_s=1.0)],
    )
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 2)
    plant.run()
    trips = [item for item in plant.sent if item.capability == "transport" and item.parameters]
    assert [(item.parameters["from"], item.parameters["to"]) for item in trips] == [("a", "b"), ("a", "b")]
    assert trips[0].expected_s == 3.0 + 2.0, "6 m at 2 m/s and two transfers of 1 s"
    assert trips[1].expected_s == 6.0 + 2.0, "the vehicle has to come back first"
    assert len(plant.ended("job_completed")) == 2


def test_replay_of_what_was_recorded_gives_an_equal_state_and_the_same_next_decisions(kit: Any) -> None:
    line = kit.line(
        kit.cell("a", "cut", inputs=1, outputs=1),
        kit.cell("b", "weld", inputs=1, outputs=1, x_m=6.0),
        vehicles=[Vehicle("amr_1", "a")],
    )
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld")])
    plant.submit("WO-1", "p", 5)
    plant.run(until_s=37.0)
    other = plant.replayed()
    assert other.state == plant.orchestrator.state
    assert other.wake_at_s == plant.orchestrator.wake_at_s
