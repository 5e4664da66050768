"""Events about questions to the operator."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from robot_cells.attempts.prompt import Prompt
from robot_cells.ids import JobId, OperationId, PromptId
from robot_cells.orchestration.events.event import Event
from robot_cells.orchestration.judgement import Judgement


@dataclass(frozen=True, slots=True)
class PromptRaised(Event):
    """Somebody asks: a cell (`prompt.cell` is set), or the orchestrator about `job`.

    Then `operation` did not succeed, `rule` is the failure rule that says to ask (counted from 0; -1 where none did),
    and `defects` are those that the failed attempt found. `judged` is what the model said, where a person may decide
    the verdict.
    """

    kind: ClassVar[str] = "prompt_raised"

    prompt: Prompt
    job: JobId = JobId("")
    operation: OperationId = OperationId("")
    rule: int = -1
    defects: tuple[Mapping[str, object], ...] = ()
    judged: Judgement | None = None

    @property
    def subject(self) -> str:
        """The prompt."""
        return self.prompt.id


@dataclass(frozen=True, slots=True)
class PromptAnswered(Event):
    """An operator chose."""

    kind: ClassVar[str] = "prompt_answered"

    prompt: PromptId
    choice: str
    operator_name: str = ""

    @property
    def subject(self) -> str:
        """The prompt."""
        return self.prompt


@dataclass(frozen=True, slots=True)
class PromptTimedOut(Event):
    """Nobody chose in time; `choice` is the prompt's default."""

    kind: ClassVar[str] = "prompt_timed_out"

    prompt: PromptId
    choice: str

    @property
    def subject(self) -> str:
        """The prompt."""
        return self.prompt
