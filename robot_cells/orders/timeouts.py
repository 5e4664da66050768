"""How long a step may wait, run, and be silent."""

from __future__ import annotations

import math
from dataclasses import dataclass

SILENT_S = 60.0
"""A cell that has not been heard for so long is not waited for any longer, unless the recipe says otherwise."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """Limits of one operation in seconds of line time; infinity is no limit.

    `queued_s`: the operation could be done and waits for a cell; failure code `timeout.queued`. `running_s`: an attempt
    at it runs; failure code `timeout.running`. `silent_s`: the cell that has it in work is lost; failure code
    `cell.silent`. The fourth time-out is that of the whole order (`WorkOrder.timeout_s`).
    """

    queued_s: float = math.inf
    running_s: float = math.inf
    silent_s: float = SILENT_S
