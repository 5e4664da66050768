"""Trains the network with JAX: cross-entropy for the class, the likelihood of its edges for the box."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from robot_cells.inspections.defects.box_loss import edge_loss
from robot_cells.inspections.defects.convolutions import halving_convolution, same_convolution
from robot_cells.inspections.defects.network import BOX, HIDDEN, LAYERS, SPREADS, Weights, final_edge, kernel_edge
from robot_cells.inspections.defects.squares import PLANES

PEAK_RATE, WARM_UP = 3e-3, 0.15
"""Learning rate of the one-cycle plan (Smith and Topin, arXiv:1708.07120), and the share of steps until its peak."""
DECAY = 2e-2
"""Weight decay of AdamW (Loshchilov and Hutter, ICLR 2019)."""
SMOOTHING = 0.02
"""Of the class labels: a few of them are wrong in any set that people have labelled."""
BOX_SHARE = 0.24
"""Weight of the box's loss."""
MARGIN_PX = 4.0
"""Unit of the margins that are learned: in pixels they would be learned too slowly."""
MOMENTUM = 0.9
"""Of the averages that normalisations use after training."""
EPSILON = 1e-5
PIECE = 32
"""Squares that are normalised together, and computed by one thread: their planes stay in its cache."""

Tree = Any
"""A nest of lists and dictionaries of JAX arrays."""
Arrays = tuple[npt.NDArray[Any], ...]
"""The arrays of a batch or of a piece of it, in the order of `Batch`."""


@dataclass(frozen=True, slots=True)
class Batch:
    """`squares` (n, EDGE, EDGE, PLANES), `classes` (n,) with 0 for no defect, `boxes` (n, 4) where there is one.

    `frames` (n, 4, 4) take margins of boxes, in pixels of the upright picture, to those in the squares.
    """

    squares: npt.NDArray[np.float32]
    classes: npt.NDArray[np.int32]
    boxes: npt.NDArray[np.float32]
    frames: npt.NDArray[np.float32]


def learn(
    batch: Callable[[], Batch],
    steps: int,
    classes: int,
    seed: int,
    tell: Callable[[int, float], None],
    *,
    workers: int = 1,
) -> Weights:
    """Trains from the beginning; `tell` hears the step and its loss now and then.

    A batch is a whole number of pieces of `PIECE` squares. `workers` threads compute them side by side, while the next
    batch is drawn; what comes out does not depend on how many they are.
    """
    import jax

    slopes_of, moved = _compiled()
    parameters = initial_parameters(np.random.default_rng(seed), classes)
    averages = [{"mean": np.zeros(c, np.float32), "variance": np.ones(c, np.float32)} for c, _ in LAYERS]
    first = jax.tree.map(np.zeros_like, parameters)
    state = (parameters, averages, first, first)

    def computed(piece: Arrays) -> Tree:
        return jax.block_until_ready(slopes_of(state[0], *piece))

    with ThreadPoolExecutor(max(1, workers)) as pool:
        drawn = batch()
        for number in range(steps):
            asked = [pool.submit(computed, piece) for piece in _pieces(drawn)]
            if number + 1 < steps:
                drawn = batch()
            state, loss = moved(state, float(number + 1), rate_at(number, steps), [item.result() for item in asked])
            if number % 25 == 24 or number == steps - 1:
                tell(number + 1, float(loss))
    return _folded(jax.tree.map(np.asarray, state[0]), jax.tree.map(np.asarray, state[1]))


def _pieces(batch: Batch) -> list[Arrays]:
    """The arrays of a batch, `PIECE` squares at a time."""
    arrays = [getattr(batch, field.name) for field in fields(batch)]
    return [tuple(array[at : at + PIECE] for array in arrays) for at in range(0, len(batch.classes), PIECE)]


def rate_at(step: int, steps: int) -> float:
    """The learning rate of a step: up by a cosine to the peak, then down by another to almost nothing."""
    share = step / max(1, steps - 1)
    if share < WARM_UP:
        return PEAK_RATE * (0.04 + 0.96 * (1 - math.cos(math.pi * share / WARM_UP)) / 2)
    return PEAK_RATE * (1e-4 + (1 + math.cos(math.pi * (share - WARM_UP) / (1 - WARM_UP))) / 2)


def initial_parameters(random: np.random.Generator, classes: int) -> Tree:
    """Initial weights, drawn evenly from within one by the root of the number of inputs (LeCun et al., 1998).

    He's larger ones (ICCV 2015) fit the training as well and, in as few steps, what is new clearly worse: under
    normalisations the first weights' size is the inverse of the learning rate.
    """

    def drawn(*shape: int) -> npt.NDArray[np.float32]:
        bound = 1 / math.sqrt(math.prod(shape[:-1]))
        return random.uniform(-bound, bound, shape).astype(np.float32)

    convolutions, planes = [], PLANES
    for width, stride in LAYERS:
        unit = {"gain": np.ones(width, np.float32), "offset": np.zeros(width, np.float32)}
        convolutions.append({"kernel": drawn(kernel_edge(stride), kernel_edge(stride), planes, width), **unit})
        planes = width
    sizes = (planes * final_edge() ** 2, HIDDEN, classes + 1 + BOX + SPREADS)
    dense = [{"matrix": drawn(a, b), "offset": np.zeros(b, np.float32)} for a, b in pairwise(sizes)]
    return {"convolutions": convolutions, "dense": dense, "margins": np.zeros((classes + 1, BOX), np.float32)}


