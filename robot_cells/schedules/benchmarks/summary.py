"""The trials of a family and an engine in one row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from robot_cells.schedules.benchmarks.instances import BenchmarkInstance
from robot_cells.schedules.benchmarks.published import Published
from robot_cells.schedules.benchmarks.trial import Trial


@dataclass(frozen=True, slots=True)
class GapFigures:
    """Over `found` of the instances; shares of the best known value. None where there is nothing to take it of."""

    limit_s: float
    found: int
    mean: float | None
    worst: float | None
    at_best: int
    """How many are at the best known value, or below."""


@dataclass(frozen=True, slots=True)
class FamilyFigures:
    """One family, one engine. `bound_gap` is by how much the proved bounds are below the best known values, mean."""

    family: str
    engine: str
    instances: int
    gaps: tuple[GapFigures, ...]
    proved: int | None = None
    bound_gap: float | None = None
    faults: int = 0


def summaries(trials: Sequence[Trial], limits_s: Sequence[float]) -> list[FamilyFigures]:
    """A row for each family and engine, in the order of the trials."""
    groups: dict[tuple[str, str], list[Trial]] = {}
    for trial in trials:
        groups.setdefault((trial.family, trial.engine), []).append(trial)
    return [
        FamilyFigures(
            family,
            engine,
            len(group),
            tuple(_gaps([item.gap(place) for item in group], limit_s) for place, limit_s in enumerate(limits_s)),
            sum(item.is_proved for item in group),
            fmean(max(0.0, item.best_known - item.lower_bound) / item.best_known for item in group),
            sum(len(item.faults) for item in group),
        )
        for (family, engine), group in groups.items()
    ]


def published_summaries(
    published: Published, instances: Sequence[BenchmarkInstance], limits_s: Sequence[float]
) -> list[FamilyFigures]:
    """The same of what others have published, over the same instances."""
    rows = []
    for family in dict.fromkeys(item.known.whole_family for item in instances):
        known = [item.known for item in instances if item.known.whole_family == family]
        for solver in published.solvers:
            columns = [[published.makespan(solver, limit_s, item) for item in known] for limit_s in limits_s]
            gaps = tuple(
                _gaps(
                    [None if x is None else x / item.best - 1.0 for x, item in zip(column, known, strict=True)], limit_s
                )
                for column, limit_s in zip(columns, limits_s, strict=True)
            )
            if any(item.found for item in gaps):
                rows.append(FamilyFigures(family, f"{solver} published", len(known), gaps))
    return rows


def _gaps(gaps: Sequence[float | None], limit_s: float) -> GapFigures:
    found = [gap for gap in gaps if gap is not None]
    if not found:
        return GapFigures(limit_s, 0, None, None, 0)
    return GapFigures(limit_s, len(found), fmean(found), max(found), sum(gap <= 0 for gap in found))
