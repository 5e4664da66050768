"""How events change the state: the only place where it changes."""

from __future__ import annotations

from robot_cells.errors import TransitionError
from robot_cells.orchestration.events import Event
from robot_cells.orchestration.state import State
from robot_cells.orchestration.transitions import (
    alarms,
    attempts,
    cells,
    control,
    jobs,
    line,
    locks,
    orders,
    prompts,
    reviews,
    timeouts,
)
from robot_cells.orchestration.transitions.table import Transitions

_TRANSITIONS: Transitions = {
    **line.TRANSITIONS,
    **cells.TRANSITIONS,
    **control.TRANSITIONS,
    **orders.TRANSITIONS,
    **jobs.TRANSITIONS,
    **attempts.TRANSITIONS,
    **prompts.TRANSITIONS,
    **reviews.TRANSITIONS,
    **alarms.TRANSITIONS,
    **timeouts.TRANSITIONS,
    **locks.TRANSITIONS,
}


def apply(state: State, event: Event) -> None:
    """Change `state` as `event` says. Raises `TransitionError`, with the state untouched, when it does not fit."""
    transition = _TRANSITIONS.get(type(event))
    if transition is None:
        raise TransitionError(
            f"An event of kind {event.kind!r} cannot be applied.", remedy="It is not one that is recorded."
        )
    transition(state, event)
    state.events += 1
