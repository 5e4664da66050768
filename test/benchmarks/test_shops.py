"""The imitated families: shops of their shape, the same for a seed, and schedules of them that are checked."""

from __future__ import annotations

import pytest

from benchmarks.shops.__main__ import row_of
from benchmarks.shops.families import FAMILIES, Family, shop_like
from robot_cells.schedules.problem_faults import check_problem

SMALL = [family for family in FAMILIES if family.jobs * family.machines <= 1_000]


@pytest.mark.parametrize("family", SMALL, ids=lambda item: f"{item.like} {item.size}")
def test_a_shop_has_the_shape_of_its_family(family: Family) -> None:
    problem = shop_like(family, 1)
    check_problem(problem)
    assert len(problem.jobs) == family.jobs
    for job in problem.jobs:
        own = [next(iter(task.durations_s)) for task in job.tasks]
        assert len(set(own)) == len(own) == family.machines
        assert {max(task.durations_s.values()) for task in job.tasks} <= set(range(family.shortest, family.longest + 1))


def test_the_second_set_of_machines_comes_after_the_first() -> None:
    for job in shop_like(Family("two sets", 6, 10, 1, 9, sets=2), 3).jobs:
        assert {next(iter(task.durations_s)) for task in job.tasks[:5]} == {f"m{number}" for number in range(5)}


def test_a_shop_is_the_same_for_a_seed_and_another_for_another() -> None:
    family = FAMILIES[0]
    assert shop_like(family, 1) == shop_like(family, 1) != shop_like(family, 2)


def test_a_row_tells_the_gaps_of_a_checked_schedule() -> None:
    family = Family("little", 4, 3, 1, 9)
    like, size, bound, first, then, _ = row_of(family, shop_like(family, 1), 0.0, 1)
    assert (like, size) == ("little", "4 x 3")
    assert float(bound) > 0
    assert float(first.split()[0]) >= float(then.split()[0]) >= 0
