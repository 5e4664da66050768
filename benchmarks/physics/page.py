"""Writes the table of docs/physics.md from the figures of one run."""

from __future__ import annotations

from pathlib import Path

from pydantic import TypeAdapter

from benchmarks.docs_page import QUIET_LOAD
from benchmarks.physics.figures import COLUMNS, PhysicsFigures, rows

PAGE = Path("docs/physics.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"


def table_text(figures: PhysicsFigures) -> str:
    """Head and table, in Markdown."""
    machine = figures.machine
    head = (
        f"Measured {machine.measured_at} on {machine.processor}, {machine.cores} cores, {machine.memory_gib:g} GiB, "
        f"Python {machine.python}; load average before: {machine.load_1min:g}. "
        "Times are of the processor, in one thread."
    )
    if machine.load_1min > QUIET_LOAD * machine.cores:
        head += " **The machine was busy with other work**: what is told by the clock is too slow."
    lines = [head, "", _line(COLUMNS), _line(("---",) * len(COLUMNS)), *map(_line, rows(figures))]
    return "\n".join(lines)


def page_text(page: str, figures: PhysicsFigures) -> str:
    """The page with the table between its marks; raises `ValueError` for a page without them."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"The page lacks the marks {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n{table_text(figures)}\n{END}{after}"


def write_table(figures: PhysicsFigures) -> None:
    """Write it into the page."""
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8"), figures), encoding="utf-8")


def read_figures(path: Path) -> PhysicsFigures:
    """What a run has written; raises pydantic's `ValidationError` for anything else."""
    return TypeAdapter(PhysicsFigures).validate_json(path.read_text(encoding="utf-8"))


def _line(cells: tuple[str, ...]) -> str:
    return "| " + " | ".join(cells) + " |"
