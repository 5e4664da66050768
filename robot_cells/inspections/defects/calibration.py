"""Turns what the network believes into probabilities that hold, and finds the thresholds of verdicts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]

LEAST_EVENTS = 20
"""With fewer true or fewer false candidates than this nothing is calibrated: beliefs are taken as they are."""
SURE_SHARE = 0.995
"""This share of the true defects that were found in the calibration lies above the threshold of doubt."""
DOUBT_RANGE = (0.02, 0.3)
"""The threshold of doubt lies in this range, whatever the calibration says."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """The probability is the logistic function of `slope * logit(belief) + offset`.

    Platt, Advances in Large Margin Classifiers, 1999.
    """

    slope: float = 1.0
    offset: float = 0.0

    def probability(self, belief: npt.ArrayLike) -> Floats:
        """Probabilities of beliefs, both between 0 and 1."""
        return np.asarray(1 / (1 + np.exp(-(self.slope * _logit(belief) + self.offset))), dtype=np.float64)


def fitted_calibration(beliefs: npt.ArrayLike, is_true: npt.ArrayLike) -> Calibration:
    """By Newton's method on the likelihood, with Platt's targets; as it is where there is too little to fit to."""
    truth = np.asarray(is_true, dtype=np.float64)
    true, false = truth.sum(), len(truth) - truth.sum()
    if min(true, false) < LEAST_EVENTS:
        return Calibration()
    aims = np.where(truth > 0, (true + 1) / (true + 2), 1 / (false + 2))
    features = np.stack([_logit(beliefs), np.ones(len(truth))], axis=1)
    line = np.array((1.0, 0.0))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-features @ line))
        slope = features.T @ (aims - chance)
        curvature = (features * (chance * (1 - chance))[:, None]).T @ features + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, slope)
        # Newton's step is shortened, for far from the solution it may leap beyond it.
        line = line + step * min(1.0, 2.0 / max(1e-12, float(np.abs(step).max())))
        if float(np.abs(step).max()) < 1e-8:
            break
    return Calibration(float(line[0]), float(line[1])) if line[0] > 0 else Calibration()


def best_threshold(probabilities: npt.ArrayLike, is_true: npt.ArrayLike, defects: int) -> float:
    """The probability from which on candidates are defects, so that F is greatest; `defects` is how many there are."""
    chances, truth = np.asarray(probabilities, dtype=np.float64), np.asarray(is_true, dtype=np.float64)
    if not len(chances):
        return 0.5
    order = np.argsort(-chances, kind="stable")
    found = np.cumsum(truth[order])
    score = 2 * found / (np.arange(1, len(order) + 1) + max(1, defects))
    # F is flat about its summit: the middle of what comes within a thousandth of it is the steadiest choice, but never
    # above half of the greatest F, where it belongs if the probabilities hold (Lipton et al., ECML 2014).
    high = np.flatnonzero(score >= score.max() - 0.001)
    middle = float((chances[order][high[0]] + chances[order][high[-1]]) / 2)
    return max(0.1, min(middle, float(score.max()) / 2))


def doubt_threshold(probabilities: npt.ArrayLike, is_true: npt.ArrayLike, threshold: float) -> float:
    """The probability from which on a candidate keeps a picture from passing."""
    chances = np.asarray(probabilities, dtype=np.float64)[np.asarray(is_true, dtype=bool)]
    low = float(np.quantile(chances, 1 - SURE_SHARE)) if len(chances) else 0.0
    return min(threshold, max(DOUBT_RANGE[0], min(DOUBT_RANGE[1], low)))


def _logit(belief: npt.ArrayLike) -> Floats:
    held = np.clip(np.asarray(belief, dtype=np.float64), 1e-6, 1 - 1e-6)
    return np.asarray(np.log(held / (1 - held)), dtype=np.float64)
