"""Expressions within values of documents."""

from __future__ import annotations

import pytest

from robot_cells.errors import ProcessError
from robot_cells.processes.template import parse_template, resolve

NAMES = {"n": 3, "b": 0.5, "s": "x}y", "given": {"a}b": 1}}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("plain", "plain"),
        ("", ""),
        ("$5 {n}", "$5 {n}"),
        ("${n}", 3),
        ("${n} of ${n + 1}", "3 of 4"),
        ("at ${b} s", "at 0.5 s"),
        ("${s}", "x}y"),
        ("${given['a}b']}", 1),
        ('${"}" + s}', "}x}y"),
        ({"k": ["${n}", {"l": "${b}"}], "m": 1}, {"k": [3, {"l": 0.5}], "m": 1}),
        (None, None),
        (True, True),
    ],
)
def test_values_are_resolved_and_a_sole_expression_keeps_its_type(written: object, expected: object) -> None:
    found = resolve(written, NAMES)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize("text", ["${n", "a ${'}", "${}", "${n} ${"])
def test_braces_that_do_not_close_are_refused(text: str) -> None:
    with pytest.raises(ProcessError):
        parse_template(text)
