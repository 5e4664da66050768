"""A person decides what a model could not: a verdict that a recipe lets somebody review, by name.

What a model calls undecided never becomes a pass by itself. Where the failure rule says `review`, whoever is asked may
answer `good`: the operation counts as done by that person's word, and is called so everywhere (`TaskAttested.verdict`).
`rework:ROUTE` and `scrap` say that the piece is bad. Either is kept as a review, and is owed to the vision node, which
makes training data of it, until it has been taken.
"""

from __future__ import annotations

from dataclasses import replace

from robot_cells.ids import AttemptId, CellId, OperationId
from robot_cells.orchestration.attestations import attestation
from robot_cells.orchestration.choices import GOOD, RETRY
from robot_cells.orchestration.events import Event, PromptAnswered, VerdictReviewed
from robot_cells.orchestration.judgement import Judgement, judgement_of
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import JobState, State
from robot_cells.orders.operation import FailureRule, Operation


def reviewed(
    plant: Plant, rule: FailureRule, operation: Operation, cell: CellId | None, judged: Judgement | None
) -> Judgement | None:
    """What a person is asked to decide by this rule; None where the question is not about a verdict."""
    if not rule.review or judged is None or cell is None or cell not in plant.cells:
        return None
    capability = plant.cells[cell].capability(operation.capability)
    return judged if capability is not None and capability.gives_verdict else None


def question(job: JobState, operation: OperationId, judged: Judgement) -> str:
    """What is asked, with the place of the picture that shows it."""
    said = f"{judged.model or 'the model'} says {judged.verdict}"
    why = f" ({judged.message})" if judged.message else ""
    shown = f" Picture: {judged.evidence_path}." if judged.evidence_path else ""
    return f"{operation} on {job.serial}: {said}{why}. Is the product good?{shown}"


def after_review(
    state: State, job: JobState, attempt: AttemptId, event: PromptAnswered, reason: str, now_s: float
) -> tuple[Event, ...]:
    """What a named person's answer to a question about a verdict means, before anything else follows from it."""
    judged = job.judged
    if judged is None or event.choice == RETRY or not event.operator_name.strip():
        return ()
    verdict = "pass" if event.choice == GOOD else "fail"
    decided = VerdictReviewed(
        now_s, attempt, job.serial, job.product, verdict, judged, event.operator_name, reason, event.prompt
    )
    if event.choice != GOOD:
        return (decided,)
    word = attestation(state, job, attempt, event.operator_name, reason, now_s)
    return (decided, replace(word, verdict=verdict, evidence=judged.evidence))


__all__ = ["after_review", "judgement_of", "question", "reviewed"]
