"""The faults of a plan that have not happened yet."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from robot_cells.simulations.fault_plan import FaultSpec

F = TypeVar("F")


class PendingFaults:
    """Hands every fault out as often as it shall happen, and remembers what has happened."""

    def __init__(self, faults: Sequence[FaultSpec] = ()) -> None:
        self._left: list[tuple[FaultSpec, int | None]] = [
            (fault, None if _is_endless(fault) else getattr(fault, "times", 1)) for fault in faults
        ]
        self.happened: list[FaultSpec] = []

    def take(self, kind: type[F], applies: Callable[[F], bool]) -> F | None:
        """The next fault of a class for which `applies` holds, counted as happened; None when there is none."""
        for index, (fault, times) in enumerate(self._left):
            if not isinstance(fault, kind) or not applies(fault):
                continue
            if times == 1:
                del self._left[index]
            elif times is not None:
                self._left[index] = (fault, times - 1)
            self.happened.append(fault)
            return fault
        return None

    @property
    def pending(self) -> tuple[FaultSpec, ...]:
        """Those that are still to come, in the order of the plan."""
        return tuple(fault for fault, _ in self._left)


def _is_endless(fault: FaultSpec) -> bool:
    return getattr(fault, "times", 1) is None
