"""How running work is ended before its time."""

from __future__ import annotations

from enum import IntEnum


class CancelPolicy(IntEnum):
    """How a running attempt is ended before its time; the numbers are those of `Assignment.msg`."""

    FINISH_STEP = 0
    """After the step that is running."""
    PARK = 1
    """After the step that is running; then the devices go to their parking places."""
    STOP_NOW = 2
    """At once, where the devices stand."""
