"""Whether a vehicle may fetch a piece where it stands."""

from __future__ import annotations

from robot_cells.orchestration.places import PlaceKind
from robot_cells.orchestration.state import JobState, State


def is_out_of_reach(state: State, job: JobState) -> bool:
    """Whether the piece stands at a station that may move by itself.

    Its cell is not heard; or it takes no work, so that it puts nothing aside either; or its process ended with an
    attempt, and what came after it has not been heard yet. Equipment goes on with its last command until the next
    process has taken it in hand.
    """
    if job.place.kind is not PlaceKind.STATION or job.carrier is not None or not state.plant.vehicles:
        return False
    cell = state.cells[job.place.cell]
    is_unheard = not cell.present or job.broken_off_by == cell.incarnation != ""
    return is_unheard or cell.held is not None
