"""The operator of a twin: answers every question after a while."""

from __future__ import annotations

import heapq
import math
from collections import Counter

from robot_cells.attempts.prompt import Prompt
from robot_cells.ids import JobId
from robot_cells.orchestration.choices import SCRAP
from robot_cells.orchestration.events import Event, PromptAnswered, PromptRaised
from robot_cells.twins.model import Operator

NAME = "twin"
"""By this name the answers are recorded."""


class OperatorDesk:
    """Takes the first choice of every question; a piece that is asked about too often is given up."""

    def __init__(self, operator: Operator) -> None:
        self._operator = operator
        self._questions: list[tuple[float, int, Prompt, JobId]] = []
        self._noted = 0
        self._asked: Counter[JobId] = Counter()

    @property
    def next_s(self) -> float:
        """When the next answer is due, line time in seconds; infinite for never."""
        return self._questions[0][0] if self._questions else math.inf

    def hear(self, event: Event) -> None:
        """Take a question in, if the event is one."""
        if isinstance(event, PromptRaised):
            self.ask(event.at_s, event.prompt, event.job)

    def ask(self, at_s: float, prompt: Prompt, job: JobId) -> None:
        """Take a question in that was raised, or is seen, at that line time."""
        self._noted += 1
        heapq.heappush(self._questions, (at_s + self._operator.answers_after_s, self._noted, prompt, job))

    def answers(self, now_s: float) -> list[Event]:
        """The answers that are due."""
        found: list[Event] = []
        while self._questions and self._questions[0][0] <= now_s:
            _, _, prompt, job = heapq.heappop(self._questions)
            found.append(PromptAnswered(now_s, prompt.id, self._choice(prompt, job), NAME))
        return found

    def _choice(self, prompt: Prompt, job: JobId) -> str:
        self._asked[job] += 1
        if self._asked[job] > self._operator.most_retries and SCRAP in prompt.choices:
            return SCRAP
        return prompt.choices[0]
