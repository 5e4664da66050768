"""A candidate is told as every class that it may well be."""

import numpy as np

from robot_cells.inspections.defects.candidates import Candidates
from robot_cells.inspections.defects.readings import readings

SURE = [0.01, 0.98, 0.005, 0.005]
OPEN_OR_SPUR = [0.02, 0.58, 0.395, 0.005]
PERHAPS_SPUR = [0.50, 0.005, 0.49, 0.005]


def _found(*rows):
    """Candidates of chances and the left edge of their boxes of 40 x 40 pixels."""
    boxes = [(left, 0, left + 40, 40) for _, left in rows]
    spreads = np.ones((len(rows), 4), np.float32)
    return Candidates(np.array(boxes, np.float32), np.array([chances for chances, _ in rows], np.float32), spreads)


def _told(*rows):
    read = readings(_found(*rows))
    assert (np.diff(read.worth) <= 0).all()
    return list(zip(read.candidates.tolist(), read.kinds.tolist(), strict=True))


def test_a_sure_candidate_is_read_once():
    assert _told((SURE, 0)) == [(0, 0)]


def test_a_doubtful_one_is_read_as_both_with_its_box():
    assert _told((OPEN_OR_SPUR, 0)) == [(0, 0), (0, 1)]
    assert np.ptp(readings(_found((OPEN_OR_SPUR, 0))).boxes, axis=0).tolist() == [0, 0, 0, 0]


def test_worth_follows_the_chances_of_the_classes():
    worth = readings(_found((OPEN_OR_SPUR, 0))).worth
    assert np.isclose(worth[1] / worth[0], OPEN_OR_SPUR[2] / OPEN_OR_SPUR[1])


def test_beside_a_worthier_one_of_the_same_class_nothing_is_read_twice():
    # 40 pixels wide and 10 apart, they overlap by 0.6; 30 apart by 0.14.
    assert _told((PERHAPS_SPUR, 0), (OPEN_OR_SPUR, 10)) == [(1, 0), (0, 1)]
    assert _told((PERHAPS_SPUR, 0), (OPEN_OR_SPUR, 30)) == [(1, 0), (0, 1), (1, 1)]


def test_even_the_least_likely_candidate_is_read_as_something():
    assert _told(([0.985, 0.009, 0.003, 0.003], 0)) == [(0, 0)]


def test_nothing_is_read_where_nothing_was_found():
    nothing = np.zeros((0, 4), np.float32)
    assert len(readings(Candidates(nothing, np.zeros((0, 2), np.float32), nothing))) == 0
