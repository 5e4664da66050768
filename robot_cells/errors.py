"""One tree of errors. Each says what happened, where, and what to do; and whether trying again can help.

Every class has a stable `code` (listed in docs/errors.md) and the exit code that the command ends with.
"""

from __future__ import annotations

from typing import ClassVar


class RobotCellsError(Exception):
    """The root. `what` is one sentence; `where` names file and key, or cell and task; `remedy` says what to do."""

    code: ClassVar[str] = "robot_cells"
    exit_code: ClassVar[int] = 1
    retryable: ClassVar[bool] = False

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(str(self))

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{place}{self.what}{remedy}"


class DocumentError(RobotCellsError):
    """A document (YAML) is wrong; carries every fault found in it, one a line."""

    code = "document"
    exit_code = 3


class OrderError(RobotCellsError):
    """A work order or a command on one cannot be accepted."""

    code = "order"
    exit_code = 4


class BringupError(RobotCellsError):
    """A process or node of the line did not come up, or died too often."""

    code = "bringup"
    exit_code = 5


class JournalError(RobotCellsError):
    """The journal cannot be written or read (full disk, damaged file, another writer)."""

    code = "journal"
    exit_code = 6


class ConnectionLostError(RobotCellsError):
    """No line answers where one was expected."""

    code = "connection"
    exit_code = 7
    retryable = True


class ProcessError(RobotCellsError):
    """A process cannot be carried out as written (unknown skill, wrong parameter, unbounded loop)."""

    code = "process"
    exit_code = 3


class DeviceError(RobotCellsError):
    """A device refused a command, failed in it, or fell silent."""

    code = "device"
    retryable = True


class MotionError(RobotCellsError):
    """A motion cannot be computed as asked: a joint without limits, a frame or joint that is not there."""

    code = "motion"


class InspectionError(RobotCellsError):
    """A picture cannot be judged (no image, wrong size, model missing); never a pass."""

    code = "inspection"


class SceneError(RobotCellsError):
    """A mechanism, or the scene of a line, cannot be made, read or simulated."""

    code = "scene"


class TransitionError(RobotCellsError):
    """An event does not fit the state it is applied to; the journal or the caller is wrong."""

    code = "transition"


class ScheduleError(RobotCellsError):
    """A scheduling problem is ill-posed, or a schedule breaks one of its constraints."""

    code = "schedule"
    exit_code = 8


class TwinError(RobotCellsError):
    """What the twin was asked cannot be answered: a change that names nothing, a line that comes to no end."""

    code = "twin"
    exit_code = 9


class RecordError(RobotCellsError):
    """A record of a part cannot be read, or does not tell what its journal tells."""

    code = "record"
    exit_code = 10


class SupersededError(RobotCellsError):
    """A newer orchestrator has taken over the journal of this one."""

    code = "superseded"
    exit_code = 12
