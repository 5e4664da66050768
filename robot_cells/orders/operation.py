"""One step of a recipe, and what follows when it fails."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from robot_cells.ids import CellId, OperationId
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.timeouts import Timeouts


class Consequence(Enum):
    """What follows a failed operation."""

    RETRY = "retry"
    """Try the same operation again, after the rule's back-off."""
    REWORK = "rework"
    """Send the product along a rework route of the recipe."""
    SCRAP = "scrap"
    """Give the product up; its order goes on with the others."""
    ASK = "ask"
    """Ask the operator which of the others it shall be."""


@dataclass(frozen=True, slots=True)
class FailureRule:
    """When an operation fails with one of `codes` (shell-style patterns; empty is any), do `consequence`.

    Rules are tried in order. `limit` is how often per job this rule may be used (retries are counted per task); a rule
    that is used up is passed over, and where no rule is left the product is scrapped. `backoff_s` (seconds) is waited
    before a retry, doubled each time, `backoff_limit_s` at most. `route` names the rework route. The question of an
    `ask` is escalated after `escalate_s` seconds (0: as the line says) and answered with `default` after `timeout_s`
    seconds (0: never). `review`: the question is what the model should have said; a named person may answer `good`.
    """

    consequence: Consequence
    codes: tuple[str, ...] = ()
    limit: int = 1
    backoff_s: float = 0.0
    backoff_limit_s: float = math.inf
    route: str = ""
    escalate_s: float = 0.0
    timeout_s: float = 0.0
    default: str = ""
    review: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """A step: the capability it needs, with parameters (SI units), after which other steps, and what follows a fail.

    `durations_s` restricts the operation to the named cells, with a duration in seconds on each; empty means any cell
    with the capability, at the capability's own nominal duration. `timeouts` are its limits in time. `cancel` says how
    an attempt is ended before its time where whoever ends it (order, line, time-out) does not say. `attestable`: after
    an interruption a person may say that it is done.
    """

    id: OperationId
    capability: str
    parameters: Mapping[str, object] = field(default_factory=dict)
    after: tuple[OperationId, ...] = ()
    on_failure: tuple[FailureRule, ...] = ()
    durations_s: Mapping[CellId, float] = field(default_factory=dict)
    timeouts: Timeouts = Timeouts()
    cancel: CancelPolicy = CancelPolicy.FINISH_STEP
    attestable: bool = True
