"""Many seeds of one scenario, in as many processes as wanted: the result does not depend on their number."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context

from robot_cells.twins.outcome import Outcome, outcome_of
from robot_cells.twins.scenario import Scenario

Run = Callable[[Scenario, int], Outcome]
"""One run of a scenario with one seed."""


def sweep(scenario: Scenario, seeds: Iterable[int], processes: int = 1, run: Run = outcome_of) -> tuple[Outcome, ...]:
    """The outcomes in the order of the seeds; raises what a run raises."""
    wanted = list(seeds)
    if processes <= 1 or len(wanted) <= 1:
        return tuple(run(scenario, seed) for seed in wanted)
    # Fresh processes inherit no threads and no random state from this one.
    workers = min(processes, len(wanted))
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        return tuple(pool.map(partial(run, scenario), wanted))
