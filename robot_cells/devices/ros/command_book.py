"""What a cell has asked of its devices and has heard of it: when to repeat, when to give a device up."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace

from robot_cells.devices.device_client import CommandState, CommandStatus

REPEAT_S = 0.2
"""A command that nothing was heard of yet is sent again after so many seconds of wall time."""
ASK_S = 1.0
"""One that runs is sent again so often: the device answers with the state it has, should its word have been lost."""
NO_ANSWER_S = 10.0
"""A device that has answered nothing for so many seconds of wall time counts as dead."""
KEPT = 200
"""So many ended commands are remembered."""


@dataclass(slots=True)
class _Entry:
    device: str
    status: CommandStatus
    sent_s: float
    heard_s: float
    answered: bool = False


class CommandBook:
    """Pure book-keeping of one cell; every time handed in is wall time in seconds, of any origin."""

    def __init__(self, no_answer_s: float = NO_ANSWER_S) -> None:
        self._no_answer_s = no_answer_s
        self._running: dict[str, _Entry] = {}
        self._ended: OrderedDict[str, CommandStatus] = OrderedDict()

    def begin(self, command_id: str, device: str, now_s: float) -> bool:
        """Enter a command that is sent now; False when it is in the book already, so that it is not sent twice."""
        if command_id in self._running or command_id in self._ended:
            return False
        self._running[command_id] = _Entry(device, CommandStatus(CommandState.RUNNING), now_s, now_s)
        return True

    def hear(self, command_id: str, status: CommandStatus, now_s: float) -> bool:
        """A device's word on a command; False when it says nothing new, or of a command that is not in work here."""
        entry = self._running.get(command_id)
        if entry is None:
            return False
        changed = status != entry.status
        entry.status, entry.heard_s, entry.answered = status, now_s, True
        if status.state is not CommandState.RUNNING:
            self._end(command_id, status)
        return changed

    def status(self, command_id: str) -> CommandStatus:
        """What is known of a command; raises `KeyError` for one that was never begun."""
        entry = self._running.get(command_id)
        return entry.status if entry is not None else self._ended[command_id]

    def to_repeat(self, now_s: float) -> list[str]:
        """The commands that are to be sent again now; they count as sent."""
        found = [command_id for command_id, entry in self._running.items() if now_s >= self._repeat_at(entry)]
        for command_id in found:
            self._running[command_id].sent_s = now_s
        return found

    def give_up(self, now_s: float) -> list[str]:
        """End the commands whose device has been silent too long, and name them."""
        found = [key for key, entry in self._running.items() if now_s - entry.heard_s >= self._no_answer_s]
        for command_id in found:
            entry = self._running[command_id]
            text = f"The device {entry.device} has not answered for {self._no_answer_s:g} s."
            self._end(
                command_id,
                replace(entry.status, state=CommandState.FAILED, error_code="device.no_answer", error_message=text),
            )
        return found

    def next_s(self) -> float | None:
        """When `to_repeat` or `give_up` has something to do; None while nothing is in work."""
        times = [min(self._repeat_at(e), e.heard_s + self._no_answer_s) for e in self._running.values()]
        return min(times, default=None)

    @staticmethod
    def _repeat_at(entry: _Entry) -> float:
        return entry.sent_s + (ASK_S if entry.answered else REPEAT_S)

    def _end(self, command_id: str, status: CommandStatus) -> None:
        del self._running[command_id]
        self._ended[command_id] = status
        while len(self._ended) > KEPT:
            self._ended.popitem(last=False)
