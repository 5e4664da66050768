"""Which of a recipe's failure rules applies."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase

from robot_cells.ids import CellId, OperationId
from robot_cells.orchestration.plant import Plant
from robot_cells.orchestration.state import JobState
from robot_cells.orchestration.transitions.jobs import rule_key
from robot_cells.orders.operation import Consequence, FailureRule, Operation

INTERRUPTIONS_BEFORE_ASKING = 3
"""What is repeatable is repeated by itself until it has been interrupted so often in one visit."""


def is_repeatable(plant: Plant, job: JobState, operation: OperationId, cell: CellId, interruptions: int) -> bool:
    """Whether the operation may be done again without being asked, after it was interrupted so often on this visit.

    The process that carries it out on `cell` declares itself repeatable.
    """
    capability = plant.cells[cell].capability(plant.operations[job.product, operation].capability)
    return capability is not None and capability.repeatable and interruptions < INTERRUPTIONS_BEFORE_ASKING


def applicable_rule(operation: Operation, job: JobState, code: str) -> tuple[int, FailureRule] | None:
    """The first rule whose patterns match the failure code and that is not used up, with its number from 0.

    None where no rule is left. Patterns are those of a shell (`fnmatch`), upper and lower case differ.
    """
    for number, rule in enumerate(operation.on_failure):
        matches = not rule.codes or any(fnmatchcase(code, pattern) for pattern in rule.codes)
        if matches and uses(operation, number, rule, job) < rule.limit:
            return number, rule
    return None


def naming_rule(operation: Operation, job: JobState, codes: Sequence[str]) -> tuple[int, FailureRule] | None:
    """The first rule that names one of these codes and is not used up, with its number from 0.

    For what a rule has to mean expressly (after an interruption something may have moved): a rule without patterns,
    and one whose pattern fits everything, names nothing.
    """
    for number, rule in enumerate(operation.on_failure):
        patterns = [pattern for pattern in rule.codes if pattern.strip("*")]
        names = any(fnmatchcase(code, pattern) for code in codes for pattern in patterns)
        if names and uses(operation, number, rule, job) < rule.limit:
            return number, rule
    return None


def uses(operation: Operation, number: int, rule: FailureRule, job: JobState) -> int:
    """How often the rule was used: for this visit where it says retry, for the whole job otherwise."""
    scope = str(job.visit(operation.id)) if rule.consequence is Consequence.RETRY else ""
    return job.uses.get(rule_key(operation.id, number, scope), 0)


def backoff_s(rule: FailureRule, used: int) -> float:
    """How long a retry waits in seconds: the rule's back-off, doubled with every retry before, up to its limit."""
    # A rule may be used a thousand times: the factor must stay a number that a float can hold.
    return min(rule.backoff_s * 2.0 ** min(used, 1000), rule.backoff_limit_s)
