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

from dataclasses import dataclass

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


def cell_times(history: History, cell: CellId) -> CellTimes:
    """How a cell spent the time from the first order to the last piece."""
    run = Interval(history.begin_s, history.end_s)
    down = within(_outages(history, cell), run)
    work = [Interval(item.begun_s, _until(item, history)) for item in _attempts(history, cell)]
    busy = without(within(work, run), down)
    taken = [stay for job in history.jobs.values() for stay in _stays(history, job, cell)]
    blocked = without(within(taken, run), union([*busy, *down]))
    return CellTimes(tuple(busy), tuple(blocked), tuple(down))


def cell_figures(history: History) -> dict[CellId, CellFigures]:
    """The figures of every cell and vehicle that the journal names, in the order in which it does."""
    return {cell: _figures(history, cell) for cell in history.cells}


def _figures(history: History, cell: CellId) -> CellFigures:
    times, attempts = cell_times(history, cell), _attempts(history, cell)
    run_s = max(0.0, history.end_s - history.begin_s)
    busy_s, blocked_s, down_s = length_s(times.busy), length_s(times.blocked), length_s(times.down)
    ended = [item for item in attempts if item.ended_s is not None]
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


def _attempts(history: History, cell: CellId) -> list[AttemptRecord]:
    """The attempts that the cell took up; refused ones moved nothing."""
    return [item for item in history.attempts.values() if item.cell == cell and item.outcome is not Phase.REFUSED]


def _until(attempt: AttemptRecord, history: History) -> float:
    return history.last_s if attempt.ended_s is None else attempt.ended_s


def _outages(history: History, cell: CellId) -> list[Interval]:
    return [
        Interval(item.start_s, history.last_s if item.end_s is None else item.end_s)
        for item in history.outages
        if item.cell == cell
    ]


def _stays(history: History, job: JobRecord, cell: CellId) -> list[Interval]:
    """When the job stood at the station of the cell, as far as the journal tells (see `_pick_up_s`)."""
    result = []
    for stay in job.stays:
        if stay.place.cell != cell or stay.place.kind is not PlaceKind.STATION:
            continue
        end_s = history.last_s if stay.end_s is None else stay.end_s
        trips = [item for item in job.attempts if item.trip is not None and item.ended_s == stay.end_s]
        for trip in trips:
            end_s = min(end_s, _pick_up_s(trip))
        result.append(Interval(stay.start_s, end_s))
    return result


def _pick_up_s(attempt: AttemptRecord) -> float:
    """About when a vehicle took the piece: the journal has only the ends, so by the share of the empty drive."""
    assert attempt.trip is not None and attempt.ended_s is not None
    total_m = attempt.trip.approach_m + attempt.trip.distance_m
    share = attempt.trip.approach_m / total_m if total_m > 0 else 0.5
    return attempt.begun_s + share * (attempt.ended_s - attempt.begun_s)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole > 0 else 0.0
