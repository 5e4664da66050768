"""Probabilities hold, and thresholds lie where they should."""

import numpy as np
import pytest

from robot_cells.inspections.defects.calibration import (
    Calibration,
    best_threshold,
    doubt_threshold,
    fitted_calibration,
)


def test_overconfident_beliefs_become_probabilities_that_hold():
    random = np.random.default_rng(1)
    true_chance = random.random(20_000)
    truth = random.random(20_000) < true_chance
    logit = np.log(true_chance / (1 - true_chance))
    belief = 1 / (1 + np.exp(-(3 * logit + 1)))
    found = fitted_calibration(belief, truth)
    # The beliefs are three times too sure: a third of the slope takes that back.
    assert found.slope == pytest.approx(1 / 3, abs=0.02)
    assert found.offset == pytest.approx(-1 / 3, abs=0.05)
    assert float(np.abs(found.probability(belief) - true_chance).mean()) < 0.01


@pytest.mark.parametrize("truth", [[True] * 50, [False] * 50, []])
def test_beliefs_are_kept_where_there_is_nothing_to_fit_to(truth):
    beliefs = np.linspace(0.1, 0.9, len(truth))
    assert fitted_calibration(beliefs, truth) == Calibration()
    assert np.allclose(Calibration().probability(beliefs), beliefs)


def test_the_threshold_parts_true_from_false():
    assert best_threshold([0.9, 0.8, 0.7, 0.3, 0.2], [True, True, True, False, False], 3) == 0.5
    assert best_threshold([0.4, 0.3, 0.2], [True, True, False], 2) == pytest.approx(0.35, abs=0.06)


def test_without_candidates_the_threshold_is_a_half():
    assert best_threshold([], [], 5) == 0.5


def test_doubt_begins_below_nearly_all_true_defects_and_never_above_the_threshold():
    chances = np.linspace(0.2, 1.0, 1000)
    assert doubt_threshold(chances, np.ones(1000, bool), 0.5) == pytest.approx(0.204, abs=0.002)
    assert doubt_threshold(chances, np.ones(1000, bool), 0.1) == 0.1
    assert doubt_threshold([], [], 0.4) == 0.02
