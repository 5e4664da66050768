"""Who searches for schedules in a drill: draws them from the seed, takes its time, and says that each is better.

No search is so bad. What stands between it and the line is the policy of the rolling horizon, which is the true one:
nothing that has begun or is about to begin may be moved, no cell that stands is given work, and whatever is adopted may
cost time and never the line.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from random import Random

from robot_cells.horizons.open_problem import open_problem
from robot_cells.horizons.question import Answer, Question
from robot_cells.horizons.rolling_horizon import RollingHorizon
from robot_cells.ids import CellId, TaskId
from robot_cells.lines.scheduling import Scheduling
from robot_cells.orchestration.events import Event
from robot_cells.orchestration.state import State
from robot_cells.schedules.problem import Problem, ProblemTask
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask

SETTINGS = Scheduling(frozen_s=5.0, interval_s=8.0, least_interval_s=1.0, repair_s=10.0, minimum_gain=0.0, move_s=0.0)
"""As quick as the work of a drill is short."""
LONGEST_S = 4.0
"""An answer is on its way for at most so long."""
ALLOWANCES_S = (0.0, 2.0, 4.0)
"""For so long it reckons to be on its way: not always long enough."""


class ScheduleDrawer:
    """Asked and answered in line time by the turn of the orchestrator; it dies with it."""

    def __init__(self, settings: Scheduling, drawn: Random) -> None:
        self.horizon = RollingHorizon(settings)
        self._drawn = drawn
        self._answer: Answer | None = None
        self._due_s = math.inf

    def next_s(self, state: State) -> float:
        """When an answer is there or a question is due, line time in seconds; infinite for never."""
        return min(self._due_s, self.horizon.next_s(state))

    def turn(self, state: State, now_s: float) -> tuple[Event, ...]:
        """The schedule to be adopted now, if any; asks when that is due."""
        adopted: tuple[Event, ...] = ()
        if self._due_s <= now_s:
            answer, self._answer, self._due_s = self._answer, None, math.inf
            event = self.horizon.answered(state, now_s, answer)
            adopted = () if event is None else (event,)
        question = self.horizon.question(state, now_s) if not adopted else None
        if question is not None:
            self._answer = self._drawn_answer(state, now_s, question)
            self._due_s = now_s + self._drawn.uniform(0.0, LONGEST_S)
        return adopted

    def _drawn_answer(self, state: State, now_s: float, question: Question) -> Answer | None:
        settings = self.horizon.settings
        until_s = now_s + settings.frozen_s + self._drawn.choice(ALLOWANCES_S)
        problem = open_problem(state, now_s, settings, until_s)
        if not problem.jobs:
            return None
        adopted = state.schedule.tasks if state.schedule is not None else ()
        held = {item.task: item for item in adopted}
        frozen = {task: cell for cell, tasks in problem.frozen.items() for task in tasks}
        tasks = self._drawn_tasks(problem, held, frozen, until_s)
        return Answer(question.number, Schedule(tasks, Objective(0.0, 0.0)), Objective(2.0, 0.0), Objective(1.0, 0.0))

    def _drawn_tasks(
        self,
        problem: Problem,
        held: Mapping[TaskId, ScheduledTask],
        frozen: Mapping[TaskId, CellId],
        until_s: float,
    ) -> tuple[ScheduledTask, ...]:
        """What is frozen as it is held, everything else on any cell at any time; now and then a piece is left out."""
        found = []
        for job in problem.jobs:
            left_out = self._drawn.random() < 0.1
            for task in job.tasks:
                if task.id in frozen and task.id in held:
                    found.append(held[task.id])
                elif not left_out:
                    found.append(self._drawn_task(task, until_s))
        return tuple(found)

    def _drawn_task(self, task: ProblemTask, until_s: float) -> ScheduledTask:
        cell = self._drawn.choice(sorted(task.durations_s))
        start_s = until_s + self._drawn.uniform(0.0, 20.0)
        return ScheduledTask(task.id, cell, start_s, start_s + task.durations_s[cell])
