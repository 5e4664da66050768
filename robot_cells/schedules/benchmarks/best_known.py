"""The best values that are known of public instances, from a table (CSV).

Columns: `problem` (JSP, FJSP, JSPT), `instance`, `family`, `size` (`jobs x machines`, or anything else), `lower_bound`,
`best_known_makespan`; others are passed over.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.benchmarks.file_names import key_of, names_of
from robot_cells.schedules.readers.shop import ShopKind

COLUMNS = ("problem", "instance", "family", "size", "lower_bound", "best_known_makespan")


@dataclass(frozen=True, slots=True)
class KnownInstance:
    """What is known of an instance; values in its own unit of time. `size` is None where it is not stated."""

    kind: ShopKind
    name: str
    family: str
    size: tuple[int, int] | None
    lower_bound: float
    best: float

    @property
    def whole_family(self) -> str:
        """The family with its kind of problem: several kinds have families of one name."""
        return f"{self.kind}/{self.family}"


@dataclass(frozen=True, slots=True)
class BestKnown:
    """All instances of a table, in its order."""

    instances: tuple[KnownInstance, ...]

    def of_family(self, families: Collection[str]) -> BestKnown:
        """Those of these families alone: `la`, or with the kind of problem before it, `FJSP/la`."""
        chosen = [item for item in self.instances if not {item.family, item.whole_family}.isdisjoint(families)]
        return BestKnown(tuple(chosen))

    def of_names(self, names: Collection[str]) -> BestKnown:
        """Those of these names alone."""
        return BestKnown(tuple(item for item in self.instances if item.name in names))

    def is_named(self, path: Path) -> bool:
        """Whether a file could hold an instance of the table, by its name."""
        return bool(self._alike([*names_of(path), *self._with_family(path)]))

    def of_file(self, path: Path, kind: ShopKind, size: tuple[int, int]) -> KnownInstance | None:
        """The instance that a file holds, by name, kind and size (jobs, machines); None where that is not sure.

        Files go by the instance's name, with or without the family before it or the folder behind it: `dpp01a` is
        `01a.txt`, `la01_edata` is `edata/la01.fjs`; and by the names of other collections (`file_names.py`). Of a
        file that goes by the whole name only the number of jobs is compared: tables are at odds about machines that
        nobody uses.
        """
        by_name = [item for item in self._alike(names_of(path)) if item.kind is kind]
        named = [item for item in by_name if item.size is None or item.size[0] == size[0]]
        by_family = [item for item in self._alike(self._with_family(path)) if item.kind is kind and item.size == size]
        found = named or by_family
        return found[0] if len(found) == 1 else None

    def of_name(self, name: str, kind: ShopKind) -> KnownInstance | None:
        """The instance of that name."""
        return next((item for item in self._alike([key_of(name)]) if item.kind is kind), None)

    def _alike(self, names: Iterable[str]) -> list[KnownInstance]:
        wanted = set(names)
        return [item for item in self.instances if key_of(item.name) in wanted]

    def _with_family(self, path: Path) -> list[str]:
        families = dict.fromkeys(item.family for item in self.instances)
        return [key_of(f"{family}{join}{path.stem}") for family in families for join in ("", "-")]


def read_best_known(path: Path) -> BestKnown:
    """Read the table; raises `ScheduleError` with file, line and column where it is malformed."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise ScheduleError(f"The table cannot be read: {error}.", where=str(path)) from error
    reader = csv.DictReader(text.splitlines())
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
    if missing:
        raise ScheduleError(f"The columns {', '.join(missing)} are missing.", where=f"{path}, line 1")
    return BestKnown(tuple(_known(row, f"{path}, line {number}") for number, row in enumerate(reader, 2)))


def _known(row: dict[str, str], where: str) -> KnownInstance:
    try:
        kind = ShopKind(row["problem"])
    except ValueError:
        kinds = ", ".join(ShopKind)
        raise ScheduleError(f"{row['problem']!r} is no kind of problem; there are {kinds}.", where=where) from None
    bound, best = _value(row, "lower_bound", where), _value(row, "best_known_makespan", where)
    return KnownInstance(kind, row["instance"], row["family"], _size(row["size"]), bound, best)


def _value(row: dict[str, str], column: str, where: str) -> float:
    try:
        return float(row[column])
    except (TypeError, ValueError):
        raise ScheduleError(f"{row[column]!r} is not a number.", where=f"{where}, {column}") from None


def _size(text: str) -> tuple[int, int] | None:
    found = re.fullmatch(r"(\d+)\s*x\s*(\d+)", text.strip())
    return (int(found[1]), int(found[2])) if found else None
