"""The public instances below a folder of which a best value is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.benchmarks.best_known import BestKnown, KnownInstance
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.readers.instance_lists import may_hold_several
from robot_cells.schedules.readers.problem_file import public_problem
from robot_cells.schedules.readers.shop import Shop, ShopKind
from robot_cells.schedules.readers.shop_file import read_shops
from robot_cells.schedules.readers.transport_sets import TransportShop

TEXT = ("", ".txt", ".jsp", ".jssp", ".fjs", ".fjsp", ".jss", ".dat", ".data", ".zip")
"""How the names of instance files end."""
JSON = ".json"


@dataclass(frozen=True, slots=True)
class BenchmarkInstance:
    """What is known of an instance, and where it is: the `number`-th of a file."""

    known: KnownInstance
    path: Path
    number: int

    def problem(self) -> Problem:
        """Read anew each time: all instances of a folder together may be more than there is memory for."""
        return public_problem(read_shops(self.path)[self.number], str(self.path)).problem


def find_instances(
    folder: Path, best_known: BestKnown, families: Sequence[str] = (), names: Sequence[str] = ()
) -> tuple[BenchmarkInstance, ...]:
    """Those of these families and names (of all where none is given), in the order of the table.

    A family is named as in the table, `la`, or with the kind of problem before it, `FJSP/la`. Of several files that
    hold the same one the first counts. Raises `ScheduleError` for a family or a name that is not there, and for a
    malformed file that goes by the name of one that is looked for.
    """
    wanted = best_known.of_family(families) if families else best_known
    wanted = wanted.of_names(names) if names else wanted
    found: dict[KnownInstance, BenchmarkInstance] = {}
    for path in sorted(folder.rglob("*")):
        shops = _shops(path, wanted)
        for number, item in enumerate(shops):
            known = _known(path, item, wanted, is_alone=len(shops) == 1)
            if known is not None:
                found.setdefault(known, BenchmarkInstance(known, path, number))
    chosen = tuple(found[item] for item in wanted.instances if item in found)
    _check_all_there(folder, [item.known.name for item in chosen], names, "instance")
    there = [name for item in chosen for name in (item.known.family, item.known.whole_family)]
    _check_all_there(folder, there, families, "family")
    if not chosen:
        raise ScheduleError("There is no instance whose best value is known.", where=str(folder))
    return chosen


def _shops(path: Path, wanted: BestKnown) -> tuple[Shop | TransportShop, ...]:
    """What a file holds, if it may hold any that is wanted; nothing of one that only happens to end like one."""
    suffix = path.suffix.lower()
    if suffix not in {*TEXT, JSON} or not path.is_file():
        return ()
    if wanted.is_named(path):
        return read_shops(path)
    if suffix != JSON and not may_hold_several(path):
        return ()
    try:
        return read_shops(path)
    except ScheduleError:
        return ()


def _known(path: Path, item: Shop | TransportShop, best_known: BestKnown, *, is_alone: bool) -> KnownInstance | None:
    """By its name in the file, or that of the file."""
    if isinstance(item, TransportShop):
        return best_known.of_name(item.shop.name, ShopKind.TRANSPORT)
    if not item.is_plain:
        return None
    size = (len(item.jobs), item.machines)
    by_name = best_known.of_file(path.with_name(item.name + path.suffix), item.kind, size)
    return by_name or (best_known.of_file(path, item.kind, size) if is_alone else None)


def _check_all_there(folder: Path, there: Sequence[str], wanted: Sequence[str], what: str) -> None:
    for name in wanted:
        if name not in there:
            raise ScheduleError(
                f"There is no {what} {name!r} whose best value is known.",
                where=str(folder),
                remedy="The names are those of the table.",
            )
