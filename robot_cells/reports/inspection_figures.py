"""Escapes and false calls: what inspections said, against what was truly there.

The verdicts are the journal's; the truth is the simulation's own witness (`truth.json`), never the journal. On real
equipment there is none, and no such figure.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields

from robot_cells.errors import JournalError
from robot_cells.inspections.metrics.wilson import wilson_interval
from robot_cells.reports.history import History

VERDICTS = ("pass", "fail", "undecided")


@dataclass(frozen=True, slots=True)
class Judged:
    """One inspection: what the model said, and what a person has decided instead (empty where nobody has)."""

    attempt: str
    operation: str
    cell: str
    model: str
    verdict: str
    decided: str = ""


@dataclass(frozen=True, slots=True)
class InspectionFigures:
    """Counts of one operation's inspections on one cell by one model.

    `good` and `bad` are true states when the picture was taken. An escape is bad and passed; a false call is good and
    failed. Rates are of the bad and of the good ones, each with Wilson's interval at 95 %. `missed` counts the true
    defects of escapes by code. What persons decided is counted apart: `wrongly_released` is bad and was called good.
    """

    operation: str
    cell: str
    model: str
    good: int = 0
    bad: int = 0
    escapes: int = 0
    false_calls: int = 0
    undecided_good: int = 0
    undecided_bad: int = 0
    decided_by_persons: int = 0
    wrongly_released: int = 0
    wrongly_rejected: int = 0
    missed: Mapping[str, int] = field(default_factory=dict)

    @property
    def inspections(self) -> int:
        """How many."""
        return self.good + self.bad

    @property
    def undecided(self) -> int:
        """Those that the model could not judge."""
        return self.undecided_good + self.undecided_bad

    def to_dict(self) -> dict[str, object]:
        """Plain values; a rate of nothing is null."""
        return {
            "operation": self.operation,
            "cell": self.cell,
            "model": self.model,
            "inspections": self.inspections,
            "good": self.good,
            "bad": self.bad,
            "escapes": self.escapes,
            "false_calls": self.false_calls,
            "undecided_good": self.undecided_good,
            "undecided_bad": self.undecided_bad,
            "escape_rate": _rate(self.escapes, self.bad),
            "false_call_rate": _rate(self.false_calls, self.good),
            "undecided_rate": _rate(self.undecided, self.inspections),
            "missed": dict(self.missed),
            "decided_by_persons": self.decided_by_persons,
            "wrongly_released": self.wrongly_released,
            "wrongly_rejected": self.wrongly_rejected,
        }


COUNTS = tuple(item.name for item in fields(InspectionFigures) if item.type == "int")
"""The fields that are counts."""


def inspection_figures(judged: Iterable[Judged], truth: Mapping[str, object] | None) -> tuple[InspectionFigures, ...]:
    """By operation, cell and model, in that order; none without a truth. What no picture was taken of is left out.

    Raises `JournalError` when the truth is of another form.
    """
    if truth is None or "pictures" not in truth:
        return ()
    defects = true_defects_of(truth)
    groups: dict[tuple[str, str, str], list[tuple[Judged, tuple[str, ...]]]] = {}
    for item in judged:
        if item.attempt in defects and item.verdict in VERDICTS:
            key = (item.operation, item.cell, item.model)
            groups.setdefault(key, []).append((item, defects[item.attempt]))
    return tuple(_figures(*key, groups[key]) for key in sorted(groups))


def summed(figures: Iterable[InspectionFigures]) -> tuple[InspectionFigures, ...]:
    """Those of several runs together, by operation, cell and model."""
    groups: dict[tuple[str, str, str], list[InspectionFigures]] = {}
    for item in figures:
        groups.setdefault((item.operation, item.cell, item.model), []).append(item)
    return tuple(_sum(key, groups[key]) for key in sorted(groups))


def _sum(key: tuple[str, str, str], items: list[InspectionFigures]) -> InspectionFigures:
    counts = {name: sum(getattr(item, name) for item in items) for name in COUNTS}
    missed = sum((Counter(item.missed) for item in items), Counter[str]())
    return InspectionFigures(*key, **counts, missed=dict(sorted(missed.items())))


def true_defects_of(truth: Mapping[str, object]) -> dict[str, tuple[str, ...]]:
    """By attempt the codes of the true defects when its last picture was taken."""
    try:
        return {
            str(item["attempt_id"]): tuple(str(defect["code"]) for defect in item["defects"])
            for item in truth["pictures"]  # type: ignore[attr-defined]  # whatever it is, it is answered for below
        }
    except (TypeError, KeyError, AttributeError) as error:
        raise JournalError(f"The pictures in the truth of the simulation cannot be read: {error}.") from error


def judged_of(history: History) -> tuple[Judged, ...]:
    """The inspections of a journal: every attempt that ended with a verdict of a model."""
    found = []
    for attempt in history.attempts.values():
        verdict = attempt.result.get("verdict")
        if not isinstance(verdict, str):
            continue
        decided = "" if attempt.review is None else attempt.review.verdict
        model = str(attempt.result.get("model", ""))
        found.append(Judged(attempt.id, attempt.operation, attempt.cell, model, verdict, decided))
    return tuple(found)


def _figures(operation: str, cell: str, model: str, found: list[tuple[Judged, tuple[str, ...]]]) -> InspectionFigures:
    def count(verdict: str, is_bad: bool) -> int:
        """How many good or bad pieces had that verdict."""
        return sum(item.verdict == verdict and bool(defects) is is_bad for item, defects in found)

    bad = sum(bool(defects) for _, defects in found)
    missed = Counter(code for item, defects in found if item.verdict == "pass" for code in defects)
    return InspectionFigures(
        operation,
        cell,
        model,
        good=len(found) - bad,
        bad=bad,
        escapes=count("pass", True),
        false_calls=count("fail", False),
        undecided_good=count("undecided", False),
        undecided_bad=count("undecided", True),
        decided_by_persons=sum(bool(item.decided) for item, _ in found),
        wrongly_released=sum(item.decided == "pass" and bool(defects) for item, defects in found),
        wrongly_rejected=sum(item.decided == "fail" and not defects for item, defects in found),
        missed=dict(sorted(missed.items())),
    )


def _rate(events: int, trials: int) -> dict[str, object] | None:
    if trials == 0:
        return None
    low, high = wilson_interval(events, trials)
    return {"rate": events / trials, "low": low, "high": high}
