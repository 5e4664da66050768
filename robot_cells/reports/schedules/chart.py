"""A schedule as it is drawn: rows, bars, marks; computed once for the picture and the page."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from robot_cells.ids import JobId, OrderId, ProductId
from robot_cells.schedules.calendar import Closure


class RowKind(StrEnum):
    """What a row of the chart shows."""

    CELL = "cell"
    VEHICLE = "vehicle"
    RESOURCE = "resource"


class BarKind(StrEnum):
    """What a bar is."""

    TASK = "task"
    TRIP = "trip"
    """Carrying a piece."""
    EMPTY = "empty"
    """Driving to a piece."""
    USE = "use"
    """Of a shared resource; `share` of it."""


@dataclass(frozen=True, slots=True)
class ChartRow:
    """A cell, a vehicle or a shared resource, and when it is closed."""

    name: str
    kind: RowKind
    closures: tuple[Closure, ...] = ()


@dataclass(frozen=True, slots=True)
class ChartOrder:
    """An order: its colour (`#rrggbb`), its pieces, its due date and when the last of them is complete; seconds."""

    id: OrderId
    product: ProductId
    colour: str
    pieces: int
    due_s: float | None
    end_s: float

    @property
    def late_s(self) -> float:
        """By how much it is late; 0 where it is not."""
        return 0.0 if self.due_s is None else max(0.0, self.end_s - self.due_s)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: `row` and `order` are positions in the chart. Line time in seconds, the change-over comes first."""

    row: int
    kind: BarKind
    start_s: float
    end_s: float
    order: int
    job: JobId | None
    label: str
    text: str
    changeover_s: float = 0.0
    is_critical: bool = False
    share: float = 1.0


@dataclass(frozen=True, slots=True)
class Chart:
    """All of it. `figures` are pairs of words to stand above; `bound_s` a lower bound of the makespan, if known."""

    title: str
    rows: tuple[ChartRow, ...]
    orders: tuple[ChartOrder, ...]
    bars: tuple[Bar, ...]
    end_s: float
    bound_s: float | None = None
    figures: tuple[tuple[str, str], ...] = ()
    is_clock: bool = True
    """Whether times are hours and minutes; public instances have units of their own."""

    @property
    def begin_s(self) -> float:
        """The left edge, line time in seconds."""
        return min([0.0, *(bar.start_s for bar in self.bars)])
