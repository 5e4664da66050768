"""Asks the operator."""

from __future__ import annotations

import math

from py_trees.common import Status

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure
from robot_cells.ids import PromptId
from robot_cells.processes.behaviours.leaf import Leaf, Site
from robot_cells.processes.process_model import PromptBody
from robot_cells.processes.run import CANCELLED
from robot_cells.processes.template import resolve


class Ask(Leaf):
    """Raises a prompt, and waits for the answer or the time-out. A cancel ends the wait at once."""

    def __init__(self, name: str, site: Site, body: PromptBody) -> None:
        super().__init__(name, site)
        self._body = body
        self._id = PromptId("")
        self._text = ""
        self._deadline_s = math.inf

    def wake_at_s(self) -> float:
        """The time-out."""
        return self.site.run.line_time(self._deadline_s) if self.has_begun else math.inf

    def begin(self) -> Status:
        """Raise the prompt."""
        run, body = self.site.run, self._body
        self._text = str(resolve(body.text, self.site.scope()))
        self._id = PromptId(self.site.address())
        self._deadline_s = run.working_time() + body.timeout_s if body.timeout_s else math.inf
        run.prompts[self._id] = Prompt(
            id=self._id,
            text=self._text,
            choices=tuple(body.choices),
            cell=run.cell,
            attempt_id=run.attempt,
            serial=run.workpiece.serial,
            timeout_s=body.timeout_s,
            default_choice=body.default,
            raised_at_s=run.clock.now(),
            escalate_s=body.escalate_s,
        )
        return Status.RUNNING

    def proceed(self) -> Status:
        """Look for the answer."""
        run, body = self.site.run, self._body
        choice = run.answers.get(self._id)
        if choice is None and run.is_stopping and not self.site.is_clearing_up:
            run.has_gated = True
            return self.fail(CANCELLED)
        if choice is None and run.working_time() >= self._deadline_s:
            if not body.default:
                return self.fail(Failure("process.no_answer", f"Nobody answered: {self._text}", "Answer the prompt."))
            choice = body.default
        if choice is None:
            return Status.RUNNING
        if body.into is not None:
            run.variables[body.into] = choice
        run.result.add(self.name, {"answers": [{"question": self._text, "choice": choice}]})
        return Status.SUCCESS

    def terminate(self, new_status: Status) -> None:
        """The question is off the table."""
        self.site.run.prompts.pop(self._id, None)
