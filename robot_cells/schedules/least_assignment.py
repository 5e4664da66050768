"""The cheapest assignment of rows to columns."""

from __future__ import annotations

import math
from collections.abc import Sequence


def least_assignment(costs: Sequence[Sequence[float]]) -> float:
    """The least sum when each row of a square matrix takes a column of its own; 0 for no rows.

    Shortest augmenting paths with dual prices: H. W. Kuhn, "The Hungarian method for the assignment problem", Naval
    Research Logistics Quarterly 2 (1955), in the n^3 form of N. Tomizawa, Networks 1 (1971).
    """
    count = len(costs)
    row_prices = [0.0] * (count + 1)
    column_prices = [0.0] * (count + 1)
    row_of = [0] * (count + 1)
    for row in range(1, count + 1):
        row_of[0] = row
        came_from = _shortest_path(costs, row_of, row_prices, column_prices)
        column = came_from[0]
        while column != 0:
            before = came_from[column]
            row_of[column] = row_of[before]
            column = before
    return sum(costs[row_of[column] - 1][column - 1] for column in range(1, count + 1))


def _shortest_path(
    costs: Sequence[Sequence[float]], row_of: list[int], row_prices: list[float], column_prices: list[float]
) -> list[int]:
    """From the row at column 0 to a free column: for each column the one before it, at 0 the free one; sets prices.

    Rows and columns count from 1; 0 stands for none.
    """
    count = len(costs)
    least = [math.inf] * (count + 1)
    came_from = [0] * (count + 1)
    is_used = [False] * (count + 1)
    column = 0
    while row_of[column] != 0:
        is_used[column] = True
        row, step, nearest = row_of[column], math.inf, 0
        for other in range(1, count + 1):
            if is_used[other]:
                continue
            reduced = costs[row - 1][other - 1] - row_prices[row] - column_prices[other]
            if reduced < least[other]:
                least[other], came_from[other] = reduced, column
            if least[other] < step:
                step, nearest = least[other], other
        for other in range(count + 1):
            if is_used[other]:
                row_prices[row_of[other]] += step
                column_prices[other] -= step
            else:
                least[other] -= step
        column = nearest
    came_from[0] = column
    return came_from
