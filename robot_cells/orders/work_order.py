"""A work order (ISA-95): a quantity of one product, wanted by a time."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from robot_cells.ids import OrderId, ProductId

MAX_QUANTITY = 100_000
"""More pieces than this in one order are refused as a slip of the keyboard."""
MAX_PRIORITY = 1_000_000
"""Priorities lie between this and its negative."""
MAX_HORIZON_S = 366 * 86_400.0
"""A year. Releases and due dates lie within it."""
ORDER_ID = r"^[A-Za-z0-9][A-Za-z0-9_.-]{0,63}$"
"""What an order's id looks like: every barcode and file name takes it, and a serial number that begins with it."""


class OnTimeout(Enum):
    """What follows when an order has not ended in time."""

    ALARM = "alarm"
    """Somebody is told; the order goes on."""
    CANCEL = "cancel"
    """Somebody is told, and the order is cancelled."""


@dataclass(frozen=True, slots=True)
class WorkOrder:
    """Times in seconds after the order was submitted; a larger `priority` goes first; `due_s` None is no due date.

    `timeout_s` counts from the release: an order that has not ended by then brings the alarm `timeout.order` about, and
    what `on_timeout` says. None is no limit.
    """

    id: OrderId
    product: ProductId
    quantity: int
    release_s: float = 0.0
    due_s: float | None = None
    priority: int = 0
    timeout_s: float | None = None
    on_timeout: OnTimeout = OnTimeout.ALARM
