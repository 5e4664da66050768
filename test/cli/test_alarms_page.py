"""docs/alarms.md has every alarm that the code raises by a code of its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import robot_cells

PACKAGE = Path(robot_cells.__file__).parent
PAGE = PACKAGE.parent / "docs" / "alarms.md"
CODE_PLACE = 3
"""`Alarm(id, severity, source, code, ...)`"""


def listed() -> list[str]:
    table = PAGE.read_text(encoding="utf-8").split("| code |", 1)[1].split("\n\n", 1)[0]
    return re.findall(r"^\| `([a-z_.]+)` \|", table, flags=re.MULTILINE)


def constants(tree: ast.Module) -> dict[str, str]:
    """The texts that a module gives names to."""
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def raised() -> Iterator[str]:
    """The code of every alarm that is made somewhere with one of its own, not with that of a failure."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in PACKAGE.rglob("*.py")]
    known = {
        name: text for tree in trees for name, text in constants(tree).items() if re.match(r"^[a-z_]+\.[a-z_]+$", text)
    }
    for tree in trees:
        own = {**known, **constants(tree)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Alarm":
                code = node.args[CODE_PLACE] if len(node.args) > CODE_PLACE else None
                if isinstance(code, ast.Constant):
                    yield str(code.value)
                elif isinstance(code, ast.Name):
                    yield own[code.id]


def test_every_alarm_has_its_row_once() -> None:
    rows = listed()
    assert len(set(raised())) > 10
    assert len(rows) == len(set(rows))
    assert sorted(set(raised()) - set(rows)) == []


def test_every_row_is_a_code_that_the_errors_page_explains() -> None:
    errors = (PACKAGE.parent / "docs" / "errors.md").read_text(encoding="utf-8")
    assert [code for code in listed() if f"`{code}`" not in errors] == []
