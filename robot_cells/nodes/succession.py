"""How an orchestrator learns that a newer one has taken its journal over; without the middleware."""

from __future__ import annotations

from robot_cells.errors import SupersededError
from robot_cells.ids import AttemptId, JournalId
from robot_cells.orchestration.task_names import split_attempt


def check_epoch(where: str, journal: JournalId, own: int, attempt: AttemptId, epoch: int) -> None:
    """A cell reports of `attempt` which epoch it obeys; raises `SupersededError` where it is a newer one of `journal`.

    `own` is the epoch of the orchestrator at `where`.
    """
    if epoch > own:
        parts = split_attempt(attempt)
        if parts is not None and parts[0] == journal:
            raise superseded(where, own, epoch)


def superseded(where: str, own: int, newer: int) -> SupersededError:
    """Why an orchestrator of epoch `own` ends."""
    return SupersededError(
        f"A newer orchestrator has taken this journal over: epoch {newer} is obeyed, this one is {own}.",
        where=where,
        remedy="Nothing is lost: it goes on where this one was. Leave this one off.",
    )
