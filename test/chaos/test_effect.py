"""Times of detection and recovery from a journal that was made up, a record a line."""

from __future__ import annotations

from collections.abc import Sequence

from robot_cells.attempts.report import Phase
from robot_cells.bringup.process_state import SUPERVISOR, ZYGOTE
from robot_cells.chaos.chaos_report import not_recovered, time_figures
from robot_cells.chaos.disturbance import Disturbance, DisturbanceKind, Strike
from robot_cells.chaos.effect import Effect, Ready, effects_of
from robot_cells.chaos.moments import Moments
from robot_cells.chaos.target import Target
from robot_cells.ids import AttemptId, CellId, JobId, OperationId, TaskId
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.record import Record
from robot_cells.orchestration.events import (
    AttemptDispatched,
    AttemptEnded,
    CellAppeared,
    CellHeld,
    CellLost,
    CellReleased,
    Event,
    OrchestratorStarted,
)

PRESS, OTHER = CellId("press_1"), CellId("press_2")
TASK, JOB = TaskId("WO-1/001/stamp.1"), JobId("WO-1/001")
TARGETS = {
    item.name: item
    for item in (
        Target("orchestrator", "orchestrator"),
        Target("vision", "vision"),
        Target("press_1", "machine_tending", (PRESS,)),
        Target("press_2", "machine_tending", (OTHER,)),
        Target(ZYGOTE, ZYGOTE),
        Target(SUPERVISOR, SUPERVISOR, (PRESS, OTHER)),
    )
}


def ns(seconds: float) -> int:
    return round(seconds * 1e9)


def moments(*events: tuple[float, Event]) -> Moments:
    entries = [entry_of(event, ns(at_s)) for at_s, event in events]
    return Moments(
        Record(number, item.at_s, item.recorded_ns, item.kind, item.subject, item.data)
        for number, item in enumerate(entries, start=1)
    )


def kill(number: int, target: str, at_s: float, *, overlaps: bool = False) -> Strike:
    return Strike(Disturbance(number, DisturbanceKind.KILL, target, 0.0, overlaps), 100 + number, ns(at_s))


def freeze(number: int, target: str, at_s: float) -> Strike:
    return Strike(Disturbance(number, DisturbanceKind.FREEZE, target, 0.0, False, 1.0), 100 + number, ns(at_s))


def dispatched(number: int, cell: CellId) -> AttemptDispatched:
    attempt = AttemptId(f"0badcafe:{TASK}#{number}")
    return AttemptDispatched(0.0, attempt, TASK, JOB, OperationId("stamp"), 1, number, cell, 30.0)


def effects(strikes: Sequence[Strike], ready: Sequence[Ready], *events: tuple[float, Event]) -> tuple[Effect, ...]:
    return effects_of(strikes, TARGETS, ready, moments(*events))


def test_a_cell_has_recovered_when_its_process_runs_and_it_takes_work() -> None:
    (found,) = effects(
        [kill(1, "press_1", 10.0)],
        [Ready("press_1", ns(11.5)), Ready("press_2", ns(10.2))],
        (1.0, CellAppeared(0.0, PRESS, "press_1", "a")),
        (10.9, CellLost(0.0, PRESS)),
        (11.6, CellAppeared(0.0, PRESS, "press_1", "b")),
        (11.6, CellHeld(0.0, PRESS, 2)),
        (12.25, CellReleased(0.0, PRESS)),
    )
    assert (found.detected_s, found.recovered_s) == (0.9, 2.25)
    assert found.is_alone and not found.superseded


def test_a_cell_that_is_back_before_its_silence_was_noticed_is_noticed_by_its_new_process() -> None:
    (found,) = effects(
        [kill(1, "press_1", 10.0)],
        [Ready("press_1", ns(10.7))],
        (10.75, CellAppeared(0.0, PRESS, "press_1", "b")),
    )
    assert (found.detected_s, found.recovered_s) == (0.75, 0.75)


def test_an_orchestrator_has_recovered_when_it_has_heard_a_cell() -> None:
    (found,) = effects(
        [kill(1, "orchestrator", 10.0)],
        [Ready("orchestrator", ns(11.0))],
        (9.0, OrchestratorStarted(0.0, 1)),
        (9.5, CellAppeared(0.0, PRESS, "press_1", "a")),
        (11.1, OrchestratorStarted(0.0, 2)),
        (11.4, CellAppeared(0.0, PRESS, "press_1", "a")),
    )
    assert (found.detected_s, found.recovered_s) == (None, 1.4)


def test_after_the_death_of_all_everything_has_to_be_back() -> None:
    strikes = [kill(1, SUPERVISOR, 10.0)]
    ready = [Ready(name, ns(12.0 + number)) for number, name in enumerate(TARGETS)]
    events = (
        (12.0, OrchestratorStarted(0.0, 2)),
        (12.5, CellAppeared(0.0, PRESS, "press_1", "b")),
        (13.0, CellAppeared(0.0, OTHER, "press_2", "b")),
    )
    assert effects(strikes, ready, *events)[0].recovered_s == 7.0
    assert effects(strikes, ready[:-1], *events)[0].recovered_s is None
    assert effects(strikes, ready, *events[:-1])[0].recovered_s is None


def test_the_death_of_the_parent_of_all_is_over_when_the_next_one_is_ready() -> None:
    (found,) = effects([kill(1, ZYGOTE, 10.0)], [Ready(ZYGOTE, ns(11.0))])
    assert (found.detected_s, found.recovered_s) == (None, 1.0)


def test_work_that_another_cell_gets_is_timed_and_work_that_waits_for_its_own_cell_is_not() -> None:
    ended = AttemptEnded(0.0, AttemptId(f"0badcafe:{TASK}#1"), PRESS, Phase.INTERRUPTED)
    before = (5.0, dispatched(1, PRESS))
    strikes = [kill(1, "press_1", 10.0)]
    (moved,) = effects(strikes, [], before, (10.9, CellLost(0.0, PRESS)), (10.9, ended), (11.25, dispatched(2, OTHER)))
    assert moved.reassigned_s == 1.25
    (stayed,) = effects(strikes, [], before, (12.0, ended), (12.0, dispatched(2, PRESS)))
    assert stayed.reassigned_s is None
    (idle,) = effects(strikes, [], before, (9.0, ended), (11.0, dispatched(2, OTHER)))
    assert idle.reassigned_s is None


def test_a_process_that_never_comes_back_is_named_and_one_that_was_killed_again_is_not() -> None:
    strikes = [kill(1, "vision", 10.0), freeze(2, "press_1", 10.5), kill(3, "vision", 11.0, overlaps=True)]
    first, last = effects(strikes, [])
    assert (first.superseded, last.superseded) == (True, False)
    assert not_recovered((first, last)) == ("kill 3 of vision",)
    assert not_recovered(effects(strikes, [Ready("vision", ns(12.0))])) == ()


def test_neither_of_two_overlapping_disturbances_is_alone() -> None:
    strikes = [kill(1, "vision", 10.0), kill(2, "press_1", 10.5, overlaps=True), kill(3, "vision", 20.0)]
    assert [item.is_alone for item in effects(strikes, [])] == [False, False, True]


def test_figures_are_those_of_the_nearest_rank_and_leave_out_what_is_not_known() -> None:
    figures = time_figures([0.4, None, 0.1, 0.2, 0.3])
    assert (figures.count, figures.p50, figures.p99) == (4, 0.2, 0.4)
    assert (time_figures([None]).count, time_figures([]).p50) == (0, None)
