"""Events about verdicts that a person has decided, and what becomes of them as training data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from robot_cells.ids import AttemptId, ProductId, PromptId, SerialNumber
from robot_cells.orchestration.events.event import Event
from robot_cells.orchestration.judgement import Judgement


@dataclass(frozen=True, slots=True)
class VerdictReviewed(Event):
    """A named person says what a picture truly shows: `verdict` is `pass` or `fail`, `judged` what the model said.

    `attempt` is the inspection, `prompt` the question that was answered, `reason` why somebody had to be asked. Where
    there is a picture, it is owed to the vision node as a correction until `CorrectionStored` says that it has it.
    """

    kind: ClassVar[str] = "verdict_reviewed"

    attempt: AttemptId
    serial: SerialNumber
    product: ProductId
    verdict: str
    judged: Judgement
    operator_name: str
    reason: str
    prompt: PromptId

    @property
    def subject(self) -> str:
        """The inspection."""
        return self.attempt


@dataclass(frozen=True, slots=True)
class CorrectionStored(Event):
    """The vision node has taken the correction of the picture `evidence` (content hash) as the sample `correction`."""

    kind: ClassVar[str] = "correction_stored"

    evidence: str
    correction: str

    @property
    def subject(self) -> str:
        """The picture."""
        return self.evidence
