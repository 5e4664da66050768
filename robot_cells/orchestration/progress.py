"""Where a job is in its recipe."""

from __future__ import annotations

from robot_cells.ids import OperationId, ProductId
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import JobState


def ready_operations(plant: Plant, job: JobState) -> tuple[OperationId, ...]:
    """The operations that the job could go through next; the one that shall be tried again, where there is one.

    Operations of a rework route come one after another and before anything else. A product is one piece, so however
    many are ready, one at a time is done.
    """
    if job.pinned is not None:
        return (job.pinned,)
    if job.detour:
        return job.detour[:1]
    recipe = plant.product(job.product).recipe
    return tuple(item.id for item in recipe.operations if item.id not in job.done and job.done.issuperset(item.after))


def is_finished(plant: Plant, job: JobState) -> bool:
    """Whether nothing is left to be done."""
    return not job.detour and len(job.done) == len(plant.product(job.product).recipe.operations)


class RemainingWork:
    """How much work is left for a job, remembered by product and progress."""

    def __init__(self, plant: Plant) -> None:
        self._plant = plant
        self._known: dict[tuple[ProductId, frozenset[OperationId], tuple[OperationId, ...]], tuple[float, int]] = {}

    def of(self, job: JobState) -> tuple[float, int]:
        """Seconds of work left at the shortest durations, and the number of operations left."""
        return self._left(job.product, frozenset(job.done), job.detour)

    def whole(self, product: ProductId) -> tuple[float, int]:
        """The same for a piece that has not entered the floor."""
        return self._left(product, frozenset(), ())

    def _left(
        self, product: ProductId, done: frozenset[OperationId], detour: tuple[OperationId, ...]
    ) -> tuple[float, int]:
        key = (product, done, detour)
        found = self._known.get(key)
        if found is None:
            recipe = self._plant.product(product).recipe
            left = [*detour, *(item.id for item in recipe.operations if item.id not in done)]
            work_s = sum(self._plant.shortest_s[product, item] for item in left)
            found = self._known[key] = (work_s, len(left))
        return found
