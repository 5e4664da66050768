"""The network's convolutions and their own slopes, beside those that JAX derives from the plain convolution."""

from functools import partial

import numpy as np
import pytest
from drawn_boards import CLASSES

from robot_cells.inspections.defects import learning
from robot_cells.inspections.defects.convolutions import halving_convolution, same_convolution
from robot_cells.inspections.defects.lessons import BATCH
from robot_cells.inspections.defects.squares import EDGE, PLANES

CASES = {
    "few planes, no multiple of four": (same_convolution, 3, (3, 10, 10, 9), 24),
    "many planes": (same_convolution, 3, (2, 6, 6, 32), 48),
    "one square of one place": (same_convolution, 3, (1, 1, 1, 5), 7),
    "halved, few planes": (halving_convolution, 2, (3, 8, 8, 3), 5),
    "halved, many planes": (halving_convolution, 2, (2, 6, 6, 24), 32),
}


def _plain(stride):
    import jax

    padding, order = ("SAME" if stride == 1 else "VALID"), ("NHWC", "HWIO", "NHWC")
    plain = partial(jax.lax.conv_general_dilated, window_strides=(stride, stride), padding=padding)
    return lambda planes, kernel: plain(planes, kernel, dimension_numbers=order)


def _close(one, other):
    """Within the rounding of 32 bit sums, beside the largest."""
    return np.allclose(one, other, rtol=0, atol=2e-6 * max(1.0, float(np.abs(other).max())))


@pytest.mark.parametrize("name", CASES)
def test_a_convolution_and_its_slopes_are_those_of_the_plain_one(name):
    import jax

    convolution, edge, size, planes_out = CASES[name]
    random = np.random.default_rng(3)
    planes = random.normal(size=size).astype(np.float32)
    kernel = random.normal(size=(edge, edge, size[3], planes_out)).astype(np.float32)
    found, slopes_of = jax.vjp(convolution(), planes, kernel)
    wanted, wanted_slopes_of = jax.vjp(_plain(1 if edge == 3 else 2), planes, kernel)
    assert found.shape == wanted.shape
    assert _close(found, wanted)
    slope = random.normal(size=found.shape).astype(np.float32)
    for one, other in zip(slopes_of(slope), wanted_slopes_of(slope), strict=True):
        assert one.shape == other.shape
        assert _close(one, other)


def _piece(random, count=8):
    classes = np.arange(count, dtype=np.int32) % 3
    squares = random.uniform(-0.5, 0.5, (count, EDGE, EDGE, PLANES)).astype(np.float32)
    boxes, frames = random.uniform(-0.4, 0.4, (count, 4)), random.uniform(-0.01, 0.01, (count, 4, 4))
    return learning.Batch(squares, classes, boxes.astype(np.float32), frames.astype(np.float32))


def test_the_slopes_of_the_whole_network_are_those_of_the_plain_one(monkeypatch):
    import jax

    piece, parameters = _piece(np.random.default_rng(5)), learning.initial_parameters(np.random.default_rng(7), 2)

    def slopes():
        compiled = jax.jit(jax.grad(learning.piece_loss, has_aux=True))
        return jax.tree.leaves(compiled(parameters, piece.squares, piece.classes, piece.boxes, piece.frames))

    found = slopes()
    monkeypatch.setattr(learning, "same_convolution", lambda: _plain(1))
    monkeypatch.setattr(learning, "halving_convolution", lambda: _plain(2))
    for one, other in zip(found, slopes(), strict=True):
        assert np.abs(one - other).max() <= 2e-5 * max(1e-3, float(np.abs(other).max()))


def test_the_number_of_threads_does_not_change_the_network():
    def trained(workers):
        random, told = np.random.default_rng(11), []

        def batch():
            return _piece(random, BATCH)

        weights = learning.learn(batch, 3, len(CLASSES), 1, lambda *words: told.append(words), workers=workers)
        return weights, told

    (one, told_one), (three, told_three) = trained(1), trained(3)
    assert told_one == told_three
    assert told_one[-1][0] == 3
    for first, second in zip((*one.convolutions, *one.dense), (*three.convolutions, *three.dense), strict=True):
        assert all(np.array_equal(*arrays) for arrays in zip(first, second, strict=True))
