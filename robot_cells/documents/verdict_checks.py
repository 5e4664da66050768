"""Rules on what follows the verdicts of an inspection: for each of them the recipe has to mean what it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from robot_cells.documents.document import Document, KeyPath
from robot_cells.documents.line_model import LineModel
from robot_cells.documents.problem import Problem
from robot_cells.documents.process_device_checks import skill_names
from robot_cells.documents.process_parameter_checks import able_cells, process_of
from robot_cells.documents.process_verdicts import gives_verdict
from robot_cells.documents.product_model import OperationModel, ProductModel
from robot_cells.documents.recipe_checks import operations_of
from robot_cells.processes.process_model import ProcessModel
from robot_cells.processes.verdict_checks import UNDECIDED
from robot_cells.skills.registry import SkillType


def check_verdicts(
    document: Document,
    product: ProductModel,
    line: LineModel,
    processes: Mapping[str, ProcessModel],
    skills: Mapping[str, SkillType],
) -> Iterator[Problem]:
    """Reviews where there is no verdict to review, and undecided verdicts after which rework has nothing to do."""
    for path, operation in operations_of(product):
        able = [processes[process_of(item)] for _, item in able_cells(line, operation) if process_of(item) in processes]
        if able and not any(gives_verdict(item, skills) for item in able):
            yield from _no_verdict(document, path, operation)
        if any(_may_be_undecided(item, skills) for item in able):
            yield from _undecided(document, path, operation)


def _may_be_undecided(process: ProcessModel, skills: Mapping[str, SkillType]) -> bool:
    names = skill_names(process.model_dump(include={"tree"}))
    return any(name in skills and UNDECIDED in skills[name].codes for name in names)


def _no_verdict(document: Document, path: KeyPath, operation: OperationModel) -> Iterator[Problem]:
    for index, rule in enumerate(operation.on_failure):
        if rule.review:
            what = f"{operation.capability} gives no verdict that a person could decide"
            yield document.problem((*path, "on_failure", index, "review"), what, "remove it")


def _undecided(document: Document, path: KeyPath, operation: OperationModel) -> Iterator[Problem]:
    """After the retries, the first rule that fits: rework has nothing to put right where no defect was found."""
    for index, rule in enumerate(operation.on_failure):
        if rule.codes and not any(fnmatchcase(UNDECIDED, pattern) for pattern in rule.codes):
            continue
        if rule.consequence == "retry":
            continue
        if rule.consequence == "rework" and UNDECIDED not in rule.codes:
            yield document.problem(
                (*path, "on_failure", index),
                f"a product of which nothing is known ({UNDECIDED}) would be sent along {rule.route}, without a defect "
                "to put right",
                f"before it write what follows: {{codes: [{UNDECIDED}], consequence: ask, review: true}}",
            )
        return
