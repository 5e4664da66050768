"""What can be understood of an orders document that is wrong in places, so that all its faults are told at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from robot_cells.documents.document import Document, KeyPath, written
from robot_cells.documents.problem import Problem


@dataclass(frozen=True, slots=True)
class UnderstoodOrder:
    """One work order; None is what is missing or wrong. Times in seconds after its submission."""

    path: KeyPath
    id: str | None
    product: str | None
    quantity: int | None
    release_s: float | None
    due_s: float | None


@dataclass(frozen=True, slots=True)
class UnderstoodFault:
    """One fault of the equipment: what it names, by key."""

    path: KeyPath
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class UnderstoodOrders:
    """Every order and fault, in the order of the document."""

    orders: tuple[UnderstoodOrder, ...]
    faults: tuple[UnderstoodFault, ...]


def understand(document: Document, problems: Iterable[Problem]) -> UnderstoodOrders:
    """Everything in an orders document but what its shape's `problems` are about."""
    wrong = {problem.key for problem in problems}
    return UnderstoodOrders(
        tuple(_order(path, values) for path, values in _entries(document, "orders", wrong)),
        tuple(
            UnderstoodFault(path, {key: value for key, value in values.items() if isinstance(value, str)})
            for path, values in _entries(document, "faults", wrong)
        ),
    )


def _entries(document: Document, name: str, wrong: set[str]) -> list[tuple[KeyPath, dict[str, object]]]:
    """The mappings in a list, with None for what is wrong in each; one that is wrong as a whole is empty."""
    found = document.value((name,))
    entries: list[tuple[KeyPath, dict[str, object]]] = []
    for index, entry in enumerate(found if isinstance(found, list) else ()):
        path: KeyPath = (name, index)
        is_sound = isinstance(entry, dict) and written(path) not in wrong
        items = entry.items() if is_sound else ()
        entries.append((path, {key: None if written((*path, key)) in wrong else value for key, value in items}))
    return entries


def _order(path: KeyPath, values: Mapping[str, object]) -> UnderstoodOrder:
    identity, product, quantity = values.get("id"), values.get("product"), values.get("quantity")
    release_s, due_s = values.get("release_s", 0.0), values.get("due_s")
    return UnderstoodOrder(
        path,
        id=identity if isinstance(identity, str) else None,
        product=product if isinstance(product, str) else None,
        quantity=quantity if isinstance(quantity, int) else None,
        release_s=release_s if isinstance(release_s, int | float) else None,
        due_s=due_s if isinstance(due_s, int | float) else None,
    )
