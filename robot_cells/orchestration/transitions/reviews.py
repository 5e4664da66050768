"""Transitions of verdicts that a person has decided."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.orchestration.events import CorrectionStored, VerdictReviewed
from robot_cells.orchestration.state import State
from robot_cells.orchestration.transitions.table import Transitions


def _reviewed(state: State, event: VerdictReviewed) -> None:
    """What is said last about a picture holds; without a picture there is nothing to learn from."""
    if event.judged.evidence:
        state.corrections[event.judged.evidence] = event


def _stored(state: State, event: CorrectionStored) -> None:
    if state.corrections.pop(event.evidence, None) is None:
        raise TransitionError(f"No correction of the picture {event.evidence!r} is owed.")


TRANSITIONS: Transitions = {VerdictReviewed: _reviewed, CorrectionStored: _stored}
"""By event."""
