"""What a cell tells the orchestrator, without the middleware that carries it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from robot_cells.attempts.prompt import Prompt
from robot_cells.ids import AttemptId, CellId


class Phase(IntEnum):
    """Where an attempt is; the numbers are those of `Report.msg`."""

    ACCEPTED = 0
    """The cell will carry it out."""
    REFUSED = 1
    """The cell will not; nothing has moved."""
    RUNNING = 2
    """It stands in the cell's ledger and its first step begins."""
    SUCCEEDED = 3
    """Ended: done."""
    FAILED = 4
    """Ended: not done, the failure says why."""
    CANCELLED = 5
    """Ended: cancelled."""
    INTERRUPTED = 6
    """Ended: the cell died during it; what happened is not known."""
    PROMPT = 7
    """The process asks the operator."""

    @property
    def is_end(self) -> bool:
        """Whether the attempt is over, and the report must be acknowledged before it is forgotten."""
        return self in (Phase.REFUSED, Phase.SUCCEEDED, Phase.FAILED, Phase.CANCELLED, Phase.INTERRUPTED)


def program_of(result: Mapping[str, object]) -> tuple[str, str]:
    """The process that a cell says it runs, or has run, and its content hash; empty where it does not say."""
    program = result.get("program")
    named = program if isinstance(program, Mapping) else {}
    return str(named.get("process", "")), str(named.get("hash", ""))


PROCESS_ENDED = "cell.interrupted"
"""The code of a failure: the process of the cell ended with the attempt, and its successor tells of it."""


@dataclass(frozen=True, slots=True)
class Failure:
    """Why something was not done: stable code, what happened and where, what the operator can do."""

    code: str
    message: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """One message of one cell; `at_s` is the time of the node clock in seconds. `result` is in SI units.

    That an attempt runs is told with its `program` in the result: should the cell die, it is known all the same.
    """

    cell: CellId
    epoch: int
    attempt_id: AttemptId
    phase: Phase
    at_s: float
    failure: Failure | None = None
    result: Mapping[str, object] = field(default_factory=dict)
    prompt: Prompt | None = None
