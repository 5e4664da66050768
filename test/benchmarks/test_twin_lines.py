from __future__ import annotations

from benchmarks.twin_lines import SHIFT, TwinLine, scenario_of
from robot_cells.orchestration.events import JobCompleted, JobScrapped
from robot_cells.twins.outcome import outcome_of
from robot_cells.twins.twin import Twin

SMALL = TwinLine(stages=3, cells_per_stage=2, vehicles=2, jobs=100, duration_s=40.0)


def test_every_piece_of_a_generated_line_leaves_it() -> None:
    recorded = Twin(scenario_of(SMALL), 1).run()
    assert sum(isinstance(event, JobCompleted | JobScrapped) for event in recorded) == SMALL.jobs


def test_its_cells_are_well_used_and_some_break_down() -> None:
    cells = outcome_of(scenario_of(SMALL), 1).cells
    busy = [
        use.busy_s / (use.busy_s + use.blocked_s + use.starved_s + use.down_s)
        for name, use in cells.items()
        if name.startswith("cell")
    ]
    assert min(busy) > 0.5
    assert sum(use.down_s for use in cells.values()) > 0


def test_the_shift_has_the_size_that_the_page_names() -> None:
    assert (SHIFT.cells, SHIFT.jobs) == (20, 2_000)
    assert sum(order.quantity for order in scenario_of(SHIFT).orders) == 2_000
