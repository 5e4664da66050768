"""Why a skill could not do what it was asked to."""

from __future__ import annotations

from collections.abc import Mapping

from robot_cells.errors import DeviceError, RobotCellsError


class SkillError(RobotCellsError):
    """A skill failed. `failure_code` is stable (docs/skills.md); `result` is what was measured all the same."""

    code = "skill"

    def __init__(
        self, failure_code: str, what: str, *, remedy: str = "", result: Mapping[str, object] | None = None
    ) -> None:
        self.failure_code = failure_code
        self.result = result or {}
        super().__init__(what, remedy=remedy)


class CommandFailedError(DeviceError):
    """A command that the device ended without doing it; thrown into the skill at its `yield`.

    `failure_code` is the device's own (docs/devices.md), `device.cancelled` for a command that was cancelled from
    outside, or `device.no_answer` for a device that fell silent. A skill may catch it and name it better.
    """

    def __init__(self, failure_code: str, what: str, *, remedy: str, result: Mapping[str, object]) -> None:
        self.failure_code = failure_code
        self.result = result
        super().__init__(what, remedy=remedy)
