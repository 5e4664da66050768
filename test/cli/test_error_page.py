"""docs/errors.md says what the code says: the error tree, the exit codes, and every failure code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from robot_cells import errors
from robot_cells.cli.exit_codes import ExitCode
from robot_cells.errors import RobotCellsError

PACKAGE = Path(errors.__file__).parent
PAGE = PACKAGE.parent / "docs" / "errors.md"
SUBJECTS = re.compile(
    r"^(alarm|arm|camera|cell|device|fasten|fixture|function|grasp|gripper|insert|inspect|kit|leak|line|machine|mate"
    r"|move|order|place|process|refit|scan|scanner|screwdriver|skill|station|task|transport|vehicle|vision)"
    r"\.[a-z][a-z0-9_]*$"
)
"""What a failure code begins with; a code is `subject.what_happened`."""
NOT_A_CODE = {"order.json"}


def rows(heading: str) -> list[list[str]]:
    """The cells of the table below a heading, without its head."""
    text = PAGE.read_text(encoding="utf-8").split(f"## {heading}\n", 1)[1].split("\n## ", 1)[0]
    table = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip().strip("`") for cell in line.strip("|").split("|")] for line in table[2:]]


def error_classes(root: type[RobotCellsError] = RobotCellsError) -> Iterator[type[RobotCellsError]]:
    """Every class of the tree that `robot_cells/errors.py` defines."""
    if root.__module__ == errors.__name__:
        yield root
    for child in root.__subclasses__():
        yield from error_classes(child)


def string_constants() -> Iterator[str]:
    """Every text that stands in the package's code, docstrings and other prose aside."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def test_the_page_lists_the_error_tree_as_it_is() -> None:
    listed = {row[0]: (row[1], int(row[2]), row[3] == "yes") for row in rows("The error tree")}
    assert listed == {item.code: (item.__name__, item.exit_code, item.retryable) for item in error_classes()}


def test_the_page_lists_every_exit_code() -> None:
    listed = {int(row[0]) for row in rows("Exit codes")}
    assert listed == {int(code) for code in ExitCode} | {item.exit_code for item in error_classes()}


def test_the_page_lists_every_failure_code_of_the_package_and_no_other() -> None:
    listed = {row[0] for row in rows("Failure codes")}
    in_code = {text for text in string_constants() if SUBJECTS.match(text) and text not in NOT_A_CODE}
    assert sorted(in_code - listed) == []
    assert sorted(listed - in_code) == []
