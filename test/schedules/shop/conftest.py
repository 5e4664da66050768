"""Plain shops to search in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import strategies as st

from robot_cells.ids import CellId, JobId, OperationId, ProductId, TaskId
from robot_cells.schedules.problem import Problem, ProblemJob, ProblemTask

# H. Fisher and G. L. Thompson, "Probabilistic learning combinations of local job-shop scheduling rules", in J. F. Muth
# and G. L. Thompson, "Industrial Scheduling", 1963: six jobs, as machine and duration by turns. The optimum is 55.
FT06 = (
    "2 1 0 3 1 6 3 7 5 3 4 6",
    "1 8 2 5 4 10 5 10 0 10 3 4",
    "2 5 3 4 5 8 0 9 1 1 4 7",
    "1 5 0 5 2 5 3 3 4 8 5 9",
    "2 9 1 3 4 5 5 4 0 3 3 1",
    "1 3 3 3 5 9 0 10 4 4 2 1",
)


class PlainShops:
    """What the tests of the engine for plain shops are written with."""

    @staticmethod
    def shop(jobs: list[list[dict[str, float]]], **more: Any) -> Problem:
        """For each job its tasks, each as durations in seconds by cell; job number k is released at `releases[k]`."""
        releases = more.pop("releases", [0.0] * len(jobs))
        return Problem(
            tuple(
                ProblemJob(
                    JobId(f"j{number}/001"),
                    ProductId("p"),
                    tuple(
                        ProblemTask(
                            TaskId(f"j{number}/001/t{place}.1"),
                            OperationId(f"t{place}"),
                            {CellId(cell): seconds for cell, seconds in durations.items()},
                            (place - 1,) if place else (),
                        )
                        for place, durations in enumerate(tasks)
                    ),
                    release_s=releases[number],
                )
                for number, tasks in enumerate(jobs)
            ),
            **more,
        )

    @staticmethod
    def ft06() -> Problem:
        """The smallest of the classic instances."""
        rows = [[int(word) for word in row.split()] for row in FT06]
        return PlainShops.shop(
            [[{f"m{row[place]}": float(row[place + 1])} for place in range(0, 12, 2)] for row in rows]
        )

    @staticmethod
    @st.composite
    def any_shop(draw: Any) -> Problem:
        """Up to six jobs of up to five tasks on four cells, with alternatives, releases and cells that are busy."""
        seconds = st.sampled_from([0.0, 0.5, 1.0, 2.0, 3.25, 7.0, 11.0])
        cells = ["a", "b", "c", "d"]
        durations = st.dictionaries(st.sampled_from(cells), seconds, min_size=1)
        jobs = draw(st.lists(st.lists(durations, max_size=5), max_size=6))
        return PlainShops.shop(
            jobs,
            releases=[draw(seconds) for _ in jobs],
            ready_s={CellId(cell): draw(seconds) for cell in draw(st.sets(st.sampled_from(cells)).map(sorted))},
        )


@pytest.fixture(scope="session")
def shops() -> type[PlainShops]:
    return PlainShops
