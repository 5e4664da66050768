"""The public instances below a folder of which a best value is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from robot_cells.errors import ScheduleError
from robot_cells.schedules.benchmarks.best_known import BestKnown, KnownInstance
from robot_cells.schedules.problem import Problem
from robot_cells.schedules.readers.problem_file import PublicProblem, read_problems

SUFFIXES = ("", ".txt", ".json", ".jsp", ".fjs", ".fjsp", ".jss", ".dat", ".data")
"""How the names of instance files end."""


@dataclass(frozen=True, slots=True)
class BenchmarkInstance:
    """A problem and what is known of it."""

    known: KnownInstance
    problem: Problem


def find_instances(
    folder: Path, best_known: BestKnown, families: Sequence[str] = (), names: Sequence[str] = ()
) -> tuple[BenchmarkInstance, ...]:
    """Those of these families and names (of all where none is given), in the order of the table.

    A family is named as in the table, `la`, or with the kind of problem before it, `FJSP/la`. Raises `ScheduleError`
    for a family or a name that is not there, and for a malformed file.
    """
    found: dict[KnownInstance, Problem] = {}
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in SUFFIXES and path.is_file() and _may_hold_any(path, best_known):
            for item in read_problems(path):
                known = _known(path, item, best_known)
                if known is not None and (not families or not {known.family, family_of(known)}.isdisjoint(families)):
                    found.setdefault(known, item.problem)
    chosen = [item for item in best_known.instances if item in found and (not names or item.name in names)]
    _check_all_there(folder, [item.name for item in chosen], names, "instance")
    _check_all_there(folder, [name for item in chosen for name in (item.family, family_of(item))], families, "family")
    if not chosen:
        raise ScheduleError("There is no instance whose best value is known.", where=str(folder))
    return tuple(BenchmarkInstance(item, found[item]) for item in chosen)


def family_of(known: KnownInstance) -> str:
    """The family with its kind of problem: several kinds have families of one name."""
    return f"{known.kind}/{known.family}"


def _may_hold_any(path: Path, best_known: BestKnown) -> bool:
    return path.suffix.lower() == ".json" or best_known.is_named(path)


def _known(path: Path, item: PublicProblem, best_known: BestKnown) -> KnownInstance | None:
    if item.name != path.stem:
        return best_known.of_name(item.name, item.kind)
    return best_known.of_file(path, item.kind, (len(item.problem.jobs), item.machines))


def _check_all_there(folder: Path, there: Sequence[str], wanted: Sequence[str], what: str) -> None:
    for name in wanted:
        if name not in there:
            raise ScheduleError(
                f"There is no {what} {name!r} whose best value is known.",
                where=str(folder),
                remedy="The names are those of the table.",
            )
