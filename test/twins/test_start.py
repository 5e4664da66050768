from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from robot_cells.attempts.assignment import CellCommand
from robot_cells.documents.plant import Plant
from robot_cells.errors import TwinError
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.replays import fit_of
from robot_cells.journals.snapshot import Snapshot
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration import events
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import digest_of, encode_state
from robot_cells.orders.work_order import WorkOrder
from robot_cells.twins.changes import changed, parse_change
from robot_cells.twins.model import TwinModel
from robot_cells.twins.outcome import outcome_of
from robot_cells.twins.scenario import Scenario, Start
from robot_cells.twins.start import drives_so_far, read_start
from robot_cells.twins.twin import JOURNAL, Twin

EXACT = TwinModel(spread=0.0)


def cut(recorded, at_s: float) -> Start:
    return Start(JOURNAL, 1, tuple(event for event in recorded if event.at_s <= at_s), at_s)


@pytest.mark.parametrize("at_s", [0.0, 40.0, 75.0, 110.0])
def test_a_line_that_goes_on_from_its_journal_ends_when_it_would_have(
    tiny: Callable[..., Scenario], at_s: float
) -> None:
    scenario = tiny(quantity=4, model=TwinModel(spread=0.1))
    lived = Twin(scenario, 5).run()
    went_on = Twin(replace(scenario, start=cut(lived, at_s)), 5).run()
    assert went_on[-1].at_s == pytest.approx(lived[-1].at_s, abs=0.01)
    assert all(event.at_s >= at_s for event in went_on)


def test_the_outcome_counts_from_where_it_goes_on(tiny: Callable[..., Scenario]) -> None:
    scenario = tiny(quantity=4, model=EXACT)
    whole = outcome_of(scenario, 1)
    start = cut(Twin(scenario, 1).run(), 75.0)
    rest = outcome_of(replace(scenario, start=start), 1)
    assert rest.begin_s == 75.0
    assert rest.makespan_s == pytest.approx(whole.makespan_s - 75.0, abs=0.01)
    maker = rest.cells["maker"]
    assert maker.busy_s + maker.starved_s + maker.blocked_s == pytest.approx(rest.makespan_s)


def test_new_orders_are_submitted_where_it_goes_on(tiny: Callable[..., Scenario]) -> None:
    scenario = tiny(quantity=2, model=EXACT)
    start = cut(Twin(scenario, 1).run(), 75.0)
    more = replace(scenario, orders=(*scenario.orders, WorkOrder("WO-2", "thing", 1)), start=start)
    submitted = [event for event in Twin(more, 1).run() if isinstance(event, events.OrderSubmitted)]
    assert [(event.at_s, event.order.id) for event in submitted] == [(75.0, "WO-2")]


@pytest.mark.parametrize(
    "standing",
    [
        (events.CellHeld(75.0, "maker", 11, "by hand"), events.CellLost(75.0, "tester")),
        (events.LineHeld(75.0),),
        (events.CellCommanded(75.0, "maker", CellCommand.HOLD), events.CellHeld(75.0, "maker", 11)),
        (events.CellCommanded(75.0, "maker", CellCommand.ABORT), events.CellHeld(75.0, "maker", 9)),
        (events.EmergencyStopped(75.0, "gate"), events.CellHeld(75.0, "maker", 9), events.CellHeld(75.0, "tester", 9)),
    ],
    ids=["cells stand", "line held", "cell held", "cell aborted", "emergency stop"],
)
def test_what_stands_is_taken_to_go_on(tiny: Callable[..., Scenario], standing: tuple[events.Event, ...]) -> None:
    scenario = tiny(quantity=3, model=EXACT)
    start = cut(Twin(scenario, 1).run(), 75.0)
    stopped = (*start.events, *standing)
    recorded = Twin(replace(scenario, start=replace(start, events=stopped)), 1).run()
    assert isinstance(recorded[-1], events.OrderEnded)
    assert recorded[-1].end is events.OrderEnd.COMPLETED


def test_a_journal_is_read_while_another_writes_it(tiny: Callable[..., Scenario], tmp_path: Path) -> None:
    recorded = Twin(tiny(), 1).run()[:20]
    writer = SqliteJournal(tmp_path / "journal.sqlite", 0)
    writer.append([entry_of(event, 0) for event in recorded])
    start, plant = read_start(tmp_path / "journal.sqlite")
    writer.close()
    assert (list(start.events), start.now_s, plant) == (recorded, recorded[-1].at_s, None)


def core_after(scenario: Scenario, recorded: Sequence[events.Event]) -> Orchestrator:
    core = Orchestrator(scenario.line, scenario.products, JOURNAL, epoch=1)
    core.replay(recorded)
    return core


def snapshot_after(scenario: Scenario, recorded: Sequence[events.Event]) -> Snapshot:
    core = core_after(scenario, recorded)
    state = encode_state(core.state)
    return Snapshot(len(recorded), core.now_s, b"", fit_of({}), digest_of(state), state)


