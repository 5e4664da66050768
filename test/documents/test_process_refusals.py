"""Every rule on processes and on the cells that carry them out: one row a rule.

A row is: file, text in it, what stands there instead; key, what, remedy of the problem that must be told. The mark
`# <-` stands at the line that it must name; without a mark, it is the line of the new text.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

Row = tuple[str, str, str, str, str, str]

ROWS: list[Row] = [
    ("processes/build.yaml", "skill: dwell", "skill: dwel", "tree.sequence[1].skill", "dwel", "did you mean"),
    (
        "line.yaml",
        "      - name: look\n",
        "      - process: build  # <-\n        parameters: {force_n: 1}\n        name: look\n",
        "cells[1].capabilities[0]",
        "camera_post has no station, which the process build needs (skill changeover)",
        "add {id: station, kind: station} to the devices of camera_post",
    ),
    (
        "processes/look.yaml",
        "process: look",
        "process: build  # <-",
        "process",
        "holds a process build already",
        "rename",
    ),
    (
        "processes/look.yaml",
        "process: look",
        "recipe: look  # <-",
        "",
        "is no process document",
        "begin it with process:",
    ),
    ("processes/look.yaml", "tree: {skill", "tree: {skil", "tree", "skil", "did you mean"),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[2][:40]!r}")
def test_a_fault_is_told_at_its_line_with_its_remedy(refused: Callable[[Row], None], row: Row) -> None:
    refused(row)
