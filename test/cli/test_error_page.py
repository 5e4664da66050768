"""docs/errors.md says what the code says: the error tree, the exit codes, and every failure code."""

from __future__ import annotations

import ast
import importlib.util
import re
from collections.abc import Iterator
from pathlib import Path

from robot_cells import errors
from robot_cells.cli.exit_codes import ExitCode
from robot_cells.errors import RobotCellsError

PACKAGE = Path(errors.__file__).parent
PAGE = PACKAGE.parent / "docs" / "errors.md"
CODE = re.compile(r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")
"""A failure code: `subject.what_happened`."""
FILES = {
    "config",
    "sdf",
    "state",
    "cfg",
    "css",
    "csv",
    "db",
    "html",
    "js",
    "json",
    "jsonl",
    "log",
    "md",
    "names",
    "npz",
    "onnx",
    "png",
    "so",
    "sqlite",
    "svg",
    "toml",
    "txt",
    "xml",
    "yaml",
    "yml",
}
"""What looks like a code and is the name of a file."""
OTHERS = {"robot_cells", "svg", "font"}
"""Subjects of names that are not of the line: groups of entry points, settings of matplotlib."""
NOT_OF_THE_LINE = {"audits", "drills"}
"""Rooms whose texts of that form no line ever says: names of invariants (docs/invariants.md), made-up failures."""


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


def failure_codes() -> Iterator[str]:
    """Every text in the package's code that has the form of a failure code, names of files and modules aside."""
    paths = [item for item in PACKAGE.rglob("*.py") if item.relative_to(PACKAGE).parts[0] not in NOT_OF_THE_LINE]
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and CODE.match(text) and not is_file(text) and not is_module(text):
                yield text


def is_file(name: str) -> bool:
    """Whether it is the name of a file, or of something else that is not of the line."""
    return name.rpartition(".")[2] in FILES or name.partition(".")[0] in OTHERS


def is_module(name: str) -> bool:
    """Whether it is the name of a module that can be imported here."""
    try:
        return importlib.util.find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def test_the_page_lists_the_error_tree_as_it_is() -> None:
    listed = {row[0]: (row[1], int(row[2]), row[3] == "yes") for row in rows("The error tree")}
    assert listed == {item.code: (item.__name__, item.exit_code, item.retryable) for item in error_classes()}


def test_the_page_lists_every_exit_code() -> None:
    listed = {int(row[0]) for row in rows("Exit codes")}
    assert listed == {int(code) for code in ExitCode} | {item.exit_code for item in error_classes()}


def test_the_page_lists_every_failure_code_of_the_package_and_no_other() -> None:
    listed = {code for row in rows("Failure codes") for code in re.split(r"[`, ]+", row[0])}
    in_code = set(failure_codes())
    assert sorted(in_code - listed) == []
    assert sorted(listed - in_code) == []
