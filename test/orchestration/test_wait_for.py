"""The wait-for graph finds the circle where a line has locked, and none where it has not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.zone import Lock
from robot_cells.orchestration.deadlocks import Deadlocks
from robot_cells.orchestration.events import CellLost, LineHeld, LineResumed, OrderCancelled
from robot_cells.orchestration.wait_for import stuck, waits
from robot_cells.orders.operation import Operation


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the banker's check every free station may be entered."""
    monkeypatch.setattr(Deadlocks, "may_enter", lambda self, cell, product, job: True)


def crossing(kit: Any, vehicles: int = 0, fate: Any = None) -> Any:
    """Two cells without buffers, crossed by two products in opposite directions."""
    line = kit.line(
        kit.cell("a", "cut", inputs=0, outputs=0),
        kit.cell("b", "weld", inputs=0, outputs=0),
        vehicles=[Vehicle(f"amr_{number}", "a") for number in range(vehicles)],
    )
    plant = kit.FakePlant(line, [kit.chain("p", "cut", "weld"), kit.chain("q", "weld", "cut")], fate or kit.all_succeed)
    plant.tell(LineHeld(0.0))
    plant.submit("WO-1", "p")
    plant.submit("WO-2", "q")
    plant.tell(LineResumed(0.0))
    return plant


@pytest.mark.usefixtures("unchecked")
@pytest.mark.parametrize("vehicles", [0, 1])
def test_two_products_that_want_each_others_station_are_found_and_named(kit: Any, vehicles: int) -> None:
    plant = crossing(kit, vehicles)
    plant.run()
    cycle = stuck(plant.orchestrator.state)
    assert str(cycle) == (
        "WO-1/001 at the station of a waits for the station of b, held by WO-2/001, which waits: "
        "WO-2/001 at the station of b waits for the station of a, held by WO-1/001"
    )


@pytest.mark.usefixtures("unchecked")
def test_a_line_that_has_locked_says_so_once_and_takes_it_back_when_it_moves(kit: Any) -> None:
    plant = crossing(kit)
    plant.run()
    state = plant.orchestrator.state
    alarm = state.alarms["line.stuck"]
    assert alarm.active
    assert "WO-1/001 at the station of a waits for the station of b, held by WO-2/001" in alarm.alarm.text
    plant.submit("WO-3", "p", release_s=50.0)
    plant.run()
    assert [event.alarm.id for event in plant.ended("alarm_raised")].count("line.stuck") == 1
    cancel(plant, "WO-2")
    assert not alarm.active
    plant.run()
    assert [order.end.value for order in state.orders.values()] == ["completed", "cancelled", "completed"]


def cancel(plant: Any, order: str) -> None:
    plant.tell(OrderCancelled(plant.now_s, order))


def test_with_the_check_the_same_line_never_locks(kit: Any) -> None:
    plant = crossing(kit)
    plant.run()
    assert not plant.orchestrator.state.jobs
    assert "line.stuck" not in plant.orchestrator.state.alarms


def test_what_is_at_work_or_asked_about_is_counted_on(kit: Any) -> None:
    plant = crossing(kit, fate=lambda item: kit.End() if item.operation == "cut" else None)
    plant.run()
    state = plant.orchestrator.state
    assert stuck(state) is None
    plant.tell(CellLost(plant.now_s, "b"))
    assert stuck(state) is None
    assert "line.stuck" not in state.alarms


def test_who_waits_for_a_zone_is_in_the_graph(kit: Any) -> None:
    zone = (Lock("handover"),)
    line = kit.line(kit.cell("a", "cut", locks=zone), kit.cell("b", "paint"), kit.cell("c", "weld", locks=zone))
    products = [kit.chain("p", "cut"), kit.chain("q", "paint", "weld")]
    plant = kit.FakePlant(line, products, lambda item: None if item.operation == "cut" else kit.End())
    plant.submit("WO-1", "p")
    plant.submit("WO-2", "q")
    plant.run()
    (first, *_) = waits(plant.orchestrator.state)["WO-2/001"]
    assert [(wait.thing, wait.holders) for wait in first] == [("the zones handover", ("WO-1/001",))]
    assert stuck(plant.orchestrator.state) is None


@st.composite
def plants(draw: Any) -> Any:
    """Two to four cells with buffers of none or one, zones, and products that cross them in any order."""
    names = [f"do_{index}" for index in range(draw(st.integers(2, 4)))]
    cells = [
        (name, draw(st.integers(0, 1)), draw(st.integers(0, 1)), draw(st.sets(st.sampled_from("xy"), max_size=1)))
        for name in names
    ]
    steps = st.lists(st.sampled_from(names), min_size=1, max_size=4)
    return cells, draw(st.lists(st.tuples(steps, st.integers(1, 3)), min_size=1, max_size=3)), draw(st.integers(0, 1))


def plant_of(kit: Any, drawn: Any) -> Any:
    cells, products, vehicles = drawn
    line = kit.line(
        *[
            kit.cell(
                f"cell_{place}",
                name,
                duration_s=5.0 + 3.0 * place,
                inputs=inputs,
                outputs=outputs,
                locks=tuple(Lock(zone) for zone in sorted(zones)),
            )
            for place, (name, inputs, outputs, zones) in enumerate(cells)
        ],
        vehicles=[Vehicle(f"amr_{number}", "cell_0") for number in range(vehicles)],
    )
    made = [kit.chain(f"p{number}", *_named(steps)) for number, (steps, _) in enumerate(products)]
    plant = kit.FakePlant(line, made)
    plant.tell(LineHeld(0.0))
    for number, (_, quantity) in enumerate(products):
        plant.submit(f"WO-{number}", f"p{number}", quantity)
    return plant


def _named(steps: list[str]) -> list[Any]:
    return [Operation(f"op{place}", step) for place, step in enumerate(steps)]


@pytest.mark.usefixtures("unchecked")
@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(plants())
def test_without_the_check_a_random_line_ends_or_the_graph_names_the_circle(kit: Any, drawn: Any) -> None:
    plant = plant_of(kit, drawn)
    plant.tell(LineResumed(0.0))
    plant.run()
    state = plant.orchestrator.state
    ended = all(order.end is not None for order in state.orders.values())
    cycle = stuck(state)
    assert (cycle is None) is ended
    if cycle is not None:
        following = [*cycle.waits[1:], cycle.waits[0]]
        assert all(after.job in wait.holders for wait, after in zip(cycle.waits, following, strict=True))
        assert state.alarms["line.stuck"].active


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plants())
def test_with_the_check_no_turn_of_a_random_line_has_a_circle(kit: Any, drawn: Any) -> None:
    plant = plant_of(kit, drawn)
    check = plant.check

    def looked_at() -> None:
        check()
        assert stuck(plant.orchestrator.state) is None

    plant.check = looked_at
    plant.tell(LineResumed(0.0))
    plant.run()
    assert not plant.orchestrator.state.jobs
