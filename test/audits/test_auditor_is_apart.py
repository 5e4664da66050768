"""The auditor shares no code with what it audits."""

from __future__ import annotations

import ast
from pathlib import Path

import robot_cells.audits
from robot_cells.audits.account import CHANGES, WITHOUT_EFFECT
from robot_cells.orchestration.events import EVENT_TYPES

ALLOWED = ("robot_cells.audits", "robot_cells.errors", "robot_cells.journals.record", "robot_cells.lines")
ALLOWED += ("robot_cells.orders", "robot_cells.ids")


def _imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module is not None:
            found.add(node.module)
        elif isinstance(node, ast.Import):
            found |= {item.name for item in node.names}
    return {name for name in found if name.startswith("robot_cells")}


def test_it_imports_documents_and_records_only() -> None:
    files = sorted(Path(robot_cells.audits.__file__).parent.rglob("*.py"))
    assert files
    odd = {name for path in files for name in _imports(path) if not name.startswith(ALLOWED)}
    assert odd == set()


def test_it_has_looked_at_every_kind_of_record() -> None:
    """A new kind of event has to be thought about here: what does it change for the auditor?"""
    recorded = {item.kind for item in EVENT_TYPES} - {"time_passed"}
    assert recorded == set(CHANGES) | WITHOUT_EFFECT
