"""Zones are locked whole, in turn, by nobody together with somebody whom that would meet, and given back in the end."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from robot_cells.attempts.report import Phase, Report
from robot_cells.errors import TransitionError
from robot_cells.ids import CellId, OperationId, TaskId, ZoneId
from robot_cells.lines.vehicle import Vehicle
from robot_cells.lines.zone import Lock, LockMode, Zone
from robot_cells.orchestration.events import (
    AttemptDispatched,
    CellLost,
    LineHeld,
    LineResumed,
    OrderEnd,
    ScheduleAdopted,
)
from robot_cells.orchestration.lock_queue import LockQueue
from robot_cells.orchestration.locked_zones import collide
from robot_cells.orchestration.remaining_problem import remaining_problem
from robot_cells.orchestration.state import LockWait
from robot_cells.orchestration.transitions import apply
from robot_cells.orchestration.wait_for import stuck
from robot_cells.orders.operation import Consequence, FailureRule, Operation
from robot_cells.orders.timeouts import Timeouts
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask

EXCLUSIVE, SHARED = LockMode.EXCLUSIVE, LockMode.SHARED


def locks(**modes: LockMode) -> tuple[Lock, ...]:
    return tuple(Lock(ZoneId(zone), modes[zone]) for zone in sorted(modes))


@pytest.mark.parametrize(
    ("some", "others", "answer"),
    [
        ({"z": EXCLUSIVE}, {"z": EXCLUSIVE}, True),
        ({"z": EXCLUSIVE}, {"z": SHARED}, True),
        ({"z": SHARED}, {"z": EXCLUSIVE}, True),
        ({"z": SHARED}, {"z": SHARED}, False),
        ({"y": EXCLUSIVE}, {"z": EXCLUSIVE}, False),
        ({"y": SHARED, "z": SHARED}, {"x": EXCLUSIVE, "z": EXCLUSIVE}, True),
        ({}, {"z": EXCLUSIVE}, False),
    ],
)
def test_only_sharers_have_a_zone_together(some: Any, others: Any, answer: bool) -> None:
    assert collide(locks(**some), locks(**others)) is answer


def begins(plant: Any, cell: str) -> list[float]:
    return [event.at_s for event in plant.ended("attempt_dispatched") if event.cell == cell]


def two_arms(kit: Any, fate: Any = None, **more: Any) -> Any:
    """Cells a and b both reach into `handover`; c is apart. One product for each."""
    zone = locks(handover=EXCLUSIVE)
    line = kit.line(
        kit.cell("a", "cut", locks=zone),
        kit.cell("b", "weld", locks=zone),
        kit.cell("c", "paint"),
    )
    products = [
        kit.chain("p", Operation(OperationId("cut"), "cut", **more)),
        kit.chain("q", "weld"),
        kit.chain("r", "paint"),
    ]
    return kit.FakePlant(line, products, fate or kit.all_succeed)


def test_cells_that_need_a_zone_for_themselves_work_one_after_the_other(kit: Any) -> None:
    plant = two_arms(kit)
    plant.submit("WO-1", "p", 2)
    plant.submit("WO-2", "q", 2)
    plant.submit("WO-3", "r", 2)
    plant.run()
    assert begins(plant, "c") == [0.0, 10.0], "who does not need the zone is not held up"
    assert sorted(begins(plant, "a") + begins(plant, "b")) == [0.0, 10.0, 20.0, 30.0]
    assert plant.replayed().state == plant.orchestrator.state
    assert not plant.orchestrator.state.locks
    assert not plant.orchestrator.state.lock_waits


def test_an_attempt_says_which_zones_it_takes_in_the_order_of_their_names(kit: Any) -> None:
    zones = locks(well=SHARED, aisle=EXCLUSIVE)
    plant = kit.FakePlant(kit.line(kit.cell("a", "cut", locks=zones[::-1])), [kit.chain("p", "cut")])
    plant.submit("WO-1", "p")
    (event,) = plant.ended("attempt_dispatched")
    assert [lock.zone for lock in event.locks] == ["aisle", "well"]
    (held,) = plant.orchestrator.state.locks.values()
    assert (held.attempt, held.cell, held.locks) == (event.attempt, "a", event.locks)


def test_a_zone_that_is_locked_is_given_to_nobody_even_if_an_event_says_so(kit: Any) -> None:
    plant = two_arms(kit, lambda item: None)
    plant.submit("WO-1", "p")
    plant.submit("WO-2", "q")
    (first,) = plant.ended("attempt_dispatched")
    state = plant.orchestrator.state
    forged = AttemptDispatched(
        0.0, "9f2c41aa:x#1", "x", first.job, OperationId("weld"), 1, 1, CellId("b"), 1.0, locks=first.locks
    )
    state.jobs[first.job].attempt = None
    with pytest.raises(TransitionError, match="locked by"):
        apply(state, forged)


def test_sharers_work_together_and_one_who_needs_the_zone_alone_is_not_kept_out_by_their_stream(kit: Any) -> None:
    readers = [kit.cell(f"r{index}", "read", duration_s=7.0 + index, locks=locks(z=SHARED)) for index in range(3)]
    line = kit.line(*readers, kit.cell("w", "write", duration_s=5.0, locks=locks(z=EXCLUSIVE)))
    plant = kit.FakePlant(line, [kit.chain("p", "read"), kit.chain("q", "write")])
    plant.submit("WO-1", "p", 60)
    plant.submit("WO-2", "q", 1, release_s=20.0)
    plant.run(until_s=20.0)
    assert len(plant.orchestrator.state.locks) == 3
    (wait,) = [event for event in plant.ended("locks_awaited") if event.cell == "w"]
    assert (wait.at_s, wait.task) == (20.0, "WO-2/001/write.1")
    plant.run()
    (begun_s,) = begins(plant, "w")
    assert 20.0 < begun_s <= 20.0 + 9.0, "it waits for those who have the zone now, and for no others"
    assert plant.orchestrator.state.orders["WO-1"].completed == 60


def test_one_who_needs_two_zones_that_are_never_free_together_is_served(kit: Any) -> None:
    line = kit.line(
        kit.cell("x", "left", duration_s=10.0, locks=locks(y=EXCLUSIVE)),
        kit.cell("y", "right", duration_s=7.0, locks=locks(z=EXCLUSIVE)),
        kit.cell("b", "both", duration_s=3.0, locks=locks(y=EXCLUSIVE, z=EXCLUSIVE)),
    )
    plant = kit.FakePlant(line, [kit.chain("p", "left"), kit.chain("q", "right"), kit.chain("r", "both")])
    plant.submit("WO-1", "p", 40)
    plant.submit("WO-2", "q", 40)
    plant.submit("WO-3", "r", 1, release_s=1.0)
    plant.run(until_s=400.0)
    (begun_s,) = begins(plant, "b")
    assert begun_s == 10.0


def test_who_waits_is_not_overtaken_by_a_larger_priority(kit: Any) -> None:
    plant = two_arms(kit)
    plant.submit("WO-1", "p", 1)
    plant.submit("WO-2", "q", 1)
    plant.submit("WO-9", "p", 3, release_s=5.0, priority=99)
    plant.run()
    assert begins(plant, "b") == [10.0]
    assert begins(plant, "a") == [0.0, 20.0, 30.0, 40.0]


def test_a_wait_is_recorded_once(kit: Any) -> None:
    plant = two_arms(kit)
    plant.submit("WO-1", "p", 1)
    plant.submit("WO-2", "q", 1)
    for second in range(1, 9):
        plant.submit(f"WO-r{second}", "r", 1, release_s=float(second))
    plant.run()
    assert [(event.task, event.cell) for event in plant.ended("locks_awaited")] == [("WO-2/001/weld.1", "b")]


def asked(kit: Any) -> Any:
    """The attempt on a was interrupted: the zone is locked as long as the operator is asked."""
    interrupted = kit.End(Phase.INTERRUPTED, "cell.interrupted")
    plant = two_arms(kit, lambda item: interrupted if item.attempt_id.endswith("cut.1#1") else kit.End())
    plant.submit("WO-1", "p", 1)
    plant.submit("WO-2", "q", 1)
    plant.submit("WO-3", "r", 3)
    plant.run()
    return plant


@pytest.mark.parametrize("choice", ["retry", "scrap"])
def test_after_an_interruption_the_zone_stays_locked_until_the_question_is_answered(kit: Any, choice: str) -> None:
    plant = asked(kit)
    assert begins(plant, "b") == []
    assert len(begins(plant, "c")) == 3, "others are not concerned"
    (held,) = plant.orchestrator.state.locks.values()
    assert held.ended
    assert plant.replayed().state == plant.orchestrator.state
    plant.answer(choice)
    plant.run()
    assert len(begins(plant, "b")) == 1
    assert all(order.end is not None for order in plant.orchestrator.state.orders.values())
    assert not plant.orchestrator.state.locks


def test_a_cell_that_would_wait_for_a_zone_in_doubt_does_its_other_work(kit: Any) -> None:
    zone = locks(z=EXCLUSIVE)
    cells = (kit.cell("a", "cut", locks=zone), kit.cell("b", "weld", locks=zone))
    bench = kit.cell("b", "paint")
    both = kit.cell("b", "weld", locks=zone).capabilities + bench.capabilities
    line = kit.line(cells[0], type(bench)(bench.id, bench.kind, both))
    interrupted = kit.End(Phase.INTERRUPTED, "cell.interrupted")
    plant = kit.FakePlant(
        line,
        [kit.chain("p", "cut"), kit.chain("q", "weld"), kit.chain("r", "paint")],
        lambda item: interrupted if item.operation == "cut" else kit.End(),
    )
    plant.submit("WO-1", "p", 1)
    plant.submit("WO-2", "q", 1, release_s=11.0, priority=5)
    plant.submit("WO-3", "r", 4, release_s=12.0)
    plant.run()
    assert len(begins(plant, "b")) == 4, "all that needs no zone"
    plant.answer("scrap")
    plant.run()
    assert plant.orchestrator.state.orders["WO-2"].end is OrderEnd.COMPLETED


def test_the_zone_of_a_lost_cell_is_free_only_when_the_cell_is_heard_and_has_told(kit: Any) -> None:
    rules = (FailureRule(Consequence.RETRY, ("cell.silent",)),)
    plant = two_arms(
        kit,
        lambda item: None if item.attempt_id.endswith("cut.1#1") else kit.End(),
        on_failure=rules,
        timeouts=Timeouts(silent_s=30.0),
    )
    plant.submit("WO-1", "p", 1)
    plant.submit("WO-2", "q", 1)
    plant.run(until_s=5.0)
    plant.tell(CellLost(5.0, "a", "no heartbeat"))
    plant.run(until_s=100.0)
    assert (
        "its arm may stand in handover, which stays locked" in plant.orchestrator.state.alarms["cell.lost:a"].alarm.text
    )
    assert len(plant.ended("retry_planned")) == 1, "the rule has decided"
    assert begins(plant, "b") == [], "but its arm may stand in the zone"
    assert stuck(plant.orchestrator.state) is None, "what has to be heard from a cell is no circle"
    assert "line.stuck" not in plant.orchestrator.state.alarms
    plant.tell(*plant.orchestrator.observe_cells(kit.heard("a", "second"), 100.0))
    first = plant.sent[0]
    report = Report(first.cell, 1, first.attempt_id, Phase.INTERRUPTED, 100.0)
    plant.tell(*plant.orchestrator.observe(report, 100.0))
    plant.run()
    assert all(order.end is not None for order in plant.orchestrator.state.orders.values())
    assert not plant.orchestrator.state.locks


def test_a_task_that_waits_for_a_second_cell_since_the_first_was_lost_does_not_stand_in_its_own_way(kit: Any) -> None:
    state = two_arms(kit).orchestrator.state
    task = TaskId("WO-1/001/cut.1")
    for at_s, cell in enumerate(("a", "b")):
        wait = LockWait(CellId(cell), task, locks(handover=EXCLUSIVE), float(at_s))
        state.lock_waits[wait.cell] = wait
    queue = LockQueue(state)
    queue.refresh(lambda _: True)
    assert all(queue.allows(task, wait.cell, wait.locks) for wait in state.lock_waits.values())
    assert not queue.allows(TaskId("WO-2/001/weld.1"), CellId("b"), locks(handover=EXCLUSIVE))


def test_a_refused_attempt_gives_its_zones_back(kit: Any) -> None:
    refusals = iter([kit.End(Phase.REFUSED, "cell.busy")])
    plant = two_arms(kit, lambda item: next(refusals, kit.End()) if item.cell == "a" else kit.End())
    plant.submit("WO-1", "p", 1)
    plant.submit("WO-2", "q", 1)
    plant.run(until_s=0.0)
    assert begins(plant, "b") == [0.0]
    plant.run()
    assert all(order.end is OrderEnd.COMPLETED for order in plant.orchestrator.state.orders.values())


def test_a_task_that_waits_for_a_zone_for_too_long_says_which(kit: Any) -> None:
    zone = locks(handover=EXCLUSIVE)
    line = kit.line(kit.cell("a", "cut", locks=zone), kit.cell("b", "weld", locks=zone), kit.cell("c", "paint"))
    weld = Operation(OperationId("weld"), "weld", timeouts=Timeouts(queued_s=20.0))
    plant = kit.FakePlant(
        line,
        [kit.chain("p", "cut"), kit.chain("q", "paint", weld)],
        lambda item: None if item.operation == "cut" else kit.End(),
    )
    plant.submit("WO-1", "p")
    plant.submit("WO-2", "q")
    plant.run(until_s=100.0)
    (event,) = plant.ended("queue_timed_out")
    assert event.reason == "b waits for a zone that 9f2c41aa:WO-1/001/cut.1#1 has locked (handover)"


@st.composite
def plants(draw: Any) -> Any:
    """Two to five cells with few places that lock any zones in any way, crossed by products in any order."""
    zones = ["x", "y", "z"]
    cells = []
    names = [f"do_{index}" for index in range(draw(st.integers(2, 5)))]
    for index, name in enumerate(names):
        wanted = draw(st.dictionaries(st.sampled_from(zones), st.sampled_from(list(LockMode)), max_size=3))
        more = draw(st.sets(st.sampled_from(names), max_size=1))
        places = draw(st.tuples(st.integers(0, 1) | st.none(), st.integers(0, 1) | st.none()))
        cells.append((f"cell_{index}", sorted({name, *more}), wanted, places, draw(st.integers(3, 20))))
    steps = st.lists(st.sampled_from(names), min_size=1, max_size=4)
    products = draw(st.lists(st.tuples(steps, st.integers(1, 4), st.integers(0, 30)), min_size=1, max_size=4))
    return cells, products, draw(st.integers(0, 2)), draw(st.integers(0, 2**16))


def plant_of(kit: Any, drawn: Any) -> Any:
    cells, products, vehicles, seed = drawn
    line = kit.line(
        *[
            kit.cell(name, *what, duration_s=float(takes_s), inputs=inputs, outputs=outputs, locks=locks(**wanted))
            for name, what, wanted, (inputs, outputs), takes_s in cells
        ],
        vehicles=[Vehicle(f"amr_{number}", "cell_0") for number in range(vehicles)],
    )
    rules = (FailureRule(Consequence.RETRY, ("op.wrong",), limit=2, backoff_s=3.0), FailureRule(Consequence.SCRAP))
    made = [
        kit.chain(
            f"p{number}",
            *[Operation(OperationId(f"op{place}"), step, on_failure=rules) for place, step in enumerate(product[0])],
        )
        for number, product in enumerate(products)
    ]
    chances = [Phase.SUCCEEDED, Phase.SUCCEEDED, Phase.SUCCEEDED, Phase.FAILED, Phase.INTERRUPTED]

    def fate(assignment: Any) -> Any:
        if assignment.capability == "transport":
            return kit.End()
        phase = chances[sum(assignment.attempt_id.encode()) * (seed + 7) % len(chances)]
        return kit.End(phase, "op.wrong")

    plant = kit.FakePlant(line, made, fate)
    plant.tell(LineHeld(0.0))
    for number, (_, quantity, release_s) in enumerate(products):
        plant.submit(f"WO-{number}", f"p{number}", quantity, release_s=float(release_s))
    return plant


def ends(plant: Any) -> None:
    """Every order ends, with every question answered; nobody waits, nothing is locked, the journal says the same."""
    plant.run()
    while plant.orchestrator.state.prompts:
        plant.answer("scrap")
        plant.run()
    state = plant.orchestrator.state
    assert all(order.end is not None for order in state.orders.values()), "the line has locked"
    assert not state.locks
    assert not state.lock_waits
    assert "line.stuck" not in state.alarms
    assert plant.replayed().state == state


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plants())
def test_on_random_lines_with_zones_every_order_ends_and_every_wait_is_served(kit: Any, drawn: Any) -> None:
    plant = plant_of(kit, drawn)
    plant.tell(LineResumed(0.0))
    ends(plant)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plants(), st.randoms(use_true_random=False))
def test_no_schedule_however_senseless_locks_a_line_with_zones(kit: Any, drawn: Any, chance: Any) -> None:
    plant = plant_of(kit, drawn)
    tasks = tuple(
        ScheduledTask(task.id, chance.choice(sorted(task.durations_s)), at_s := chance.random() * 100.0, at_s + 1.0)
        for job in remaining_problem(plant.orchestrator.state, 0.0).jobs
        for task in job.tasks
        if chance.random() < 0.8
    )
    plant.tell(ScheduleAdopted(0.0, Schedule(tasks, Objective(0.0, 0.0))))
    plant.tell(LineResumed(0.0))
    ends(plant)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(plants(), st.floats(1.0, 60.0))
def test_an_orchestrator_that_starts_again_in_the_middle_serves_every_wait_too(
    kit: Any, drawn: Any, until_s: float
) -> None:
    plant = plant_of(kit, drawn)
    plant.tell(LineResumed(0.0))
    plant.run(until_s=until_s)
    plant.orchestrator = plant.replayed()
    plant.start(2)
    ends(plant)


def served_by(kit: Any, operators: int, cells: int = 4) -> Any:
    """Cells that each need one of the operators, and one that needs all of them."""
    one = locks(operators=SHARED)
    line = kit.line(
        *(kit.cell(f"c{number}", f"work{number}", locks=one) for number in range(cells)),
        kit.cell("big", "lift", locks=locks(operators=EXCLUSIVE)),
        zones=(Zone(ZoneId("operators"), capacity=operators),),
    )
    products = [kit.chain(f"p{number}", f"work{number}") for number in range(cells)]
    return kit.FakePlant(line, [*products, kit.chain("q", "lift")])


@pytest.mark.parametrize(("operators", "begins_s"), [(1, [0, 10, 20, 30]), (2, [0, 0, 10, 10]), (4, [0, 0, 0, 0])])
def test_as_many_share_a_zone_as_its_capacity_allows(kit: Any, operators: int, begins_s: list[int]) -> None:
    plant = served_by(kit, operators)
    for number in range(4):
        plant.submit(f"WO-{number}", f"p{number}")
    plant.run()
    assert [item.at_s for item in plant.ended("attempt_dispatched")] == begins_s
    assert plant.replayed().state.locks == {}


def test_who_needs_all_operators_has_its_turn_though_others_come_that_need_one(kit: Any) -> None:
    plant = served_by(kit, 2)
    for number in range(4):
        plant.submit(f"WO-{number}", f"p{number}", 3)
    plant.run(until_s=5.0)
    plant.submit("WO-9", "q")
    plant.run()
    assert begins(plant, "big") == [20.0], "after the two that have waited for an operator since the beginning"
    assert len(plant.ended("job_completed")) == 13


def test_who_waits_for_an_operator_is_not_overtaken_by_who_comes_later(kit: Any) -> None:
    plant = served_by(kit, 1, cells=3)
    plant.submit("WO-0", "p0", 1)
    plant.run(until_s=1.0)
    plant.submit("WO-1", "p1", 1)
    plant.run(until_s=2.0)
    plant.submit("WO-2", "p2", 1, priority=9)
    plant.run()
    assert [item.cell for item in plant.ended("attempt_dispatched")] == ["c0", "c1", "c2"]