@pytest.mark.parametrize("at_s", [0.0, 40.0, 75.0, 110.0])
@pytest.mark.parametrize("tail", [0, 1, 7])
def test_from_a_snapshot_and_what_came_after_it_everything_comes_as_from_the_whole_journal(
    tiny: Callable[..., Scenario], at_s: float, tail: int
) -> None:
    scenario = tiny(quantity=4, model=TwinModel(spread=0.1))
    start = cut(Twin(scenario, 5).run(), at_s)
    after = max(0, len(start.events) - tail)
    shorter = replace(
        start, events=start.events[after:], snapshot=snapshot_after(scenario, start.events[:after]), lived=start.events
    )
    more = replace(scenario, orders=(WorkOrder("WO-2", "thing", 2),))
    assert outcome_of(replace(more, start=shorter), 5) == outcome_of(replace(more, start=start), 5)


def test_a_change_may_add_cells_to_the_line_of_the_snapshot_and_not_take_one_away(
    tiny: Callable[..., Scenario],
) -> None:
    scenario = tiny(quantity=3, model=EXACT)
    whole = cut(Twin(scenario, 1).run(), 40.0)
    start = replace(whole, events=(), snapshot=snapshot_after(scenario, whole.events))
    for count in (2, 3):
        other = changed(scenario, [parse_change(f"line.vehicles={count}")])
        assert outcome_of(replace(other, start=start), 1) == outcome_of(replace(other, start=whole), 1)
    fewer = replace(scenario, line=replace(scenario.line, vehicles=()), start=start)
    with pytest.raises(TwinError, match="has the cell amr"):
        Twin(fewer, 1)


def test_a_long_journal_is_read_from_its_snapshot_on(
    tiny: Callable[..., Scenario], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("robot_cells.twins.start.LEARNED", 5)
    scenario = tiny(quantity=3)
    recorded = Twin(scenario, 1).run()
    plant = Plant(scenario.line, scenario.products, {}, {"line.yaml": "line: tiny"})
    writer = SqliteJournal(tmp_path / "journal.sqlite", 0, JOURNAL)
    writer.append([entry_of(event, 0) for event in recorded[:40]])
    kept = snapshot_after(scenario, recorded[:30])
    writer.keep_snapshot(30, kept.now_s, fit_of(plant.sources), kept.digest, kept.state)
    writer.close()
    start, _ = read_start(tmp_path / "journal.sqlite", plant)
    assert start.snapshot is not None
    assert list(start.events) == recorded[30:40]
    assert list(start.to_learn_from[1:]) == recorded[25:40], "after the orders that they speak of"
    assert isinstance(start.to_learn_from[0], events.OrderSubmitted)
    for whole in (
        read_start(tmp_path / "journal.sqlite", plant, whole=True)[0],
        read_start(tmp_path / "journal.sqlite", replace(plant, sources={"line.yaml": "line: other"}))[0],
    ):
        assert (whole.snapshot, list(whole.to_learn_from)) == (None, recorded[:40])
        assert Twin(replace(scenario, orders=(), start=whole), 1).run() == (
            Twin(replace(scenario, orders=(), start=start), 1).run()
        )


def test_orders_that_are_under_way_are_predicted_with_the_pieces_that_are_done(tiny: Callable[..., Scenario]) -> None:
    scenario = tiny(quantity=4, model=EXACT)
    lived = Twin(scenario, 1).run()
    at_s = next(event.at_s for event in lived if isinstance(event, events.JobCompleted))
    went_on = outcome_of(replace(scenario, orders=(), start=cut(lived, at_s)), 1)
    assert went_on.orders == outcome_of(scenario, 1).orders


def test_an_empty_journal_is_refused(tmp_path: Path) -> None:
    SqliteJournal(tmp_path / "journal.sqlite", 0).close()
    with pytest.raises(TwinError, match="empty"):
        read_start(tmp_path / "journal.sqlite")


def test_drives_of_vehicles_are_counted_two_a_trip(tiny: Callable[..., Scenario]) -> None:
    assert drives_so_far(Twin(tiny(quantity=3), 1).run()) == {"amr": 6}


def test_a_line_that_has_nothing_left_to_make_is_told_so(tiny: Callable[..., Scenario]) -> None:
    scenario = tiny()
    whole = cut(Twin(scenario, 1).run(), 1e6)
    with pytest.raises(TwinError, match="All orders have ended"):
        Twin(replace(scenario, start=whole), 1).run()


def test_orders_that_had_ended_before_are_not_predicted(tiny: Callable[..., Scenario]) -> None:
    scenario = tiny()
    whole = Twin(scenario, 1).run()
    more = replace(scenario, orders=(WorkOrder("WO-2", "thing", 1),), start=cut(whole, whole[-1].at_s))
    assert list(outcome_of(more, 1).orders) == ["WO-2"]
