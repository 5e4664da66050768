"""A question to the operator."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.ids import AttemptId, CellId, PromptId, SerialNumber


@dataclass(frozen=True, slots=True)
class Prompt:
    """`choices` are what may be answered; after `timeout_s` seconds (0: never) `default_choice` is taken.

    Without an answer after `escalate_s` seconds (0: never) an alarm calls for somebody else.
    """

    id: PromptId
    text: str
    choices: tuple[str, ...]
    cell: CellId = CellId("")
    attempt_id: AttemptId = AttemptId("")
    serial: SerialNumber = SerialNumber("")
    timeout_s: float = 0.0
    default_choice: str = ""
    raised_at_s: float = 0.0
    escalate_s: float = 0.0
