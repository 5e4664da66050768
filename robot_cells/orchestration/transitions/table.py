"""The type of the tables that tie events to their transitions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from robot_cells.orchestration.events import Event
from robot_cells.orchestration.state import State

Transitions = dict[type[Event], Callable[[State, Any], None]]
"""By event the function that applies it: it takes the state and an event of the entry's key."""
