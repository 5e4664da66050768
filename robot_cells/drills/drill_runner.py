"""Carries out one attempt in a drill: its steps one after the other, each on the equipment of the world."""

from __future__ import annotations

import math
from collections.abc import Callable

from robot_cells.attempts.assignment import Assignment
from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure
from robot_cells.drills.drill_equipment import CHANGEOVER, DrillEquipment, steps_of
from robot_cells.drills.streams import stream
from robot_cells.errors import ProcessError
from robot_cells.ids import PromptId
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.runner import RunStatus

ASKS = 0.03
"""Share of attempts in which the process asks the operator before its last step."""
GO_ON, GIVE_UP = "go on", "give up"
GAVE_UP = Failure("operator.gave_up", "The operator gave up.")


class DrillRunner:
    """Has the methods of `processes.runner.Runner` that a cell worker uses, and no tree."""

    def __init__(
        self,
        assignment: Assignment,
        equipment: DrillEquipment,
        seed: int,
        now_s: float,
        *,
        begun: Callable[[], None],
        wake: Callable[[], None],
    ) -> None:
        """`begun` is called when a motion has begun, `wake` when it has ended."""
        self._assignment = assignment
        self._equipment = equipment
        self._steps = steps_of(assignment, seed)
        self._begun = begun
        self._wake = wake
        self._done = 0
        self._is_at_work = False
        self._is_held = False
        self._policy: CancelPolicy | None = None
        self._prompt: Prompt | None = self._question(seed, now_s)
        self._is_asking = False
        self._answer = ""
        self.status = RunStatus.RUNNING
        self.failure: Failure | None = None

    def tick(self) -> RunStatus:
        """Go as far as possible without waiting."""
        if self.status is not RunStatus.RUNNING or self._is_at_work:
            return self.status
        if self.failure is not None:
            self.status = RunStatus.FAILED
        elif self._done == len(self._steps):
            self.status = RunStatus.SUCCEEDED
        elif self._policy is not None:
            self.status = RunStatus.CANCELLED
        elif not self._is_held and not self._waits():
            self._begin()
        return self.status

    def cancel(self, policy: CancelPolicy) -> None:
        """End it before its time."""
        if self._policy is not None and policy is not CancelPolicy.STOP_NOW:
            return
        self._policy = policy
        self._is_held = self._is_asking = False
        if policy is CancelPolicy.STOP_NOW and self._is_at_work:
            self._equipment.halt(self._assignment.cell)
            self._is_at_work = False

    def abort(self) -> None:
        """Stop at once."""
        self.cancel(CancelPolicy.STOP_NOW)

    def hold(self) -> None:
        """Begin no further step."""
        self._is_held = True

    def resume(self) -> None:
        """Go on."""
        self._is_held = False

    def answer(self, prompt: PromptId, choice: str) -> None:
        """The operator's answer; raises `ProcessError` for a prompt that is not pending."""
        if self._answer == choice:
            return
        if not self._is_asking or self._prompt is None or self._prompt.id != prompt:
            raise ProcessError(f"There is no prompt {prompt} to answer.")
        self._answer = choice
        self._is_asking = False
        if choice == GIVE_UP:
            self.failure = GAVE_UP

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The question, while it waits for an answer."""
        return (self._prompt,) if self._is_asking and self._prompt is not None else ()

    @property
    def result(self) -> dict[str, object]:
        """How far it came, whether past its change-over; the defect where a step failed."""
        found = [] if self.failure is None else [{"code": self.failure.code, "subject": self._assignment.serial}]
        return {"steps": self._done, "defects": found, **self.certain}

    @property
    def provenance(self) -> dict[str, object]:
        """Nothing: there is no program."""
        return {}

    @property
    def certain(self) -> dict[str, object]:
        """Whether it came past its change-over."""
        changed_over = any(step.command == CHANGEOVER for step in self._steps[: self._done])
        return {"changed_over": True} if changed_over else {}

    @property
    def step(self) -> str:
        """The step that runs now."""
        return str(self._done) if self._is_at_work else ""

    @property
    def progress(self) -> float:
        """Share of the steps done."""
        return self._done / len(self._steps)

    @property
    def wake_at_s(self) -> float:
        """Never: the equipment speaks."""
        return math.inf

    @property
    def is_still(self) -> bool:
        """Whether nothing moves."""
        return not self._is_at_work

    def _begin(self) -> None:
        self._is_at_work = True
        self._equipment.begin(self._assignment, self._done, self._steps[self._done], self._ended)
        self._begun()

    def _ended(self, failure: Failure | None) -> None:
        self._is_at_work = False
        self.failure = failure
        self._done += failure is None
        self._wake()

    def _waits(self) -> bool:
        """Whether the question comes before the step that is next, and has no answer."""
        if self._prompt is None or self._answer or self._done < len(self._steps) - 1:
            return False
        self._is_asking = True
        return True

    def _question(self, seed: int, now_s: float) -> Prompt | None:
        drawn = stream(seed, "question", self._assignment.attempt_id)
        if drawn.random() >= ASKS:
            return None
        timeout_s = drawn.choice((0.0, 8.0))
        return Prompt(
            PromptId(f"{self._assignment.attempt_id}/question"),
            "Does it look right?",
            (GO_ON, GIVE_UP),
            timeout_s=timeout_s,
            default_choice=GIVE_UP if timeout_s else "",
            raised_at_s=now_s,
        )
