"""Which cells have been heard: what they last said, whose process is silent, who never came."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import TYPE_CHECKING

from robot_cells.attempts.cell_state import CellState
from robot_cells.attempts.emergency_stop import OPERATOR
from robot_cells.attempts.report import Failure, Phase
from robot_cells.ids import AlarmId, AttemptId, CellId
from robot_cells.nodes.silence_watch import SilenceWatch
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.emergencies import is_under_unknown_stop
from robot_cells.orchestration.events import AlarmCleared, AlarmRaised, AttemptEnded, EmergencyStopped, Event
from robot_cells.orchestration.state import AttemptPhase, LineMode, State

if TYPE_CHECKING:
    # Only their fields are read: whoever drives a line without ROS hands in what has the same.
    from robot_cells_msgs.msg import CellState as CellStateMsg
    from robot_cells_msgs.msg import CellStates as CellStatesMsg

AFTER_S = 0.001
"""Silence is looked for this much after it has begun, and not a moment before."""
MISSING = "cell.missing"
"""The code of the alarm about a cell that never came up."""


STANDING = "cell.stopped"
"""The code of the alarm about a cell that is there and takes no work."""
STANDING_S = 5.0
"""Seconds of wall time that a cell may stand still unremarked; while the line starts, as long as cells are awaited."""
FORGOTTEN_S = 5.0
"""Seconds of wall time in which a cell that has nothing in hand must have told how its attempt ended."""
UNHEARD_STOP_S = 1.0
"""For so many seconds of wall time a cell may tell of an emergency stop that the line has not heard of itself."""
AWAY_S = 0.7
"""An orchestrator that has not looked for so long, in seconds of wall time, stood still: it looks twice a second."""
_TAKES_NO_WORK = (CellState.STOPPED, CellState.ABORTED)


class CellRoll:
    """Wall times handed in are those of one monotonic clock, in seconds."""

    def __init__(self, *, silent_timeout_s: float, grace_s: float, began_s: float) -> None:
        self.heard: dict[CellId, CellStateMsg] = {}
        self._standing_since_s: dict[CellId, float] = {}
        self._astray_since_s: dict[AttemptId, float] = {}
        self._stopped_since_s: dict[CellId, float] = {}
        self._watch = SilenceWatch(silent_timeout_s)
        self._grace_s = grace_s
        self._began_s = self._looked_s = began_s

    def look(self, now_s: float) -> None:
        """To be called in every turn, before anything else: notices that the orchestrator itself stood still.

        What was said meanwhile is still on its way then; who takes that for silence gives work out a second time.
        """
        away_s, self._looked_s = now_s - self._looked_s, now_s
        if away_s > AWAY_S:
            self._watch.excuse(away_s)
            self.trust()

    def hear(self, message: CellStatesMsg, now_s: float) -> HostHeard:
        """A process has spoken of its cells."""
        self._watch.heard(message.host, now_s)
        cells = []
        for item in message.cells:
            cell = CellId(item.cell)
            self.heard[cell] = item
            if item.state in _TAKES_NO_WORK:
                self._standing_since_s.setdefault(cell, now_s)
            else:
                self._standing_since_s.pop(cell, None)
            cells.append(CellHeard(cell, item.state, item.message, AttemptId(item.attempt_id)))
        return HostHeard(message.host, message.incarnation, tuple(cells))

    def fallen_silent(self, now_s: float) -> tuple[str, ...]:
        """The processes that have just fallen silent."""
        return self._watch.fallen_silent(now_s)

    @property
    def silent_at_s(self) -> float:
        """When the next process becomes silent, unless it speaks before; infinite while none has spoken."""
        next_s = self._watch.next_s()
        return math.inf if next_s is None else next_s + AFTER_S

    def is_starting(self, state: State, now_s: float) -> bool:
        """Whether cells are still waited for: to be heard, or to find their devices and take work."""
        is_awaited = any(cell.ordered is None and not cell.usable for cell in state.cells.values())
        return is_awaited and now_s - self._began_s < self._grace_s

    def alarms(self, state: State, at_s: float, now_s: float) -> Iterator[Event]:
        """The alarms to raise about cells that have never been heard or take no work, and to clear about the others."""
        yield from self._missing(state, at_s, now_s)
        yield from self._standing(state, at_s, now_s)

    def forgotten(self, state: State, at_s: float, now_s: float) -> tuple[Event, ...]:
        """The ends of attempts that their cells have begun, and know nothing of any more.

        A cell tells the end of what it knows again and again; it is its ledger that must be lost.
        """
        astray = {
            attempt.id: attempt.cell
            for attempt in state.attempts.values()
            if attempt.phase is AttemptPhase.RUNNING
            and state.cells[attempt.cell].present
            and attempt.cell in self.heard
            and self.heard[attempt.cell].attempt_id != attempt.id
        }
        self._astray_since_s = {attempt: self._astray_since_s.get(attempt, now_s) for attempt in astray}
        return tuple(
            AttemptEnded(at_s, attempt, astray[attempt], Phase.INTERRUPTED, _forgotten(astray[attempt]))
            for attempt, since_s in self._astray_since_s.items()
            if now_s - since_s >= FORGOTTEN_S
        )

    def unheard_stops(self, state: State, at_s: float, now_s: float) -> tuple[Event, ...]:
        """The emergency stop that cells obey and the line has never heard of: it was given while nobody listened here.

        Whoever gave it need not be there any more: the reset lets go for him, as for an operator.
        """
        under_stop = [
            cell.id
            for cell in state.cells.values()
            if cell.present
            and (heard := self.heard.get(cell.id)) is not None
            and is_under_unknown_stop(state, cell, heard.state, heard.message)
        ]
        self._stopped_since_s = {cell: self._stopped_since_s.get(cell, now_s) for cell in under_stop}
        for cell, since_s in self._stopped_since_s.items():
            if now_s - since_s >= UNHEARD_STOP_S:
                return (EmergencyStopped(at_s, OPERATOR, self.heard[cell].message),)
        return ()

    def trust(self) -> None:
        """What cells have told was not taken in for a while: nothing follows from what they do not tell again yet."""
        self._astray_since_s = {}
        self._stopped_since_s = {}

    def _missing(self, state: State, at_s: float, now_s: float) -> Iterator[Event]:
        for cell in state.cells:
            alarm = AlarmId(f"{MISSING}:{cell}")
            known = state.alarms.get(alarm)
            if cell in self.heard:
                if known is not None and known.active:
                    yield AlarmCleared(at_s, alarm)
            elif now_s - self._began_s >= self._grace_s and (known is None or not known.active):
                yield AlarmRaised(at_s, _missing_alarm(alarm, cell, self._grace_s))

    def _standing(self, state: State, at_s: float, now_s: float) -> Iterator[Event]:
        is_over = now_s - self._began_s >= self._grace_s
        for cell, since_s in self._standing_since_s.items() if is_over else ():
            alarm = AlarmId(f"{STANDING}:{cell}")
            known = state.alarms.get(alarm)
            if cell not in state.cells:
                continue
            if _stands_by_command(state, cell):
                self._standing_since_s[cell] = now_s  # When it is let go it has its time to go on.
            elif now_s - since_s >= STANDING_S and (known is None or not known.active):
                yield AlarmRaised(at_s, _standing_alarm(alarm, cell, self.heard[cell].message))
        for alarm, item in state.alarms.items():
            cell = CellId(item.alarm.source)
            if (
                item.alarm.code == STANDING
                and item.active
                and cell in self.heard
                and (cell not in self._standing_since_s or _stands_by_command(state, cell))
            ):
                yield AlarmCleared(at_s, alarm)


def _missing_alarm(alarm: AlarmId, cell: CellId, grace_s: float) -> Alarm:
    return Alarm(
        alarm,
        Severity.ERROR,
        cell,
        MISSING,
        f"The cell {cell} has not been heard {grace_s:g} s after the start; the line works without it.",
        "See the log of its process; it joins in as soon as it comes up.",
        lasting=True,
    )


def _stands_by_command(state: State, cell: CellId) -> bool:
    """Whether somebody has stopped the cell or the line, and knows why it stands."""
    return state.cells[cell].ordered is not None or state.mode is LineMode.EMERGENCY_STOPPED


def _forgotten(cell: CellId) -> Failure:
    return Failure(
        "cell.forgotten",
        f"The cell {cell} had begun the attempt and knows nothing of it any more; how far it came is not known.",
        "Look at the product before it is worked on again, and at what became of the ledger of the cell.",
    )


def _standing_alarm(alarm: AlarmId, cell: CellId, message: str) -> Alarm:
    return Alarm(
        alarm,
        Severity.WARNING,
        cell,
        STANDING,
        f"The cell {cell} takes no work. {message or 'It was stopped.'}",
        "When its devices are missing, look at the process that drives them; when a person stopped it, reset it.",
        lasting=True,
    )
