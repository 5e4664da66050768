"""When a cell or a resource works: shifts, breaks and maintenance, as the times at which it does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Closure(NamedTuple):
    """Closed from `start_s` up to, not including, `end_s`; line time in seconds."""

    start_s: float
    end_s: float


@dataclass(frozen=True, slots=True)
class Calendar:
    """Closed times, in order and apart from one another; open before, between and after them."""

    closures: tuple[Closure, ...] = ()


OPEN = Calendar()
"""Always open."""
