"""Writes docs/benchmarks.md: method, and the figures of one run (`python -m benchmarks.docs_page RESULTS.json`)."""

from __future__ import annotations

import sys
from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.results import Results
from benchmarks.results_tables import ResultTable, result_tables

PAGE = Path("docs/benchmarks.md")
TEMPLATE = Path(__file__).with_name("page.md")
MARK = "<!-- figures -->"
QUIET_LOAD = 0.25
"""A load average above this share of the cores, before the measuring begins, is other work."""
BUSY = (
    "**The machine was busy with other work.** Even the ratios are uncertain then: the load changes between a figure "
    "and its yardstick: measure again on a quiet machine before anything is concluded."
)


def page_text(template: str, results: Results) -> str:
    """The template with the figures in the place of its mark."""
    machine = results.machine
    head = (
        f"Measured {machine.measured_at} on {machine.processor}, {machine.cores} cores, {machine.memory_gib:g} GiB, "
        f"{machine.system}, Python {machine.python}, rclpy {machine.rclpy} over {machine.middleware}; "
        f"load average before: {machine.load_1min:g}."
    )
    parts = [head + (" A quick run: fewer repetitions." if results.is_quick else "")]
    if machine.load_1min > QUIET_LOAD * machine.cores:
        parts.append(BUSY)
    parts += [_table_text(item) for item in result_tables(results)]
    if results.highest_speed is not None:
        parts.append(f"Highest speed at which the simulation missed no deadline: **{results.highest_speed:g}**.")
    return template.replace(MARK, "\n\n".join(parts))


def write_page(results: Results) -> None:
    """Write the page."""
    PAGE.write_text(page_text(TEMPLATE.read_text(encoding="utf-8"), results), encoding="utf-8")


def _table_text(table: ResultTable) -> str:
    lines = [f"### {table.heading}", "", _row(table.columns), _row(("---",) * len(table.columns))]
    return "\n".join([*lines, *map(_row, table.rows)])


def _row(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"


def read_results(path: Path) -> Results:
    """The results that a run has written; raises pydantic's `ValidationError` for anything else."""
    return TypeAdapter(Results).validate_json(path.read_text(encoding="utf-8"))


if __name__ == "__main__":
    write_page(read_results(Path(sys.argv[1])))
