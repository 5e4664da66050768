"""The search of a twin: the policy of the line, answered at once and in no line time but the latency that is stated."""

from __future__ import annotations

import math
from collections.abc import Iterable

from robot_cells.horizons.answer import answer_to
from robot_cells.horizons.measured_durations import MeasuredDurations
from robot_cells.horizons.question import Answer
from robot_cells.horizons.rolling_horizon import RollingHorizon
from robot_cells.horizons.rollout import Base
from robot_cells.orchestration.events import Event
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import encode_state
from robot_cells.schedules.result import Budget
from robot_cells.schedules.rules import Rule
from robot_cells.twins.scenario import Scenario


class InstantSearch:
    """Asks where the line would ask; an answer is there `latency_s` of line time later.

    It searches for a number of iterations and not for a time, so that the same seed gives the same run.
    """

    def __init__(self, orchestrator: Orchestrator, scenario: Scenario, rule: Rule, seed: int) -> None:
        self.horizon = RollingHorizon(scenario.line.scheduling)
        self._orchestrator = orchestrator
        self._scenario = scenario
        self._rule = rule
        self._measured = MeasuredDurations(orchestrator.state.plant)
        if scenario.start is not None:
            self._measured.note(scenario.start.events)
        self._budget = Budget(seconds=None, iterations=scenario.line.scheduling.iterations, seed=seed)
        self._answer: Answer | None = None
        self._due_s = math.inf

    @property
    def next_s(self) -> float:
        """When an answer is there or a question is due, line time in seconds; infinite for never."""
        return min(self._due_s, self.horizon.next_s(self._orchestrator.state))

    def hear(self, recorded: Iterable[Event], now_s: float) -> None:
        """Take what a turn has recorded; ask where that is a reason to."""
        events = tuple(recorded)
        self.horizon.note(events)
        self._measured.note(events)
        self._ask(now_s)

    def answers(self, now_s: float) -> list[Event]:
        """The schedule to be adopted now, if any."""
        if self._due_s > now_s:
            return []
        answer, self._answer, self._due_s = self._answer, None, math.inf
        adopted = self.horizon.answered(self._orchestrator.state, now_s, answer)
        return [] if adopted is None else [adopted]

    def _ask(self, now_s: float) -> None:
        state, settings = self._orchestrator.state, self.horizon.settings
        question = self.horizon.question(state, now_s)
        if question is None:
            return
        base = Base(
            self._scenario.line,
            self._scenario.products,
            encode_state(state),
            now_s,
            self._rule,
            self._measured.shares,
        )
        self._answer = answer_to(question, base, settings, self._budget)
        self._due_s = now_s + settings.latency_s
