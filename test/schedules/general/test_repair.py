"""Right-shift repair keeps what an earlier schedule says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from random import Random

import pytest

from robot_cells.ids import JobId
from robot_cells.schedules.general.encoding import encode
from robot_cells.schedules.general.kernels import columns as col
from robot_cells.schedules.general.old_trips import OldTrips
from robot_cells.schedules.general.search_general import search_general
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.result import Budget
from robot_cells.schedules.schedule import Schedule

SIZE = Size(jobs=8, tasks=5, cells=4, products=3)
AT_ONCE = Budget(seconds=None, iterations=0)
FEATURES = [
    [Feature.VEHICLES],
    [Feature.VEHICLES, Feature.ALTERNATIVES, Feature.CHANGEOVERS],
    [Feature.VEHICLES, Feature.JOINS, Feature.GRAPHS],
    list(Feature),
]


@pytest.mark.parametrize("features", FEATURES)
def test_every_trip_of_a_schedule_is_found_again_with_its_vehicle(features: Sequence[Feature]) -> None:
    found = 0
    for seed in range(20):
        problem = random_problem(Random(seed), features, SIZE, full=True)
        schedule = search_general(problem, AT_ONCE).schedule
        encoding = encode(problem, schedule)
        trips = OldTrips(encoding, schedule)
        assert sorted(trips.turn.tolist()) == list(range(len(schedule.trips)))
        tasks = len(encoding.tasks)
        for turn, entry, vehicle in zip(trips.turn, trips.entry, trips.vehicle, strict=True):
            trip = schedule.trips[turn]
            assert vehicle == (-1 if trip.vehicle is None else trip.vehicle)
            arrays = encoding.arrays
            job = arrays.task[entry - tasks, col.JOB] if entry < 2 * tasks else arrays.join[entry - 2 * tasks]
            assert problem.jobs[job].id == trip.job
            found += 1
    assert found > 100


def test_where_nothing_has_changed_cells_and_vehicles_stay() -> None:
    for seed in range(20):
        problem = random_problem(Random(seed), [Feature.VEHICLES, Feature.ALTERNATIVES, Feature.DATES], SIZE, full=True)
        before = search_general(problem, AT_ONCE).schedule
        after = search_general(problem, Budget(seconds=0.0), before, most_moved=0).schedule
        assert {item.task: item.cell for item in after.tasks} == {item.task: item.cell for item in before.tasks}
        assert _carried(after) == _carried(before)


def _carried(schedule: Schedule) -> Counter[tuple[JobId, int | None, str, str]]:
    return Counter((trip.job, trip.vehicle, str(trip.origin), str(trip.target)) for trip in schedule.trips)
