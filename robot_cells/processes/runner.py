"""Carries out one attempt: builds the tree, ticks it, tells where it is."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from py_trees.common import Status

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure
from robot_cells.clock import Clock
from robot_cells.devices.device_client import DeviceClient
from robot_cells.errors import ProcessError
from robot_cells.ids import AttemptId, CellId, ProductId, PromptId, SerialNumber
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.layout import Layout
from robot_cells.processes.behaviours.leaf import Leaf, Site
from robot_cells.processes.behaviours.process_node import ProcessNode
from robot_cells.processes.process_model import AnyNode, ProcessModel
from robot_cells.processes.process_parameters import complete_parameters
from robot_cells.processes.run import CANCELLED, Run
from robot_cells.processes.tree_builder import TreeBuilder
from robot_cells.skills.registry import SkillType
from robot_cells.skills.workplace import Workpiece, Workplace


class RunStatus(Enum):
    """Where a run is."""

    RUNNING = "running"
    """Not ended; also while held."""
    SUCCEEDED = "succeeded"
    """Everything was done."""
    FAILED = "failed"
    """`Runner.failure` says why not."""
    CANCELLED = "cancelled"
    """Ended by `Runner.cancel` before everything was done; all devices stand still."""


@dataclass(frozen=True, slots=True)
class RunOrder:
    """What a run is to do. `parameters` in SI units.

    `expected_s` and `is_first` are offered to expressions under these names; `is_first` promises that nothing of this
    work can have been done to the product before. `program_hash` is the content hash of the process.
    """

    attempt: AttemptId
    serial: SerialNumber = SerialNumber("")
    product: ProductId = ProductId("")
    layout: Layout | None = None
    parameters: Mapping[str, object] = field(default_factory=dict)
    expected_s: float = 0.0
    is_first: bool = False
    program_hash: str = ""


class Runner:
    """One attempt at a process. Has no thread and never waits.

    `tick` it when a device has spoken, when a prompt was answered, and when `wake_at_s` has come; each tick goes as far
    as it can.
    """

    def __init__(
        self,
        process: ProcessModel,
        order: RunOrder,
        *,
        workplace: Workplace,
        devices: Mapping[str, DeviceClient],
        clock: Clock,
        skills: Mapping[str, SkillType],
    ) -> None:
        """Build the tree; raises `ProcessError` when that is not possible. No device is touched."""
        workpiece = Workpiece(order.serial, order.product, order.attempt, order.layout)
        cell = CellId(workplace.cell)
        self._run = Run(order.attempt, cell, clock, devices, workplace, workpiece)
        names: dict[str, object] = {
            "serial": order.serial,
            "product": order.product,
            "layout": order.layout,
            "expected_s": order.expected_s,
            "is_first": order.is_first,
        }
        self._program = {"process": process.process, "hash": order.program_hash}
        names |= complete_parameters(process, order.parameters, names)
        self._builder = TreeBuilder(self._run, skills)
        self._tree = self._built(process.tree, "0", names)
        self._on_cancel = self._built(process.on_cancel, "c", names) if process.on_cancel is not None else None
        self._on_abort = self._built(process.on_abort, "a", names) if process.on_abort is not None else None
        self._park = self._built(process.park, "p", names) if process.park is not None else None
        self._policy: CancelPolicy | None = None
        self._ending: list[ProcessNode] = []
        self._current = self._tree
        self._status = RunStatus.RUNNING
        self._outcome: RunStatus | None = None
        self._failure: Failure | None = None
        self._progress = 0.0

    def tick(self) -> RunStatus:
        """Go as far as possible without waiting."""
        if self._status is not RunStatus.RUNNING:
            return self._status
        stuck = self._run.settle()
        if stuck is not None:
            self._current.stop(Status.INVALID)
            return self._end(RunStatus.FAILED, stuck)
        while self._outcome is None or self._ending:
            self._current.tick_once()
            if self._current.status is Status.RUNNING:
                return self._status
            self._follow()
        if self._run.stopping_commands:
            return self._status
        return self._end(self._outcome, self._failure)

    def cancel(self, policy: CancelPolicy) -> None:
        """End the run before its time; a second call may only be stronger (`STOP_NOW`). Tick afterwards."""
        if self._status is not RunStatus.RUNNING or (self._policy is not None and policy is not CancelPolicy.STOP_NOW):
            return
        self._policy = policy
        self._run.is_stopping = True
        self.resume()
        if policy is CancelPolicy.STOP_NOW:
            self._stop_now(undo=True)

    def abort(self) -> None:
        """Stop every device at once; nothing is undone, so nothing moves any more. Tick afterwards."""
        if self._status is RunStatus.RUNNING:
            self._policy = CancelPolicy.STOP_NOW
            self._run.is_stopping = True
            self.resume()
            self._stop_now(undo=False)

    def _stop_now(self, *, undo: bool) -> None:
        """What was stopped while it cleared up already is not undone either."""
        self._ending.clear()
        self._current.stop(Status.INVALID)
        if self._outcome is None:
            self._outcome = RunStatus.CANCELLED
            if undo:
                undoing = [step.on_abort for step in self._run.to_undo()]
                self._end_with(*undoing, self._on_abort)

    def hold(self) -> None:
        """Let the running steps end, and begin none until `resume`; time-outs of the process do not count meanwhile."""
        if self._run.held_since_s is None and self._policy is None:
            self._run.held_since_s = self._run.clock.now()

    def resume(self) -> None:
        """Go on after `hold`. Tick afterwards."""
        if self._run.held_since_s is not None:
            self._run.held_s += self._run.clock.now() - self._run.held_since_s
            self._run.held_since_s = None

    def answer(self, prompt: PromptId, choice: str) -> None:
        """The operator's answer; raises `ProcessError` for a prompt that is not pending or no choice of it.

        Tick afterwards. The same answer once more is no error.
        """
        if self._run.answers.get(prompt) == choice:
            return
        pending = self._run.prompts.get(prompt)
        if pending is None:
            raise ProcessError(f"There is no prompt {prompt} to answer.", remedy="See which prompts are pending.")
        if choice not in pending.choices:
            remedy = f"Answer one of: {', '.join(pending.choices)}."
            raise ProcessError(f"`{choice}` is no choice of the prompt {prompt}.", remedy=remedy)
        self._run.answers[prompt] = choice

    @property
    def status(self) -> RunStatus:
        """As the latest tick left it."""
        return self._status

    @property
    def failure(self) -> Failure | None:
        """Why it failed."""
        return self._failure if self._status is RunStatus.FAILED else None

    @property
    def result(self) -> dict[str, object]:
        """What the skills have brought to light so far."""
        return self._run.result.merged()

    @property
    def provenance(self) -> dict[str, object]:
        """What it was done with: the process and its content hash, and the devices that were given commands."""
        return {"program": dict(self._program), "devices": list(self._run.commanded)}

    @property
    def certain(self) -> dict[str, object]:
        """What of the result holds however the run ends: the program, and a change-over once it is finished."""
        changed_over = self._run.result.get("changed_over")
        return {"program": dict(self._program), **({"changed_over": True} if changed_over is True else {})}

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The questions that wait for an answer, oldest first."""
        return tuple(self._run.prompts.values())

    @property
    def step(self) -> str:
        """The steps that run now, for people."""
        return ", ".join(leaf.name for leaf in self._current.running_leaves())

    @property
    def progress(self) -> float:
        """Share of the predicted duration that lies behind, 0 to 1; never falls."""
        if self._status is RunStatus.SUCCEEDED:
            return 1.0
        if self._tree.predicted_s > 0:
            self._progress = min(1.0, max(self._progress, self._tree.done_s() / self._tree.predicted_s))
        return self._progress

    @property
    def predicted_s(self) -> float:
        """How long the whole is predicted to take, in seconds."""
        return self._tree.predicted_s

    @property
    def wake_at_s(self) -> float:
        """Line time at which a tick matters though nobody has spoken (time-outs, waits); infinite where none does."""
        if self._status is not RunStatus.RUNNING:
            return math.inf
        stops = [item.deadline_s for item in self._run.stopping_commands]
        return min([self._current.earliest_wake_s(), *stops])

    @property
    def is_still(self) -> bool:
        """Whether no step is at work (all wait for leave to begin, or for an answer), as after `hold`."""
        leaves = list(self._current.running_leaves())
        at_work = any(isinstance(leaf, Leaf) and leaf.has_begun for leaf in leaves)
        return not self._run.stopping_commands and (bool(self._run.prompts) or not at_work)

    def _built(self, node: AnyNode, path: str, names: Mapping[str, object]) -> ProcessNode:
        site = Site(self._run, path, names, is_clearing_up=path != "0")
        return self._builder.build(node, site)

    def _follow(self) -> None:
        """The current tree has ended: keep how, and turn to what is still to be done."""
        failure = self._current.failure
        failed = self._current.status is Status.FAILURE
        if self._outcome is None:
            gated = self._run.has_gated or failure is CANCELLED
            self._outcome = RunStatus.FAILED if failed else RunStatus.SUCCEEDED
            if gated and (not failed or failure in (None, CANCELLED)):
                self._outcome = RunStatus.CANCELLED
            self._failure = failure if self._outcome is RunStatus.FAILED else None
            if self._policy is not None:
                is_done = self._outcome is RunStatus.SUCCEEDED
                undoing = [] if is_done else [step.on_cancel for step in self._run.to_undo()]
                park = self._park if self._policy is CancelPolicy.PARK else None
                self._end_with(*undoing, self._on_cancel, park)
        else:
            self._ending.pop(0)
            if failed and self._outcome is not RunStatus.FAILED:
                self._outcome, self._failure = RunStatus.FAILED, failure
        if self._ending:
            self._current = self._ending[0]

    def _end_with(self, *trees: ProcessNode | None) -> None:
        self._ending = [tree for tree in trees if tree is not None]
        if self._ending:
            self._current = self._ending[0]

    def _end(self, status: RunStatus, failure: Failure | None) -> RunStatus:
        self._status, self._failure = status, failure
        return status
