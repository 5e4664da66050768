"""A limit that good pictures exceed at a stated rate, from the scores of good pictures that were held out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from robot_cells.errors import InspectionError

Scores = npt.NDArray[np.float64]
TAIL_SHARE = 0.2
"""The share of the scores that tells how fast they thin out beyond the largest one."""


def limit_rank(count: int, rate: float, confidence: float = 0.0) -> int:
    """Which of `count` held-out scores, counted from the smallest as 1, a new good picture exceeds at most at `rate`.

    Without confidence: ceil((count + 1)(1 - rate)), which keeps the rate on average over trainings (split conformal
    prediction: Vovk, Gammerman and Shafer 2005; Lei et al. 2018, theorem 2.2). With it: the smallest rank whose
    coverage, which follows Beta(rank, count + 1 - rank), is 1 - rate or more with that probability (tolerance limits:
    Wilks 1941). Raises `InspectionError` when there are too few scores for the rate.
    """
    for rank in range(max(1, math.ceil((count + 1) * (1 - rate) - 1e-9)), count + 1):
        if confidence <= 0 or _at_most(rank - 1, count, 1 - rate) >= confidence:
            return rank
    raise InspectionError(
        f"{count} good pictures are too few for a false-call rate of {rate:g}"
        + (f" with confidence {confidence:g}." if confidence > 0 else "."),
        remedy=f"At least {least_count(rate, confidence)} are needed: take more, or ask for a higher rate.",
    )


def least_count(rate: float, confidence: float = 0.0) -> int:
    """How many held-out good pictures the rate takes."""
    if confidence <= 0:
        return math.ceil(1 / rate - 1 - 1e-9)
    return max(1, math.ceil(math.log(1 - confidence) / math.log(1 - rate) - 1e-9))


def _at_most(events: int, count: int, share: float) -> float:
    """The probability that of `count` trials at most `events` come true, each with probability `share`."""
    logs = math.log(share), math.log1p(-share)
    terms = [_log_choose(count, k) + k * logs[0] + (count - k) * logs[1] for k in range(events + 1)]
    return min(1.0, math.fsum(math.exp(term) for term in terms))


def _log_choose(count: int, k: int) -> float:
    return math.lgamma(count + 1) - math.lgamma(k + 1) - math.lgamma(count - k + 1)


@dataclass(frozen=True, slots=True)
class GoodScores:
    """The sorted scores of good pictures that were held out, as a scale from 0 to 1."""

    scores: Scores

    def share_below(self, score: float) -> float:
        """The share of good pictures that score less; the score of rank k gives k / (count + 1).

        Beyond the largest an exponential tail goes on (the limit of peaks over a threshold for light tails: Pickands
        1975), so that worse always means nearer to 1.
        """
        count = len(self.scores)
        if score <= self.scores[-1]:
            ranks = np.arange(1, count + 1) / (count + 1)
            if score < self.scores[0]:
                return float(ranks[0] * max(0.0, score) / max(self.scores[0], 1e-12))
            return float(np.interp(score, self.scores, ranks))
        tail = max(2, math.ceil(TAIL_SHARE * count))
        start = self.scores[-min(tail, count)]
        fall = max(float(np.mean(self.scores[-tail:] - start)), 1e-6 * max(1.0, abs(float(start))))
        beyond = math.exp(-min(700.0, (score - float(self.scores[-1])) / fall))
        return 1.0 - beyond / (count + 1)

    def score_at(self, share: float) -> float:
        """The score that so many good pictures stay below: `share_below` turned round, up to the largest."""
        ranks = np.arange(1, len(self.scores) + 1) / (len(self.scores) + 1)
        return float(np.interp(share, ranks, self.scores))

    def at_rank(self, rank: int) -> float:
        """The share that belongs to a rank of `limit_rank`."""
        return rank / (len(self.scores) + 1)
