"""A product: its recipe, and where it has one, its layout."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.ids import ProductId
from robot_cells.orders.layout import Layout
from robot_cells.orders.recipe import Recipe


@dataclass(frozen=True, slots=True)
class Product:
    """What can be ordered. A product of a public benchmark has no layout."""

    id: ProductId
    recipe: Recipe
    layout: Layout | None = None
    description: str = ""
