"""The limit keeps the false-call rate that is stated."""

from itertools import pairwise

import numpy as np
import pytest

from robot_cells.errors import InspectionError
from robot_cells.inspections.anomaly.conformal_limit import GoodScores, least_count, limit_rank
from robot_cells.inspections.anomaly.ranking import area_under_roc
from robot_cells.inspections.anomaly.region_overlap import region_overlap


@pytest.mark.parametrize(("count", "rate"), [(19, 0.05), (49, 0.02), (60, 0.02), (99, 0.01), (200, 0.1)])
def test_on_average_no_more_good_pictures_exceed_the_limit_than_stated(count, rate):
    random = np.random.default_rng(3)
    rank = limit_rank(count, rate)
    draws = np.sort(random.exponential(1, (20_000, count)), axis=1)
    exceeded = (random.exponential(1, 20_000) > draws[:, rank - 1]).mean()
    # Three standard deviations of what 20,000 trials can tell.
    assert exceeded <= rate + 3 * np.sqrt(rate / 20_000)
    assert exceeded >= rate - 1 / (count + 1) - 3 * np.sqrt(rate / 20_000)


@pytest.mark.parametrize(("count", "rate", "confidence"), [(149, 0.02, 0.95), (300, 0.02, 0.9), (60, 0.05, 0.95)])
def test_with_confidence_that_share_of_trainings_keeps_the_rate(count, rate, confidence):
    random = np.random.default_rng(5)
    rank = limit_rank(count, rate, confidence)
    true_rates = 1 - np.sort(random.uniform(0, 1, (20_000, count)), axis=1)[:, rank - 1]
    assert (true_rates <= rate).mean() >= confidence - 0.01


@pytest.mark.parametrize("rate", [0.3, 0.05, 0.02, 0.001])
@pytest.mark.parametrize("confidence", [0.0, 0.9])
def test_too_few_good_pictures_are_refused_and_the_number_that_it_takes_is_named(rate, confidence):
    least = least_count(rate, confidence)
    assert limit_rank(least, rate, confidence) == least
    with pytest.raises(InspectionError, match=f"At least {least} are needed"):
        limit_rank(least - 1, rate, confidence)


def test_a_higher_score_is_never_a_smaller_share():
    good = GoodScores(np.sort(np.random.default_rng(1).gamma(4, 1, 50)))
    shares = [good.share_below(score) for score in np.linspace(0, 60, 500)]
    assert all(a <= b for a, b in pairwise(shares))
    assert 0 <= shares[0] < 0.01
    assert 0.98 < shares[-1] <= 1


def test_the_share_of_a_rank_is_that_of_its_score():
    good = GoodScores(np.arange(1.0, 50.0))
    for rank in (1, 20, 49):
        assert good.share_below(float(rank)) == pytest.approx(good.at_rank(rank))
        assert good.score_at(good.at_rank(rank)) == pytest.approx(rank)


def test_equal_scores_of_all_good_pictures_still_make_a_scale():
    good = GoodScores(np.full(30, 2.0))
    assert good.share_below(2.0) <= 30 / 31 < good.share_below(2.1)


def test_the_area_under_the_curve_counts_pairs():
    assert area_under_roc([1, 2, 3], [4, 5]) == 1.0
    assert area_under_roc([1, 2], [2]) == 0.75
    assert np.isnan(area_under_roc([], [1]))


def test_a_map_that_marks_its_regions_overlaps_fully_and_one_of_noise_hardly():
    mask = np.zeros((40, 40), np.bool_)
    mask[5:9, 5:9] = mask[20:30, 20:30] = True
    assert region_overlap([mask.astype(np.float32)], [mask]) > 0.99
    noise = np.random.default_rng(2).uniform(0, 1, mask.shape).astype(np.float32)
    assert region_overlap([noise], [mask]) == pytest.approx(0.15, abs=0.07)
