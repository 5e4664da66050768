"""How the cells spent the run, and their effectiveness by ISO 22400-2:2014.

Every moment of a cell between the first order and the last piece is one of: **down** (silent, held or stopped), else
**busy** (an attempt is carried out), else **blocked** (a piece stands at the station and no attempt is carried out on
it: it cannot leave, or waits for a decision), else **starved**.

ISO 22400-2 key performance indicators, with planned busy time PBT = the whole run:

- availability A = APT / PBT; the actual production time APT is the busy time without change-overs;
- effectiveness E = PRI x PQ / APT, here called performance: the nominal time of what was produced over that taken;
- quality ratio QR = GQ / PQ: ended attempts that did what they should over all ended attempts. An inspection that
  finds the product bad has done what it should;
- overall equipment effectiveness OEE = A x E x QR.

A figure whose denominator is zero is zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from robot_cells.attempts.report import Phase
from robot_cells.ids import CellId
from robot_cells.orchestration.places import PlaceKind
from robot_cells.reports.history import AttemptRecord, History, JobRecord
from robot_cells.reports.interval import Interval, length_s, union, within, without


@dataclass(frozen=True, slots=True)
class CellFigures:
    """Times in seconds; the indicators from 0 to 1 (performance may exceed 1 where work went faster than nominal).

    `tasks` counts the attempts that the cell ended, `changeover_s` is the part of the busy time that was set-up.
    """

    busy_s: float
    blocked_s: float
    down_s: float
    starved_s: float
    changeover_s: float
    tasks: int
    availability: float
    performance: float
    quality: float
    oee: float


@dataclass(frozen=True, slots=True)
class CellTimes:
    """What a cell did when, without overlaps; the time in none of them it was starved."""

    busy: tuple[Interval, ...]
    blocked: tuple[Interval, ...]
    down: tuple[Interval, ...]


@dataclass(slots=True)
class _CellRecords:
    """What the history says about one cell."""

    attempts: list[AttemptRecord] = field(default_factory=list)
    standing: list[Interval] = field(default_factory=list)
    outages: list[Interval] = field(default_factory=list)


def cell_times(history: History, cell: CellId) -> CellTimes:
    """How a cell spent the time from the first order to the last piece."""
    return _times(history, _records(history).get(cell, _CellRecords()), Interval(history.begin_s, history.end_s))


def cell_figures(history: History, since_s: float | None = None) -> dict[CellId, CellFigures]:
    """The figures of every cell and vehicle that the journal names, in the order in which it does.

    `since_s` leaves out what was before that line time; attempts count when they have ended after it.
    """
    records = _records(history)
    run = Interval(history.begin_s if since_s is None else since_s, history.end_s)
    return {cell: _figures(history, records.get(cell, _CellRecords()), run) for cell in history.cells}


def _times(history: History, records: _CellRecords, run: Interval) -> CellTimes:
    down = within(records.outages, run)
    work = [Interval(item.begun_s, _until(item, history)) for item in records.attempts]
    busy = without(within(work, run), down)
    blocked = without(within(records.standing, run), union([*busy, *down]))
    return CellTimes(tuple(busy), tuple(blocked), tuple(down))


def _figures(history: History, records: _CellRecords, run: Interval) -> CellFigures:
    times = _times(history, records, run)
    run_s = run.duration_s
    busy_s, blocked_s, down_s = length_s(times.busy), length_s(times.blocked), length_s(times.down)
    ended = [item for item in records.attempts if item.ended_s is not None and item.ended_s >= run.start_s]
    set_up_s = sum(min(item.changeover_s, _until(item, history) - item.begun_s) for item in ended)
    production_s = max(0.0, busy_s - set_up_s)
    produced = [item for item in ended if item.outcome in (Phase.SUCCEEDED, Phase.FAILED)]
    nominal_s = sum(item.expected_s - item.changeover_s for item in produced)
    availability, performance = _ratio(production_s, run_s), _ratio(nominal_s, production_s)
    quality = _ratio(sum(is_good(item) for item in ended), len(ended))
    return CellFigures(
        busy_s,
        blocked_s,
        down_s,
        max(0.0, run_s - busy_s - blocked_s - down_s),
        set_up_s,
        len(ended),
        availability,
        performance,
        quality,
        availability * performance * quality,
    )


def is_good(attempt: AttemptRecord) -> bool:
    """Whether an ended attempt did what it should; a verdict is work done, whatever it says about the product."""
    if attempt.outcome is Phase.SUCCEEDED:
        return True
    return attempt.outcome is Phase.FAILED and attempt.result.get("verdict") == "fail"


def _records(history: History) -> dict[CellId, _CellRecords]:
    """By cell: the attempts that it took up (refused ones moved nothing), what stood there, when it was down."""
    found: dict[CellId, _CellRecords] = {}
    for attempt in history.attempts.values():
        if attempt.outcome is not Phase.REFUSED:
            found.setdefault(attempt.cell, _CellRecords()).attempts.append(attempt)
    for job in history.jobs.values():
        for cell, stay in _stays(history, job):
            found.setdefault(cell, _CellRecords()).standing.append(stay)
    for outage in history.outages:
        end_s = history.last_s if outage.end_s is None else outage.end_s
        found.setdefault(outage.cell, _CellRecords()).outages.append(Interval(outage.start_s, end_s))
    return found


def _until(attempt: AttemptRecord, history: History) -> float:
    return history.last_s if attempt.ended_s is None else attempt.ended_s


def _stays(history: History, job: JobRecord) -> Iterator[tuple[CellId, Interval]]:
    """When the job stood at the stations of cells, as far as the journal tells (see `_pick_up_s`)."""
    for stay in job.stays:
        if stay.place.kind is not PlaceKind.STATION:
            continue
        end_s = history.last_s if stay.end_s is None else stay.end_s
        for trip in job.attempts:
            # A trip that is under way has no end yet, like the stay that it will end.
            if trip.trip is not None and trip.ended_s is not None and trip.ended_s == stay.end_s:
                end_s = min(end_s, _pick_up_s(trip))
        yield stay.place.cell, Interval(stay.start_s, end_s)


def _pick_up_s(attempt: AttemptRecord) -> float:
    """About when a vehicle took the piece: the journal has only the ends, so by the share of the empty drive."""
    assert attempt.trip is not None and attempt.ended_s is not None
    total_m = attempt.trip.approach_m + attempt.trip.distance_m
    share = attempt.trip.approach_m / total_m if total_m > 0 else 0.5
    return attempt.begun_s + share * (attempt.ended_s - attempt.begun_s)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
