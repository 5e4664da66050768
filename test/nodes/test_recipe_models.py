"""Which models of products the vision node has ready."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from robot_cells.documents.plant import Plant, load_plant
from robot_cells.nodes.recipe_models import models_of_products

GOLDEN = (("tray_a", ""), ("tray_b", ""))
PRESENCE = (("tray_a", "presence"), ("tray_b", "presence"))


@pytest.fixture(scope="module")
def plant() -> Plant:
    return load_plant(Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml")


def with_parameters(plant: Plant, given: dict[str, object]) -> Plant:
    """The plant whose cells give these parameters to every inspection."""
    cells = tuple(
        replace(
            cell,
            capabilities=tuple(
                replace(item, parameters=given) if item.name == "inspect_tray" else item for item in cell.capabilities
            ),
        )
        for cell in plant.line.cells
    )
    return replace(plant, line=replace(plant.line, cells=cells))


@pytest.mark.parametrize(
    ("given", "models"),
    [
        ({}, GOLDEN),
        ({"model": "surface@2"}, GOLDEN),
        ({"model": "presence"}, PRESENCE),
        ({"model": "surface@2", "second_opinions": ["presence"]}, PRESENCE),
    ],
)
def test_what_a_cell_names_is_ready_for_every_product(
    plant: Plant, given: dict[str, object], models: tuple[tuple[str, str], ...]
) -> None:
    assert models_of_products(with_parameters(plant, given)) == models


def test_what_one_recipe_names_is_ready_for_that_product(plant: Plant) -> None:
    bare = with_parameters(plant, {})
    product = bare.products["tray_b"]
    operations = tuple(
        replace(item, parameters={"model": "presence"}) if item.id == "inspect" else item
        for item in product.recipe.operations
    )
    changed = replace(product, recipe=replace(product.recipe, operations=operations))
    plant = replace(bare, products={**bare.products, "tray_b": changed})
    assert models_of_products(plant) == (("tray_a", ""), ("tray_b", "presence"))


def test_the_reference_line_inspects_with_presence(plant: Plant) -> None:
    assert models_of_products(plant) == PRESENCE
