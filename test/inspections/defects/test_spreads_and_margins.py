"""Boxes: how surely each edge is known, and the room that people leave on one side only."""

import numpy as np
import pytest

from robot_cells.inspections.defects.candidates import Candidates, find_candidates, spread_of
from robot_cells.inspections.defects.learning import Batch, learn
from robot_cells.inspections.defects.network import onnx_network
from robot_cells.inspections.defects.network_session import network_session
from robot_cells.inspections.defects.squares import EDGE, FOLD, PLANES, widened
from robot_cells.inspections.defects.symmetries import Symmetry

REACH = 64.0
HALF = np.array([-0.25, -0.25, 0.25, 0.25], np.float32)
OUTWARD = np.array([-1, -1, 1, 1], np.float32)
MARGINS = OUTWARD * np.array([[1.2, -0.6, 0.0, -0.6], [0.0, 0.0, 1.0, -1.0]], np.float32)
"""Of class 1 and 2. All together they grow no box: growing it evenly is as well done by the network itself."""
SCATTER = (0.004, 0.04)
STEPS, NUMBER = 400, 8


def _drawn_loosely(random):
    """Squares that show their class as a grey: boxes with a margin, those of class 2 ten times as loosely drawn."""
    classes = random.integers(1, 3, NUMBER).astype(np.int32)
    squares = np.zeros((NUMBER, EDGE, EDGE, PLANES), np.float32) + (classes - 1.5).reshape(-1, 1, 1, 1).astype(
        np.float32
    )
    sides = [Symmetry(bool(random.integers(2)), int(random.integers(4))) for _ in classes]
    frames = np.stack([side.boxes(np.eye(4, dtype=np.float32)).T for side in sides]) / np.float32(REACH)
    scattered = random.laplace(0, np.array(SCATTER)[classes - 1, None], (NUMBER, 4))
    margins = np.einsum("nij,nj->ni", frames, MARGINS[classes - 1])
    return Batch(squares, classes, (HALF + margins + scattered).astype(np.float32), frames)


@pytest.fixture(scope="module")
def learned():
    random = np.random.default_rng(1)
    return learn(lambda: _drawn_loosely(random), STEPS, 2, 0, lambda step, loss: None)


def test_room_that_people_leave_on_one_side_is_learned_as_a_margin(learned):
    outward = learned.margins * OUTWARD
    uneven = (outward - outward.mean(axis=1, keepdims=True)) * OUTWARD
    along = (uneven * MARGINS).sum(axis=1)
    # So short a training goes a part of the way only, but in the right direction.
    assert (along > 0.2 * (MARGINS**2).sum(axis=1)).all()
    assert (along > 0.75 * np.linalg.norm(uneven, axis=1) * np.linalg.norm(MARGINS, axis=1)).all()


def test_loosely_drawn_boxes_are_known_to_be_loose(learned):
    network = network_session(onnx_network(learned).SerializeToString(), "here", classes=2)
    shown = np.stack([np.full((PLANES, EDGE, EDGE), kind - 1.5, np.float32) for kind in (1, 2)])
    spreads = spread_of(network(shown)[:, -4:])
    assert spreads[0].max() < 0.6 * spreads[1].min()


def _seen_at_the_mark(squares):
    """Answers of a network that knows all edges of a box well, but not the one near which the picture is bright."""
    answers = np.zeros((len(squares), 2 + 4 + 4), np.float32)
    answers[:, 1], answers[:, 2:6], answers[:, 6:] = 3.0, HALF, -2.0
    rows, columns = np.mgrid[:EDGE, :EDGE] + 0.5 - EDGE / 2
    for number, planes in enumerate(squares):
        light = planes[: FOLD * FOLD].sum(axis=0) + 0.5 * FOLD * FOLD
        x, y = (float((light * along).sum()) for along in (columns, rows))
        edge = (0 if x < 0 else 2) if abs(x) > abs(y) else (1 if y < 0 else 3)
        answers[number, 6 + edge] = 1.0
    return answers


@pytest.mark.parametrize(("x", "y", "edge"), [(85, 100, 0), (100, 85, 1), (115, 100, 2), (100, 115, 3)])
def test_an_edge_that_is_not_known_well_is_the_same_from_all_sides(x, y, edge):
    picture = np.zeros((200, 200), np.uint8)
    picture[y - 2 : y + 3, x - 2 : x + 3] = 255
    places = np.array([(100, 100)])
    found = find_candidates(_seen_at_the_mark, np.zeros((1, 4), np.float32), widened(picture, picture), places)
    assert len(found) == 1
    assert int(found.spreads[0].argmax()) == edge
    assert np.sort(found.spreads[0])[-1] > 5 * np.sort(found.spreads[0])[-2]


def test_margins_are_added_in_the_upright_picture():
    picture = np.zeros((200, 200), np.uint8)
    pictures, places = widened(picture, picture), np.array([(100, 100)])
    margins = np.array([[-3.0, 0.0, -3.0, 0.0]], np.float32)
    plain, moved = (
        find_candidates(_seen_at_the_mark, told, pictures, places).boxes[0]
        for told in (np.zeros_like(margins), margins)
    )
    assert (moved - plain)[[1, 3]].tolist() == [0, 0]
    assert (moved - plain)[[0, 2]].max() < -2


def test_of_equally_likely_candidates_the_better_known_box_comes_first():
    boxes = np.array([[0, 0, 40, 40], [100, 0, 140, 40], [200, 0, 280, 80]], np.float32)
    chances = np.array([[0.1, 0.9]] * 3, np.float32)
    spreads = np.array([[3.0] * 4, [1.0] * 4, [3.0] * 4], np.float32)
    worth = Candidates(boxes, chances, spreads).worth
    assert worth.argsort().tolist() == [0, 2, 1]
    assert worth.max() <= 0.9
