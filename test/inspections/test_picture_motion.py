"""What is told of the motion between two pictures is what was done to the second."""

import cv2
import numpy as np
import pytest

from robot_cells.inspections.picture_motion import fitted_similarity, followed, followed_and_back, shift_between


@pytest.fixture(scope="module")
def scene():
    """Spots of all sizes, (200, 240)."""
    noise = np.random.default_rng(4).normal(0, 1, (200, 240))
    spots = cv2.GaussianBlur(noise, (0, 0), 2.5)
    return np.clip(128 + 300 * spots, 0, 255).astype(np.uint8)


@pytest.fixture(scope="module")
def points(scene):
    return cv2.goodFeaturesToTrack(scene[30:-30, 30:-30], 80, 0.05, 8).reshape(-1, 2) + np.float32(30)


def moved(picture, matrix):
    return cv2.warpAffine(picture, matrix, picture.shape[1::-1], borderMode=cv2.BORDER_REFLECT)


@pytest.mark.parametrize("shift", [(0.0, 0.0), (9.0, -6.0), (-3.4, 12.5)])
def test_the_shift_of_the_whole_is_found(scene, shift):
    picture = moved(scene, np.array(((1.0, 0.0, shift[0]), (0.0, 1.0, shift[1]))))
    assert shift_between(scene, picture) == pytest.approx(shift, abs=0.3)


def test_pictures_of_one_grey_have_no_shift():
    flat = np.full((40, 60), 90, np.uint8)
    assert shift_between(flat, flat) in (None, pytest.approx((0.0, 0.0), abs=1e-3))


def test_points_are_followed_and_their_similarity_is_what_was_done(scene, points):
    matrix = cv2.getRotationMatrix2D((120, 100), 3.0, 1.02)
    ahead, seen = followed(scene, moved(scene, matrix), points, points, 21, 3)
    assert seen.mean() > 0.9
    found, count = fitted_similarity(points[seen], ahead[seen], 1.0)
    assert found == pytest.approx(matrix, abs=0.1)
    assert count > 0.9 * seen.sum()


def test_a_point_that_does_not_come_back_is_lost(scene, points):
    picture = moved(scene, np.array(((1.0, 0.0, 2.0), (0.0, 1.0, 0.0))))
    picture[:, :120] = np.random.default_rng(5).integers(0, 256, (200, 120))
    _, seen = followed_and_back(scene, picture, points, points, 15, 1, miss_px=0.5)
    hidden = points[:, 0] < 105
    assert seen[points[:, 0] > 130].mean() > 0.9
    assert seen[hidden].mean() < 0.2


def test_points_that_are_one_place_fit_no_similarity():
    same = np.zeros((10, 2), np.float32)
    assert fitted_similarity(same, same, 1.0) is None
