"""A colour for each order that also colour-blind people tell apart."""

from __future__ import annotations

from collections.abc import Iterable

from robot_cells.ids import OrderId

PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#8C8C8C")
"""Okabe and Ito, "Color Universal Design" (2008), with grey in place of black, which is kept for marks."""
LIGHTER = 0.45
"""From the ninth order on the colours come again, that much nearer to white."""


def order_colours(orders: Iterable[OrderId]) -> dict[OrderId, str]:
    """A colour (`#rrggbb`) for each order, in their order."""
    result = {}
    for number, order in enumerate(orders):
        round_, place = divmod(number, len(PALETTE))
        result[order] = _lighter(PALETTE[place], LIGHTER * (round_ % 2))
    return result


def is_dark(colour: str) -> bool:
    """Whether white letters read better on it than black ones (luma with the weights of ITU-R BT.709)."""
    red, green, blue = _channels(colour)
    return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255 < 0.45


def _lighter(colour: str, share: float) -> str:
    return "#" + "".join(f"{round(value + (255 - value) * share):02X}" for value in _channels(colour))


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
