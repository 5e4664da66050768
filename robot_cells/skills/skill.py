"""The base of all skills: the leaf actions of processes."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Generic, TypeVar

from robot_cells.skills.command import Execution
from robot_cells.skills.workplace import Workpiece, Workplace

P = TypeVar("P")


class Skill(ABC, Generic[P]):
    """One thing that a cell's devices can do together.

    A skill is made anew for every time its step begins. Its work is a generator (`run`): whatever it yields is a
    command, which the step starts, looks at in every tick, and sends back as a result once the device has ended it; a
    command that fails is thrown in as `CommandFailedError`. What `run` returns is the skill's result (SI units, plain
    JSON values). A skill never waits, never sleeps, holds no clock: two runs with the same answers do the same.

    When a step is stopped, its command is cancelled and the generator closed; so `run` must not yield in a `finally`.
    """

    name: ClassVar[str]
    """What processes call it."""
    needs: ClassVar[tuple[str, ...]] = ()
    """The kinds of device that it commands (docs/devices.md)."""
    parameters_type: ClassVar[type]
    """The frozen dataclass of its parameters."""
    nominal_s: ClassVar[float] = 1.0
    """Duration in seconds where the parameters are not known yet."""
    codes: ClassVar[tuple[str, ...]] = ()
    """The failure codes of its own; those of the devices come on top."""
    results: ClassVar[tuple[str, ...]] = ()
    """The keys of its result; with `verdict` among them nobody may attest that a process with the skill is done."""

    def __init__(self, parameters: P, workplace: Workplace, workpiece: Workpiece) -> None:
        self.parameters = parameters
        self.workplace = workplace
        self.workpiece = workpiece

    def predicted_s(self) -> float:
        """How long it will take in seconds; shares of these make the progress of a process."""
        return self.nominal_s

    def subject(self) -> str:
        """What it works on, for the step's text: a screw's id, a part; may be empty."""
        return ""

    @abstractmethod
    def run(self) -> Execution:
        """The work itself; raises `SkillError` with a stable code when it cannot be done."""
