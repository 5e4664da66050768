"""The attempt that a cell works on."""

from __future__ import annotations

from dataclasses import dataclass, field

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.ids import PromptId
from robot_cells.processes.runner import Runner, RunStatus

_PHASES = {
    RunStatus.SUCCEEDED: Phase.SUCCEEDED,
    RunStatus.FAILED: Phase.FAILED,
    RunStatus.CANCELLED: Phase.CANCELLED,
}


@dataclass(slots=True)
class AttemptInWork:
    """`runner` is None until the ledger has it; `abortion` says why the cell was aborted.

    `known` is what the ledger holds of it beside that it began.
    """

    assignment: Assignment
    latest: Report
    runner: Runner | None = None
    is_cancelled: bool = False
    abortion: Failure | None = None
    known: dict[str, object] = field(default_factory=dict)
    prompts: dict[PromptId, Report] = field(default_factory=dict)

    def end(self, status: RunStatus, failure: Failure | None) -> tuple[Phase, Failure | None]:
        """How the attempt ended: as its run did, unless the cell was aborted meanwhile."""
        if self.abortion is None:
            return _PHASES[status], failure
        if failure is None:
            return Phase.FAILED, self.abortion
        text = f"{self.abortion.message} {failure.message}"
        return Phase.FAILED, Failure(self.abortion.code, text, failure.remedy)
