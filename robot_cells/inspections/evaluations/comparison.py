"""Two models on the same pictures: where they disagree, and whether that is chance."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from robot_cells.inspections.samples.sample import Sample
from robot_cells.inspections.verdict import InspectionResult, Verdict


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A picture that two models judge differently; `is_good` is None where nobody said."""

    name: str
    is_good: bool | None
    first: Verdict
    second: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """`only_first` and `only_second`: pictures that one of them judged rightly and the other did not.

    `p_value` is the chance of a difference at least as large between models that are equally good.
    """

    pictures: int
    disagreements: tuple[Disagreement, ...]
    only_first: int
    only_second: int
    p_value: float


def compared(
    samples: Sequence[Sample], first: Sequence[InspectionResult], second: Sequence[InspectionResult]
) -> Comparison:
    """The verdicts side by side; right is `pass` for a good picture and `fail` for a bad one, undecided is neither."""
    disagreements, rights = [], []
    for sample, one, other in zip(samples, first, second, strict=True):
        if one.verdict is not other.verdict:
            disagreements.append(Disagreement(sample.name, sample.is_good, one.verdict, other.verdict))
        if sample.is_good is not None:
            true = Verdict.PASS if sample.is_good else Verdict.FAIL
            rights.append((one.verdict is true, other.verdict is true))
    only_first, only_second = rights.count((True, False)), rights.count((False, True))
    return Comparison(
        len(samples), tuple(disagreements), only_first, only_second, mcnemar_p_value(only_first, only_second)
    )


def mcnemar_p_value(only_first: int, only_second: int) -> float:
    """Two-sided p-value of McNemar's test, by the exact binomial distribution; 1 without discordant pairs.

    McNemar, Psychometrika 12 (1947); in its exact form the sign test of the discordant pairs.
    """
    pairs, fewer = only_first + only_second, min(only_first, only_second)
    # By logarithms: the binomials of a thousand pairs leave the range of floating point.
    whole = math.lgamma(pairs + 1) - pairs * math.log(2.0)
    shares = (whole - math.lgamma(number + 1) - math.lgamma(pairs - number + 1) for number in range(fewer + 1))
    return min(1.0, 2.0 * math.fsum(math.exp(share) for share in shares))
