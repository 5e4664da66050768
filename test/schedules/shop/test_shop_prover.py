"""CP-SAT beside the search of a plain shop: what it proves, and that the search gets on without it."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from time import perf_counter
from typing import Any

import pytest

from robot_cells.schedules.checker import check_schedule
from robot_cells.schedules.cp_sat import shop_prover
from robot_cells.schedules.cp_sat.shop_prover import ShopProver, provers_beside
from robot_cells.schedules.cp_sat.solver_process import SolverProcess
from robot_cells.schedules.goal import Goal
from robot_cells.schedules.result import Budget, Status
from robot_cells.schedules.shop.shop import shop_of
from robot_cells.schedules.shop.worker import Worker
from robot_cells.schedules.solve import solve

MAKESPAN = (Goal.MAKESPAN,)


@pytest.fixture(scope="module", autouse=True)
def loaded(shops: Any) -> None:
    """Compiling the search, where its sources have changed, is no part of what is measured."""
    solve(shops.ft06(), Budget(None, 60), goals=MAKESPAN)


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shop_prover, "START_S", 0.0)


@pytest.mark.parametrize("workers", [1, 2])
def test_a_shop_is_proved_and_the_search_ends_early(shops: Any, workers: int) -> None:
    begun_s = perf_counter()
    result = solve(shops.ft06(), Budget(60.0, seed=1, workers=workers), goals=MAKESPAN)
    assert perf_counter() - begun_s < 50.0
    assert (result.objective.makespan_s, result.lower_bound, result.status) == (55.0, 55.0, Status.OPTIMAL)
    assert result.schedule.lower_bound_s == 55.0
    check_schedule(shops.ft06(), result.schedule)


def test_it_finds_what_the_others_have_not_and_ends_them(shops: Any) -> None:
    shop = shop_of(shops.ft06())
    worker = Worker(shop, Budget(None, 1), 0, 0, 0.0)
    worker.run(lambda: False, ())
    assert worker.found is not None and worker.found.makespan > 55
    worker.over = False
    prover = ShopProver([worker], shop, Budget(100.0), perf_counter())
    prover.run(lambda: False, [worker])
    assert prover.found is not None and prover.found.makespan == prover.bound == prover.steps[-1][0] == 55
    assert worker.over and worker.awake.is_set()


def test_the_search_gets_on_when_the_process_dies(shops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made = []

    class Dying(SolverProcess):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)
            os.kill(self.number, signal.SIGKILL)

    monkeypatch.setattr(shop_prover, "SolverProcess", Dying)
    awake = []
    run = Worker.run
    monkeypatch.setattr(Worker, "run", lambda self, *more: (run(self, *more), awake.append(self.awake.is_set())))
    result = solve(shops.ft06(), Budget(3.0, seed=1, workers=2), goals=MAKESPAN)
    assert (len(made), awake, result.status) == (1, [True, True], Status.FEASIBLE)
    assert result.objective.makespan_s == 55.0


def test_who_stops_the_search_does_not_wait_for_it(shops: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[SolverProcess] = []

    class Made(SolverProcess):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr(shop_prover, "SolverProcess", Made)
    begun_s = perf_counter()
    solve(shops.ft06(), Budget(60.0, workers=2), goals=MAKESPAN, stopped=lambda: bool(made))
    assert perf_counter() - begun_s < 30.0
    assert not made[0].is_alive


PARENT = """
from time import monotonic
from robot_cells.schedules.cp_sat.messages import ShopWanted
from robot_cells.schedules.cp_sat.solver_process import SolverProcess
from robot_cells.schedules.random_problems import Feature, Size, random_problem
from robot_cells.schedules.shop.shop import shop_of
from random import Random
problem = random_problem(Random(1), [], Size(jobs=20, tasks=20, cells=20, longest_s=99), full=True)
process = SolverProcess()
process.receive()
process.send(ShopWanted(shop_of(problem), 10**6, 0, monotonic() + 600.0, 1))
process.receive()
print(process.number, flush=True)
process.receive()
while True:
    process.receive()
"""


def test_the_process_dies_with_its_parent_in_the_middle_of_a_search() -> None:
    parent = subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = os.pidfd_open(int(parent.stdout.readline()))
    try:
        parent.kill()
        parent.wait()
        assert select.select([child], [], [], 30.0)[0] == [child]
    finally:
        parent.stdout.close()
        os.close(child)


NONE = [
    ("iterations", Budget(10.0, 1000)),
    ("iterations alone", Budget(None, 1000)),
    ("too little time", Budget(2.0)),
    ("no limit", Budget(None)),
]


@pytest.mark.parametrize("budget", [row[1] for row in NONE], ids=[row[0] for row in NONE])
def test_there_is_none_where_it_must_or_need_not_be(shops: Any, budget: Budget) -> None:
    shop = shop_of(shops.ft06())
    workers = [Worker(shop, budget, 0, 0, 0.0)]
    assert provers_beside(workers, shop, budget, 0.0) == []
    assert len(provers_beside(workers, shop, Budget(10.0), 0.0)) == 1
