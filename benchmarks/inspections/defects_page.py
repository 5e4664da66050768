"""Writes the figures into docs/inspection/defects.md (`python -m benchmarks.inspections.defects_page`)."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from benchmarks.inspections.aims import COLUMNS, aim_rows
from benchmarks.inspections.findings import DEEPPCB, RESULTS, Findings, read_findings
from benchmarks.inspections.pooled_figures import BoxFigures, DeepPcbFigures
from robot_cells.errors import RobotCellsError

PAGE = Path("docs/inspection/defects.md")
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
NOT_YET = "Not measured yet: `python -m benchmarks.inspections --deeppcb FOLDER --write-docs`."


def page_text(page: str, findings: Findings) -> str:
    """The page with the figures between its marks; raises `ValueError` where it has none."""
    before, mark, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not mark or not end:
        raise ValueError(f"The page has no {BEGIN} and {END}.")
    return f"{before}{BEGIN}\n{figures_text(findings)}\n{END}{after}"


def write_page(findings: Findings) -> None:
    """Write the figures into the page, which otherwise stays as it is."""
    PAGE.write_text(page_text(PAGE.read_text(encoding="utf-8"), findings), encoding="utf-8")


def figures_text(findings: Findings) -> str:
    """Everything with an aim, then DeepPCB by class, group and training."""
    parts = ["### Beside the aims", _table(COLUMNS, [row.cells for row in aim_rows(findings)])]
    machine = findings.machines.get(DEEPPCB)
    found = findings.deeppcb
    if found is None:
        return "\n\n".join([NOT_YET, *parts])
    if machine is not None:
        parts.append(
            f"DeepPCB: {found.pairs:,} pairs, {found.undecided} of them undecided; measured {machine.measured_at} "
            f"on {machine.processor}, {machine.cores} cores, load average before: {machine.load_1min:g}."
        )
    parts += ["### By class", _box_table("class", found.classes, found.mean)]
    parts += ["### By board group", _box_table("left out", found.groups, found.mean), _trainings(found)]
    return "\n\n".join(parts)


def _box_table(what: str, rows: Mapping[str, BoxFigures], mean: BoxFigures) -> str:
    columns = (what, "boxes", "AP at 0.33", "AP at 0.5:0.95", "F", "precision", "recall")
    return _table(columns, [*(_box_row(name, row) for name, row in rows.items()), _box_row("**all**", mean)])


def _box_row(name: str, row: BoxFigures) -> tuple[str, ...]:
    known = [_share(value) for value in (row.ap, row.ap_50_95, row.f, row.precision, row.recall)]
    return (name, str(row.boxes), *known)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.4f}"


def _trainings(found: DeepPcbFigures) -> str:
    columns = ("left out", "pairs in it", "trained on", "seconds", "processor seconds")
    rows = [
        (item.group, str(item.pairs), str(item.trained_on), f"{item.wall_s:.0f}", f"{item.processor_s:.0f}")
        for item in found.trainings
    ]
    return _table(columns, rows)


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [tuple(name or " " for name in columns), ("---",) * len(columns), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines)


if __name__ == "__main__":
    try:
        write_page(read_findings(Path(sys.argv[1]) if len(sys.argv) > 1 else RESULTS))
    except RobotCellsError as error:
        sys.exit(str(error))
