"""The base of simulated devices: one command after another, every command id carried out once."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from robot_cells.devices.device_client import CommandState
from robot_cells.lines.device import Device
from robot_cells.simulations.change import DeviceChange, Picture
from robot_cells.simulations.command_error import UNKNOWN_COMMAND, CommandError
from robot_cells.simulations.command_parameters import CommandParameters
from robot_cells.simulations.ground_truth import Execution, attempt_of

if TYPE_CHECKING:
    from robot_cells.simulations.site import Site

RESULTS_KEPT = 256
"""Older commands are answered with their state but without their result; their ids are never forgotten."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a command has come to.

    `subject` names what it was really done to, where that is known only at the end; `develop` is as in `DeviceChange`.
    """

    result: Mapping[str, object] = field(default_factory=dict)
    subject: str = ""
    develop: Callable[[], Picture] | None = None


@dataclass(frozen=True, slots=True)
class Work:
    """A command that has begun.

    After `duration_s` seconds `finish` is called with the time then, carries out what changes, and may raise
    `CommandError`; where nobody knows how long it takes (None), once `SimulatedDevice.ends` has been told. `abort` is
    called instead, with the time, when the command is cancelled. `develop` gives the picture that is being taken, if
    one is: what it will show is settled, and `shows` are the true defects in it.
    """

    duration_s: float | None
    finish: Callable[[float], Effect]
    serial: str = ""
    subject: str = ""
    abort: Callable[[float], None] | None = None
    develop: Callable[[], Picture] | None = None
    shows: tuple[Mapping[str, object], ...] | None = None


@dataclass(frozen=True, slots=True)
class _Waiting:
    command_id: str
    command: str
    parameters: CommandParameters


@dataclass(frozen=True, slots=True)
class _Running:
    command_id: str
    work: Work
    end_s: float | None


class SimulatedDevice(ABC):
    """One device of one cell. `site` is the cell around it; `device` its entry in the line document."""

    replaces_running = False
    """Whether a new command ends the one that runs (an arm follows its newest trajectory); else it waits for that."""

    def __init__(self, site: Site, device: Device) -> None:
        self.site = site
        self.device = device
        self._latest: dict[str, DeviceChange] = {}
        self._with_result: list[str] = []
        self._running: _Running | None = None
        self._waiting: deque[_Waiting] = deque()

    @abstractmethod
    def begin(self, command: str, parameters: CommandParameters, at_s: float) -> Work:
        """Begin a command at `at_s`; raises `CommandError` when it is refused. Nothing has changed then.

        Called when the command's turn has come: whether it is possible is decided then.
        """

    @property
    def end_s(self) -> float | None:
        """When the running command ends; None while none runs, or nobody knows yet."""
        return self._running.end_s if self._running else None

    @property
    def running_id(self) -> str | None:
        """The id of the running command; None while none runs."""
        return self._running.command_id if self._running else None

    def ends(self, at_s: float) -> None:
        """The running command, whose duration nobody knew, ends at `at_s`; nothing where none runs."""
        if self._running is not None:
            self._running = replace(self._running, end_s=at_s)

    def start(self, command_id: str, command: str, values: Mapping[str, object], at_s: float) -> list[DeviceChange]:
        """Carry a command out, in its turn, unless its id is known; the changes at `at_s`."""
        known = self._latest.get(command_id)
        if known is not None:
            answer = replace(known, at_s=at_s, repeated=True)
            self.site.plant.truth.repeated(answer)
            return [answer]
        changes: list[DeviceChange] = []
        if self._running and self.replaces_running:
            changes += self.cancel(self._running.command_id, at_s, "A newer command took its place.")
        self._waiting.append(_Waiting(command_id, command, CommandParameters(values)))
        if self._running:
            return [*changes, self._record(self._change(command_id, CommandState.RUNNING, at_s))]
        return [*changes, *self._begin_next(at_s)]

    def finish(self) -> list[DeviceChange]:
        """End the running command at its time, and begin the next; the changes then."""
        running = self._running
        if running is None or running.end_s is None:
            return []
        self._running, end_s = None, running.end_s
        subject = ""
        try:
            effect = running.work.finish(end_s)
        except CommandError as error:
            change = self.failure(running.command_id, error, end_s)
        else:
            subject = effect.subject
            change = replace(
                self._change(running.command_id, CommandState.SUCCEEDED, end_s),
                progress=1.0,
                result=effect.result,
                develop=effect.develop,
            )
        self._ended(running, change, subject)
        return [self._record(change), *self._begin_next(end_s)]

    def cancel(self, command_id: str, at_s: float, why: str = "Cancelled.") -> list[DeviceChange]:
        """End a command before its time; one that is not known will never be carried out. Without an id, every one."""
        if not command_id:
            return self._cancel_all(at_s, why)
        change = replace(self._change(command_id, CommandState.CANCELLED, at_s), error_message=why)
        running = self._running
        if running and running.command_id == command_id:
            self._running = None
            if running.work.abort:
                running.work.abort(at_s)
            self._ended(running, change, "")
            return [self._record(change), *self._begin_next(at_s)]
        waiting = next((item for item in self._waiting if item.command_id == command_id), None)
        if waiting is not None:
            self._waiting.remove(waiting)
        elif command_id in self._latest:
            return [replace(self._latest[command_id], at_s=at_s, repeated=True)]
        return [self._record(change)]

    def _cancel_all(self, at_s: float, why: str) -> list[DeviceChange]:
        # Those that wait first, so that none of them is begun.
        known = [item.command_id for item in reversed(self._waiting)]
        known += [self._running.command_id] if self._running else []
        return [change for command_id in known for change in self.cancel(command_id, at_s, why)]

    def unknown(self, command: str) -> CommandError:
        """The error for a command that devices of this kind do not have."""
        return CommandError(UNKNOWN_COMMAND, f"A {self.device.kind.value} has no command {command!r}.")

    def failure(self, command_id: str, error: CommandError, at_s: float) -> DeviceChange:
        """The state of a command that failed."""
        return replace(
            self._change(command_id, CommandState.FAILED, at_s),
            error_code=error.error_code,
            error_message=f"{self.site.cell}/{self.device.id}: {error.what}",
        )

    def jitter(self, duration_s: float, *names: str) -> float:
        """A duration with the spread of real equipment, plus or minus two per cent."""
        drawn = self.site.plant.random.next(self.site.cell, self.device.id, "duration", *names)
        return duration_s * (1.0 + 0.02 * float(drawn.uniform(-1.0, 1.0)))

    def _begin_next(self, at_s: float) -> list[DeviceChange]:
        """Begin what waits, passing over what is refused."""
        changes: list[DeviceChange] = []
        while self._waiting and not self._running:
            waiting = self._waiting.popleft()
            try:
                work = self.begin(waiting.command, waiting.parameters, at_s)
            except CommandError as error:
                changes.append(self._record(self.failure(waiting.command_id, error, at_s)))
                self.site.plant.truth.refused(changes[-1], waiting.command)
                continue
            end_s = None if work.duration_s is None else at_s + work.duration_s
            self._running = _Running(waiting.command_id, work, end_s)
            attempt, where = attempt_of(waiting.command_id), (self.site.cell, self.device.id)
            execution = Execution(work.serial, *where, waiting.command, work.subject, attempt)
            self.site.plant.truth.began(at_s, waiting.command_id, execution)
            running = replace(self._change(waiting.command_id, CommandState.RUNNING, at_s), develop=work.develop)
            changes.append(self._record(running))
        return changes

    def _change(self, command_id: str, state: CommandState, at_s: float) -> DeviceChange:
        return DeviceChange(at_s, self.site.cell, self.device.id, command_id, state)

    def _ended(self, running: _Running, change: DeviceChange, subject: str) -> None:
        self.site.plant.truth.ended(change, subject or running.work.subject)
        if running.work.shows is not None and change.state is CommandState.SUCCEEDED:
            self.site.plant.truth.pictured(change, running.work.serial, running.work.shows)

    def _record(self, change: DeviceChange) -> DeviceChange:
        # Pictures are large and are taken anew where one was missed.
        self._latest[change.command_id] = replace(change, develop=None)
        if change.result:
            self._with_result.append(change.command_id)
            if len(self._with_result) > RESULTS_KEPT:
                oldest = self._with_result.pop(0)
                self._latest[oldest] = replace(self._latest[oldest], result={})
        return change
