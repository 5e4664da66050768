"""The network's two convolutions with slopes of their own: quicker on a CPU than those that JAX derives.

JAX makes of a slope by the kernel a convolution with a kernel as large as the planes, which CPUs do badly. Here it is a
matrix product for each place of the kernel. Planes are (number, row, column, plane), kernels (row, column, plane in,
plane out), as in `network.Weights`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

ALIGNED = 4
"""The compiler's convolutions are nearly thrice as quick when the planes that go in are a multiple of this."""
MANY_PLANES = 16
"""From as many planes on the shorter side of a product is turned, so that both are read along their rows."""

Planes = Any
"""A JAX array of planes, or of slopes by them."""
Kernel = Any
Convolution = Callable[[Planes, Kernel], Planes]


@cache
def same_convolution() -> Convolution:
    """A convolution of 3 x 3 that keeps the size: what lies outside is zero."""
    return _with_slopes(_same, _same_slopes)


@cache
def halving_convolution() -> Convolution:
    """A convolution of 2 x 2 with stride 2; the edge of the planes is even."""
    return _with_slopes(_halved, _halved_slopes)


def _with_slopes(forward: Convolution, slopes: Callable[..., tuple[Planes, Kernel]]) -> Convolution:
    import jax

    convolution = jax.custom_vjp(forward)
    convolution.defvjp(
        lambda planes, kernel: (forward(planes, kernel), (planes, kernel)), lambda kept, slope: slopes(*kept, slope)
    )
    result: Convolution = convolution
    return result


def _same(planes: Planes, kernel: Kernel) -> Planes:
    import jax.numpy as jnp

    missing = -planes.shape[3] % ALIGNED
    if missing:
        planes = jnp.pad(planes, ((0, 0), (0, 0), (0, 0), (0, missing)))
        kernel = jnp.pad(kernel, ((0, 0), (0, 0), (0, missing), (0, 0)))
    return _plain(planes, kernel, 1)


def _same_slopes(planes: Planes, kernel: Kernel, slope: Planes) -> tuple[Planes, Kernel]:
    import jax.numpy as jnp

    edge = planes.shape[1]
    back = _plain(slope, jnp.flip(kernel, (0, 1)).transpose(0, 1, 3, 2), 1)
    wide = jnp.pad(planes, ((0, 0), (1, 1), (1, 1), (0, 0)))
    seen = [wide[:, row : row + edge, column : column + edge] for row in range(3) for column in range(3)]
    return back, _kernel_slope(seen, slope).reshape(kernel.shape)


def _halved(planes: Planes, kernel: Kernel) -> Planes:
    return _plain(planes, kernel, 2)


def _halved_slopes(planes: Planes, kernel: Kernel, slope: Planes) -> tuple[Planes, Kernel]:
    number, edge, wide = planes.shape[0], slope.shape[1], planes.shape[3]
    back = slope.reshape(-1, slope.shape[3]) @ kernel.reshape(-1, slope.shape[3]).T
    parts = back.reshape(number, edge, edge, 2, 2, wide).transpose(0, 1, 3, 2, 4, 5)
    quarters = planes.reshape(number, edge, 2, edge, 2, wide)
    seen = [quarters[:, :, row, :, column] for row in range(2) for column in range(2)]
    return parts.reshape(planes.shape), _kernel_slope(seen, slope).reshape(kernel.shape)


def _kernel_slope(seen: list[Planes], slope: Planes) -> Kernel:
    """The slope by the kernel, (places, planes in, planes out); `seen` is what each place of it has seen."""
    import jax
    import jax.numpy as jnp

    flat = slope.reshape(-1, slope.shape[3])
    rows = [part.reshape(-1, part.shape[3]) for part in seen]
    if rows[0].shape[1] < MANY_PLANES:
        return jnp.stack([row.T @ flat for row in rows])
    # The barriers keep the compiler from taking the turns back.
    barrier = jax.lax.optimization_barrier
    turned = barrier(flat.T)
    return jnp.asarray(barrier(jnp.stack([turned @ row for row in rows])).transpose(0, 2, 1))


def _plain(planes: Planes, kernel: Kernel, stride: int) -> Planes:
    import jax

    padding, order = ("SAME" if stride == 1 else "VALID"), ("NHWC", "HWIO", "NHWC")
    return jax.lax.conv_general_dilated(planes, kernel, (stride, stride), padding, dimension_numbers=order)
