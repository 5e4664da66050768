"""What a box that the network draws costs in training.

The error of each edge is taken to be of Laplace's distribution, whose width the network tells, too (He and others,
Bounding Box Regression with Uncertainty, CVPR 2019, there with the normal one): loosely drawn boxes pull less, and how
well a box is known is known when it is used. Each edge is weighted by a power of the width, so that what is hard to
tell is learned as well (Seitzer and others, On the Pitfalls of Heteroscedastic Uncertainty Estimation, ICLR 2022).
"""

from __future__ import annotations

from typing import Any

from robot_cells.inspections.defects.network import LEAST_SPREAD, USUAL_SPREAD

BEND = 0.01
"""Below this, in edges of the square, the loss grows with the square of the error: what is nearly right stays calm."""
WIDTH_POWER = 0.5
"""Each edge is weighted by its spread (over the usual one) to this power."""


def edge_loss(away: Any, told: Any) -> Any:  # noqa: ANN401
    """Mean over the edges (n, 4) of the likelihood's negative logarithm: (n,), as JAX arrays.

    `away` are their errors in edges of the square, `told` what the network tells of their spreads.
    """
    import jax
    import jax.numpy as jnp

    error = jnp.abs(away)
    bent = jnp.where(error < BEND, error**2 / (2 * BEND), error - BEND / 2)
    spread = LEAST_SPREAD + USUAL_SPREAD * jnp.exp(told)
    weight = jax.lax.stop_gradient(spread / USUAL_SPREAD) ** WIDTH_POWER
    return jnp.mean(weight * (bent / spread + jnp.log(spread / USUAL_SPREAD)), axis=1)