@cache
def _compiled() -> tuple[Callable[..., Tree], Callable[..., tuple[Tree, Any]]]:
    """Loss, moments and slopes of a piece; and the step that follows from those of all pieces."""
    import jax
    import jax.numpy as jnp

    def moved(state: Tree, age: Any, rate: Any, pieces: Tree) -> tuple[Tree, Any]:  # noqa: ANN401
        """The state after a step of AdamW along the mean slopes of all pieces, and their mean loss."""
        parameters, averages, first, second = state
        (loss, moments), slopes = jax.tree.map(lambda *parts: sum(parts) / len(parts), *pieces)
        averages = jax.tree.map(lambda old, new: MOMENTUM * old + (1 - MOMENTUM) * new, averages, moments)
        first = jax.tree.map(lambda old, slope: 0.9 * old + 0.1 * slope, first, slopes)
        second = jax.tree.map(lambda old, slope: 0.999 * old + 0.001 * slope**2, second, slopes)

        def adam(value: Any, mean: Any, square: Any) -> Any:  # noqa: ANN401
            change = (mean / (1 - 0.9**age)) / (jnp.sqrt(square / (1 - 0.999**age)) + 1e-8)
            return value - rate * (change + DECAY * value)

        return (jax.tree.map(adam, parameters, first, second), averages, first, second), loss

    slopes_of = jax.value_and_grad(piece_loss, has_aux=True)
    # Every piece is computed by one thread: several pieces at once are quicker than one by several threads.
    alone = {"xla_cpu_multi_thread_eigen": False}
    return jax.jit(slopes_of, compiler_options=alone), jax.jit(moved, compiler_options=alone)


def piece_loss(parameters: Tree, squares: Any, classes: Any, boxes: Any, frames: Any) -> tuple[Any, Tree]:  # noqa: ANN401
    """The loss of a piece, and mean and variance of each normalisation over it."""
    import jax
    import jax.numpy as jnp

    answers, moments = _forward(parameters, squares)
    count = answers.shape[1] - BOX - SPREADS
    wanted = jax.nn.one_hot(classes, count) * (1 - SMOOTHING) + SMOOTHING / count
    naming = -jnp.mean(jnp.sum(wanted * jax.nn.log_softmax(answers[:, :count]), axis=1))
    margins = jnp.einsum("nij,nj->ni", frames, MARGIN_PX * parameters["margins"][classes])
    edges = edge_loss(answers[:, count : count + BOX] + margins - boxes, answers[:, count + BOX :])
    there = (classes > 0).astype(jnp.float32)
    return naming + BOX_SHARE * jnp.sum(edges * there) / jnp.maximum(1.0, there.sum()), moments


def _forward(parameters: Tree, squares: Any) -> tuple[Any, Tree]:  # noqa: ANN401
    """Answers, and mean and variance of each normalisation over this piece."""
    import jax
    import jax.numpy as jnp

    same, halving = same_convolution(), halving_convolution()
    planes, moments = squares, []
    for layer, (_, stride) in zip(parameters["convolutions"], LAYERS, strict=True):
        planes = (same if stride == 1 else halving)(planes, layer["kernel"])
        mean, variance = planes.mean(axis=(0, 1, 2)), planes.var(axis=(0, 1, 2))
        moments.append({"mean": mean, "variance": variance})
        scale = layer["gain"] * jax.lax.rsqrt(variance + EPSILON)
        planes = jax.nn.relu((planes - mean) * scale + layer["offset"])
    flat = planes.reshape(planes.shape[0], -1)
    hidden, last = parameters["dense"]
    flat = jax.nn.relu(flat @ hidden["matrix"] + hidden["offset"])
    return jnp.asarray(flat @ last["matrix"] + last["offset"]), moments


def _folded(parameters: Tree, averages: Tree) -> Weights:
    """Normalisations with their averages become part of the convolutions."""
    convolutions = []
    for layer, average in zip(parameters["convolutions"], averages, strict=True):
        scale = layer["gain"] / np.sqrt(average["variance"] + EPSILON)
        offset = layer["offset"] - average["mean"] * scale
        convolutions.append(((layer["kernel"] * scale).astype(np.float32), offset.astype(np.float32)))
    dense = tuple((layer["matrix"], layer["offset"]) for layer in parameters["dense"])
    return Weights(tuple(convolutions), dense, (MARGIN_PX * parameters["margins"][1:]).astype(np.float32))
