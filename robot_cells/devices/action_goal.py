"""A command of an arm as the goal of a ROS action: what it has come to, from what its server says.

Pure: whoever talks to the server tells this what was heard, and when (seconds of wall time, of any origin).
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, IntEnum

from robot_cells.devices.device_client import CommandState, CommandStatus

REFUSED, NO_ANSWER, DEVIATION = "arm.refused", "device.no_answer", "arm.deviation"
_NAMESPACE = uuid.UUID("1c7d3e2a-3b1f-5a1e-9f43-5d0f0f6b8a21")


class GoalPhase(Enum):
    """How far a goal has come."""

    WAITING = "waiting"
    """The server is not there yet."""
    SENT = "sent"
    """Handed over; the server has not said whether it takes it."""
    ACCEPTED = "accepted"
    """The server carries it out."""
    ENDED = "ended"
    """Its status says how."""


class GoalStatus(IntEnum):
    """How a goal has ended; the numbers are those of action_msgs/GoalStatus (ros2/rcl_interfaces)."""

    UNKNOWN = 0
    """The server does not know it: it has begun anew."""
    SUCCEEDED = 4
    CANCELED = 5
    ABORTED = 6


@dataclass(frozen=True, slots=True)
class GoalFault:
    """Why a goal was not reached: an error code of docs/errors.md, and words."""

    code: str
    message: str


def goal_id(command_id: str) -> bytes:
    """The 16 bytes by which the server knows the goal: the same for a command, whoever sends it."""
    return uuid.uuid5(_NAMESPACE, command_id).bytes


class ActionGoal:
    """One goal. A server that says nothing, or is gone, for `no_answer_s` (wall time) counts as dead."""

    def __init__(self, command_id: str, now_s: float, no_answer_s: float) -> None:
        self.command_id = command_id
        self.phase = GoalPhase.WAITING
        self.status = CommandStatus(CommandState.RUNNING)
        self.is_cancel_wanted = False
        self._no_answer_s = no_answer_s
        self._heard_s = now_s

    def sent(self, now_s: float) -> None:
        """It was handed to the server."""
        self.phase, self._heard_s = GoalPhase.SENT, now_s

    def answered(self, accepted: bool, now_s: float) -> bool:
        """The server takes it or not; true when it is to be cancelled at once, as somebody has asked for that."""
        self._heard_s = now_s
        if self.phase is not GoalPhase.SENT:
            return False
        if not accepted:
            text = "The controller does not take the goal: it is not active, or knows other joints."
            self._end(CommandStatus(CommandState.FAILED, error_code=REFUSED, error_message=text))
            return False
        self.phase = GoalPhase.ACCEPTED
        return self.is_cancel_wanted

    def heard(self, now_s: float, progress: float = 0.0) -> None:
        """The server, or the arm, is alive."""
        self._heard_s = now_s
        if self.phase is GoalPhase.ACCEPTED:
            self.status = CommandStatus(CommandState.RUNNING, min(max(self.status.progress, progress), 1.0))

    def ended(self, status: int, fault: GoalFault | None, result: Mapping[str, object]) -> None:
        """The server's last word: `status` of action_msgs/GoalStatus, and what the result says is wrong, if anything.

        Only a goal that succeeded without a fault is done: the result of a server that knows nothing reads as zeros.
        """
        if status == GoalStatus.SUCCEEDED and fault is None:
            self._end(CommandStatus(CommandState.SUCCEEDED, 1.0, result=result))
        elif status == GoalStatus.CANCELED:
            self._end(CommandStatus(CommandState.CANCELLED))
        elif fault is not None:
            self._end(CommandStatus(CommandState.FAILED, error_code=fault.code, error_message=fault.message))
        elif status == GoalStatus.UNKNOWN:
            self._fail(NO_ANSWER, "The controller has begun anew, and knows nothing of the goal.")
        else:
            self._fail(REFUSED, f"The controller has given the goal up without a reason (status {status}).")

    def cancel(self) -> bool:
        """Somebody wants it ended; true when the server has to be asked. One that was never sent ends at once."""
        self.is_cancel_wanted = True
        if self.phase is GoalPhase.WAITING:
            self._end(CommandStatus(CommandState.CANCELLED))
        return self.phase is GoalPhase.ACCEPTED

    def look(self, now_s: float, *, server_is_there: bool) -> None:
        """Time goes on: a goal whose server is silent too long has failed; an action client is not told of its death.

        A server that is there may work on a goal for as long as it takes.
        """
        if server_is_there and self.phase is GoalPhase.ACCEPTED:
            self._heard_s = now_s
        if self.phase is not GoalPhase.ENDED and now_s - self._heard_s >= self._no_answer_s:
            self._fail(NO_ANSWER, f"The controller has said nothing for {self._no_answer_s:g} s.")

    def _fail(self, code: str, text: str) -> None:
        self._end(CommandStatus(CommandState.FAILED, error_code=code, error_message=text))

    def _end(self, status: CommandStatus) -> None:
        if self.phase is not GoalPhase.ENDED:
            self.phase, self.status = GoalPhase.ENDED, status
