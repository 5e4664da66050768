"""What a person may say in the place of a cell: that an operation which was interrupted is done all the same.

Offered where what happened is not known: the attempt was interrupted, cancelled while it ran, or cut short by hand; and
after every trip that did not succeed, since where a piece stands can be seen. Not after a failure: there the cell has
said what happened. Nor where the operation's worth is a verdict: that does not come about by somebody's word.
"""

from __future__ import annotations

from robot_cells.ids import AttemptId, CellId, OperationId, PromptId, TaskId
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.choices import DONE, or_done
from robot_cells.orchestration.events import Event, JobCompleted, TaskAttested
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.progress import is_finished
from robot_cells.orchestration.state import JobState, State
from robot_cells.orchestration.task_names import split_attempt, split_task
from robot_cells.orders.operation import Operation


def may_be_attested(plant: Plant, operation: Operation, cell: CellId) -> bool:
    """Whether a person may say that `cell` has done the operation."""
    capability = plant.cells[cell].capability(operation.capability)
    return operation.attestable and not (capability is not None and capability.gives_verdict)


def after_doubt(plant: Plant, operation: Operation, cell: CellId, allowed: tuple[str, ...]) -> tuple[str, ...]:
    """The choices where nobody knows whether `cell` has done it: `allowed`, and where it may be said, that it has."""
    return or_done(allowed) if may_be_attested(plant, operation, cell) else allowed


def attestation(state: State, job: JobState, attempt: AttemptId, who: str, reason: str, now_s: float) -> TaskAttested:
    """The task of the attempt, which was asked about, is done."""
    cell = job.carrier or job.place.cell
    return TaskAttested(now_s, attempt, cell, who, reason, PromptId(f"{attempt}?"))


def after_attestation(state: State, event: TaskAttested, now_s: float) -> tuple[Event, ...]:
    """The piece leaves the line when nothing is left to be done; else it goes on by itself."""
    job = state.jobs[split_task(_task(event.attempt))[0]]
    return (JobCompleted(now_s, job.id),) if is_finished(state.plant, job) else ()


def why_not(state: State, prompt: PromptId) -> str:
    """Why `done` is none of the choices of an open question; one sentence."""
    item = state.prompts[prompt]
    if item.prompt.cell or item.job not in state.jobs:
        return "It is a question of the process, which knows its own answers."
    operation = _operation(prompt)
    product = state.jobs[item.job].product
    found = state.plant.operations.get((product, operation)) if operation != TRANSPORT else None
    if found is None:
        return f"{DONE} is none of its choices."
    if not found.attestable:
        return f"The recipe of {product} does not let {operation} be attested (attestable: false)."
    cells = [option.cell for option in state.plant.options[product, operation]]
    if not any(may_be_attested(state.plant, found, cell) for cell in cells):
        return f"{operation} gives a verdict, which its cell alone can give: nobody can attest it."
    return f"Nothing of {operation} is in doubt: its cell has said what happened."


def _operation(prompt: PromptId) -> OperationId:
    return split_task(_task(AttemptId(prompt.removesuffix("?"))))[1]


def _task(attempt: AttemptId) -> TaskId:
    parts = split_attempt(attempt)
    return parts[1] if parts is not None else TaskId("")
