"""Values that others have published, to stand beside: one table (CSV), a column a solver and time limit.

Columns: `problem` and `instance` as in the table of best values (`jobshop` and `flexible-jobshop` go too), and
`<solver>_<seconds>s` for each solver and limit.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.benchmarks.best_known import BestKnown, KnownInstance
from robot_cells.schedules.readers.shop import ShopKind

KINDS = {"jobshop": ShopKind.JOB_SHOP, "flexible-jobshop": ShopKind.FLEXIBLE}


@dataclass(frozen=True, slots=True)
class Published:
    """Makespans by solver, time limit in seconds and instance."""

    values: dict[tuple[str, float, KnownInstance], float]

    @property
    def solvers(self) -> tuple[str, ...]:
        """Who has published anything."""
        return tuple(dict.fromkeys(solver for solver, _, _ in self.values))

    def makespan(self, solver: str, limit_s: float, known: KnownInstance) -> float | None:
        """What that solver had found by then; None where it is not published."""
        return self.values.get((solver, limit_s, known))


def read_published(path: Path, best_known: BestKnown) -> Published:
    """Read the table; raises `ScheduleError` where it is malformed. Instances that are not known are passed over."""
    try:
        reader = csv.DictReader(path.read_text(encoding="utf-8-sig").splitlines())
    except (OSError, UnicodeDecodeError) as error:
        raise ScheduleError(f"The table cannot be read: {error}.", where=str(path)) from error
    columns = _columns(reader.fieldnames or ())
    if not columns or not {"problem", "instance"} <= set(reader.fieldnames or ()):
        raise ScheduleError("It needs the columns problem, instance and <solver>_<seconds>s.", where=f"{path}, line 1")
    values = {}
    for row in reader:
        known = _instance(row, best_known)
        for column, (solver, limit_s) in columns.items() if known is not None else ():
            assert known is not None
            value = _value(row[column], f"{path}, line {reader.line_num}, {column}")
            if value is not None:
                values[solver, limit_s, known] = value
    return Published(values)


def _columns(names: Sequence[str]) -> dict[str, tuple[str, float]]:
    found = {name: re.fullmatch(r"(.+)_(\d+(?:\.\d+)?)s", name) for name in names}
    return {name: (match[1], float(match[2])) for name, match in found.items() if match}


def _instance(row: dict[str, str], best_known: BestKnown) -> KnownInstance | None:
    named = row["problem"]
    kind = KINDS.get(named) or next((item for item in ShopKind if item.value == named), None)
    return None if kind is None else best_known.of_name(row["instance"], kind)


def _value(text: str | None, where: str) -> float | None:
    """A blank is a value that is not published."""
    if text is None or not text.strip():
        return None
    try:
        return float(text)
    except ValueError:
        raise ScheduleError(f"{text!r} is not a number.", where=where) from None
