"""The leaf that carries out a skill."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from py_trees.common import Status

from robot_cells.attempts.report import Failure
from robot_cells.devices.device_client import CommandState, CommandStatus, DeviceClient
from robot_cells.errors import DeviceError, ProcessError, RobotCellsError
from robot_cells.processes.behaviours.leaf import INVALID, Leaf, Site
from robot_cells.processes.template import resolve
from robot_cells.skills.command import ASKED_AGAIN_S, Command, Execution
from robot_cells.skills.parameter import bind
from robot_cells.skills.registry import SkillType
from robot_cells.skills.skill import Skill
from robot_cells.skills.skill_error import CommandFailedError, SkillError

UNFIT_ANSWER = (LookupError, TypeError, ValueError, ArithmeticError, AttributeError)
"""What an answer that lacks something, or holds something else than docs/devices.md says, makes of a skill's code."""


class SkillStep(Leaf):
    """Runs one skill: starts its commands one after another, looks at the running one in every tick.

    The id of a command is the leaf's address and the command's number, so that a device recognises a repetition.
    """

    def __init__(
        self, name: str, site: Site, skill: SkillType, values: Mapping[str, object], into: str | None = None
    ) -> None:
        super().__init__(name or skill.name, site)
        self._skill = skill
        self._values = values
        self._into = into
        self._named = bool(name)
        self._execution: Execution | None = None
        self._device: tuple[str, DeviceClient] | None = None
        self._waiting: Command | None = None
        self._command_id = ""
        self._count = 0
        self._started_s = 0.0
        self._deadline_s = math.inf
        self._predict()

    def done_s(self) -> float:
        """While it runs: the time since it began, short of the whole."""
        if not self.has_begun:
            return super().done_s()
        return min(self.site.run.clock.now() - self._started_s, 0.95 * self.predicted_s)

    def wake_at_s(self) -> float:
        """When the device counts as silent, or a command that waits is to be asked for again."""
        if self._waiting is not None:
            return self.site.run.clock.now() + ASKED_AGAIN_S
        return self._deadline_s if self.has_begun else math.inf

    def begin(self) -> Status:
        """Bind the parameters and start the first command."""
        self._started_s = self.site.run.clock.now()
        self._count = 0
        self._execution = self._made(self.site.scope()).run()
        return self._advance(self._execution.__next__)

    def proceed(self) -> Status:
        """Look at the running command; go on when it has ended."""
        if self._waiting is not None:
            self._start(self._waiting)
        execution, device = self._execution, self._device
        if execution is None or device is None:
            return Status.RUNNING
        try:
            status = device[1].status(self._command_id)
        except KeyError:
            status = CommandStatus(CommandState.FAILED, 0.0, "device.forgotten", f"does not know {self._command_id}")
        if status.state is CommandState.SUCCEEDED:
            self._device = None
            return self._advance(lambda: execution.send(status.result))
        if status.state is not CommandState.RUNNING:
            self._device = None
            return self._advance(lambda: execution.throw(_command_failure(device[0], status)))
        if self.site.run.clock.now() < self._deadline_s:
            return Status.RUNNING
        return self._give_up(execution, device)

    def terminate(self, new_status: Status) -> None:
        """Cancel the running command, and close the skill."""
        self._waiting = None
        if self._device is not None:
            self.site.run.stop_command(*self._device, self._command_id)
            self._device = None
        if self._execution is not None:
            self._execution.close()
            self._execution = None

    def _made(self, names: Mapping[str, object]) -> Skill[Any]:
        values = {key: resolve(value, names) for key, value in self._values.items()}
        parameters: object = bind(self._skill.parameters_type, values, self._skill.name)
        skill = self._skill(parameters, self.site.run.workplace, self.site.run.workpiece)
        if not self._named:
            self.name = f"{skill.name} {skill.subject()}".strip()
        return skill

    def _predict(self) -> None:
        try:
            self.predicted_s = self._made(self.site.names).predicted_s()
        except ProcessError:
            # A variable that is not known yet, or a branch that will not be taken: the step itself will tell.
            self.predicted_s = self._skill.nominal_s

    def _advance(self, resume: Callable[[], Command]) -> Status:
        """Resume the skill, and start the commands that it yields until one is not ended at once."""
        try:
            command = resume()
            self._start(command)
        except StopIteration as end:
            return self._finish(end.value)
        except (SkillError, CommandFailedError) as failure:
            if isinstance(failure, SkillError):
                self.site.run.result.add(self.name, failure.result)
            return self.fail(Failure(failure.failure_code, f"{self.name}: {failure.what}", failure.remedy))
        except RobotCellsError as error:
            code = INVALID if isinstance(error, ProcessError) else error.code
            return self.fail(Failure(code, f"{self.name}: {error}", error.remedy))
        except UNFIT_ANSWER as error:
            reason = f"{self.name}: {type(error).__name__}: {error}"
            return self.fail(Failure("skill.unfit_answer", reason, "Compare the device's answer with docs/devices.md."))
        return self.proceed()

    def _start(self, command: Command) -> None:
        if command.may_begin is not None and not command.may_begin():
            self._waiting = command
            return
        self._waiting = None
        self._count += 1
        self._command_id = f"{self.site.address()}/{self._count}"
        device, client = self.site.run.client(command.device)
        self.site.run.commanded.setdefault(device)
        client.start(self._command_id, command.command, command.parameters)
        self._device = (device, client)
        self._deadline_s = self.site.run.clock.now() + command.limit_s(self.site.run.workplace.speed)

    def _finish(self, result: Mapping[str, object]) -> Status:
        self._execution = None
        self.site.run.result.add(self.name, result)
        if self._into is not None:
            self.site.run.variables[self._into] = result
        return Status.SUCCESS

    def _give_up(self, execution: Execution, device: tuple[str, DeviceClient]) -> Status:
        self.site.run.stop_command(*device, self._command_id)
        self._device = None
        silent = CommandFailedError(
            "device.no_answer",
            f"{device[0]} has not ended its command in time",
            remedy="See whether the device and its driver run.",
            result={},
        )
        return self._advance(lambda: execution.throw(silent))


def _command_failure(device: str, status: CommandStatus) -> CommandFailedError:
    if status.state is CommandState.CANCELLED:
        remedy = "See who stopped the device."
        return CommandFailedError("device.cancelled", f"{device} was stopped from outside", remedy=remedy, result={})
    code = status.error_code or DeviceError.code
    what = f"{device}: {status.error_message or code}"
    return CommandFailedError(code, what, remedy="See docs/errors.md for the code.", result=status.result)
