"""Transitions of questions to the operator."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.ids import PromptId
from robot_cells.orchestration.events import PromptAnswered, PromptRaised, PromptTimedOut
from robot_cells.orchestration.state import PromptState, State
from robot_cells.orchestration.transitions.jobs import count_use
from robot_cells.orchestration.transitions.lookups import attempt_of, job_of
from robot_cells.orchestration.transitions.table import Transitions


def _raised(state: State, event: PromptRaised) -> None:
    if event.prompt.cell:
        job = job_of(state, attempt_of(state, event.prompt.attempt_id).job)
    else:
        job = job_of(state, event.job)
        job.prompt = event.prompt.id
        job.defects = event.defects or job.defects
        job.judged = event.judged
        count_use(state, job, event.operation, event.rule)
    state.prompts[event.prompt.id] = PromptState(event.prompt, event.at_s, job.id)


def _closed(state: State, prompt: PromptId, choice: str) -> None:
    item = state.prompts.pop(prompt, None)
    if item is None:
        raise TransitionError(f"The prompt {prompt!r} is not open.", where=prompt)
    if item.prompt.cell:
        attempt_of(state, item.prompt.attempt_id).answered[prompt] = choice


def _answered(state: State, event: PromptAnswered) -> None:
    _closed(state, event.prompt, event.choice)


def _timed_out(state: State, event: PromptTimedOut) -> None:
    _closed(state, event.prompt, event.choice)


TRANSITIONS: Transitions = {PromptRaised: _raised, PromptAnswered: _answered, PromptTimedOut: _timed_out}
"""By event."""
