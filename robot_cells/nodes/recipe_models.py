"""Which of the models that every product has are asked for in a plant: those are ready before the first product is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from robot_cells.documents.plant import Plant
from robot_cells.inspections.workers.seat import Key
from robot_cells.inspections.workers.settings import PRESENCE


def models_of_products(plant: Plant) -> tuple[Key, ...]:
    """For every product with a layout its presence model where its recipe or a cell names it, else its golden sample.

    Each takes a worker a second or two of processor time to draw; one that is asked for all the same is loaded then.
    """
    keys: list[Key] = []
    for product in plant.products.values():
        if product.layout is None:
            continue
        routes = product.recipe.rework_routes.values()
        operations = [*product.recipe.operations, *(item for route in routes for item in route.operations)]
        wanted = {operation.capability for operation in operations}
        given = [operation.parameters for operation in operations]
        given += [item.parameters for cell in plant.line.cells for item in cell.capabilities if item.name in wanted]
        names_presence = any(PRESENCE in _names(parameters) for parameters in given)
        keys.append((product.id, PRESENCE if names_presence else ""))
    return tuple(keys)


def _names(parameters: Mapping[str, object]) -> Iterator[object]:
    """The models that parameters of an inspection name."""
    yield parameters.get("model")
    opinions = parameters.get("second_opinions")
    yield from opinions if isinstance(opinions, Collection) else ()
