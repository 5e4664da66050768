"""Pairs of drawn boards as samples."""

import cv2
import numpy as np
import pytest
from drawn_boards import CLASSES, drawn_board, with_defects

from robot_cells.inspections.samples.sample import LabelledBox, Sample, SampleSet


@pytest.fixture(scope="session")
def drawn_samples(tmp_path_factory):
    """24 pairs with two defects each, of two groups."""
    folder, random, samples = tmp_path_factory.mktemp("boards"), np.random.default_rng(1), []
    for number in range(24):
        board = drawn_board(random)
        spoiled, boxes = with_defects(board, random)
        for name, picture in ((f"{number}.png", spoiled), (f"{number}_good.png", board)):
            cv2.imwrite(str(folder / name), picture)
        labelled = tuple(LabelledBox(CLASSES[kind - 1], x1, y1, x2, y2) for x1, y1, x2, y2, kind in boxes)
        place, good = folder / f"{number}.png", folder / f"{number}_good.png"
        samples.append(Sample(place.name, place, good, labelled, False, group=f"lot {number % 2}"))
    return SampleSet(folder, tuple(samples), CLASSES, "plain")
