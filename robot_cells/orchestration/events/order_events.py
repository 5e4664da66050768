"""Events about work orders."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import ClassVar

from robot_cells.ids import OrderId
from robot_cells.orchestration.events.event import Event
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.work_order import WorkOrder


class OrderEnd(Enum):
    """How an order ended."""

    COMPLETED = "completed"
    """Every piece was delivered."""
    FAILED = "failed"
    """At least one piece was scrapped."""
    CANCELLED = "cancelled"
    """Somebody cancelled it."""


@dataclass(frozen=True, slots=True)
class OrderSubmitted(Event):
    """A checked work order. Its release and due times count from `at_s`."""

    kind: ClassVar[str] = "order_submitted"

    order: WorkOrder

    @property
    def subject(self) -> str:
        """The order."""
        return self.order.id


@dataclass(frozen=True, slots=True)
class _OrderEvent(Event):
    order: OrderId

    @property
    def subject(self) -> str:
        """The order."""
        return self.order


@dataclass(frozen=True, slots=True)
class OrderCancelled(_OrderEvent):
    """Nothing more is begun for the order; its running attempts end by `policy`, its pieces leave the line.

    Without a `policy` each attempt ends as its operation says.
    """

    kind: ClassVar[str] = "order_cancelled"

    policy: CancelPolicy | None = None


@dataclass(frozen=True, slots=True)
class OrderPrioritised(_OrderEvent):
    """The order has a new priority; larger goes first."""

    kind: ClassVar[str] = "order_prioritised"

    priority: int


@dataclass(frozen=True, slots=True)
class OrderEnded(_OrderEvent):
    """No piece of the order is on the floor any more, and none will be."""

    kind: ClassVar[str] = "order_ended"

    end: OrderEnd
