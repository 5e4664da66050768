"""The expression language."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.errors import ProcessError
from robot_cells.orders.layout import CodeMark, Layout, Module, Screw
from robot_cells.processes.expression import MAX_DEPTH, MAX_LENGTH, MAX_NUMBER, parse_expression

SCREWS = tuple(Screw(f"s{index}", "plate", x, y) for index, (x, y) in enumerate([(0, 0), (1, 0), (1, 1), (0, 1)], 1))
LAYOUT = Layout(0.4, 0.6, CodeMark(0.1, 0.1, 0.02), (Module("plate", "cold_plate", 0.5, 0.5, 1, 1),), SCREWS)
NAMES: dict[str, Any] = {
    "a": 3,
    "b": 2.5,
    "text": "seven",
    "flag": True,
    "none": None,
    "layout": LAYOUT,
    "defects": [{"code": "x.y", "subject": "s1"}, {"code": "x.z", "subject": "s2"}],
    "given": {"from": "kitting", "list": [1, 2, 3]},
}


def value(text: str) -> object:
    return parse_expression(text).evaluate(NAMES)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1 + 2 * a", 7),
        ("-a // 2", -2),
        ("a % 2", 1),
        ("a / 2", 1.5),
        ("(a - 1) * b", 5.0),
        ("'x' + text", "xseven"),
        ("[1] + [a, b]", [1, 3, 2.5]),
        ("1 < a <= 3", True),
        ("a == 3.0 and not none", True),
        ("none or text", "seven"),
        ("a > 5 or b > 5", False),
        ("text == 'seven'", True),
        ("text < 'zero'", True),
        ("a if flag else b", 3),
        ("'sev' in text", True),
        ("2 not in given.list", False),
        ("'from' in given", True),
        ("given['from']", "kitting"),
        ("given.list[-1]", 3),
        ("layout.screws[1].x_m", 1),
        ("len(layout.screws)", 4),
        ("len(text)", 5),
        ("min(a, b)", 2.5),
        ("max(given.list)", 3),
        ("sum(given.list)", 6.0),
        ("sum([])", 0.0),
        ("abs(-b)", 2.5),
        ("any([none, 0, a])", True),
        ("all([])", True),
        ("find(layout.screws, 's2').y_m", 0),
        ("find(layout.screws, 'nowhere')", None),
        ("len(where(layout.screws, 'holds', 'plate'))", 4),
        ("where(defects, 'code', ['x.z', 'q'])[0].subject", "s2"),
        ("where(defects, 'nothing', 1)", []),
    ],
)
def test_what_it_can_say(text: str, expected: object) -> None:
    assert value(text) == expected


def test_a_cross_pattern_goes_from_each_screw_to_the_one_opposite() -> None:
    order = [screw.id for screw in value("cross_pattern(layout.screws)")]  # type: ignore[attr-defined]
    assert sorted(order) == ["s1", "s2", "s3", "s4"]
    opposite = {"s1": "s3", "s3": "s1", "s2": "s4", "s4": "s2"}
    assert order[1] == opposite[order[0]]
    assert order[3] == opposite[order[2]]


@pytest.mark.parametrize("count", range(8))
def test_a_cross_pattern_leaves_no_screw_out(count: int) -> None:
    screws = [{"id": index, "x_m": index * index, "y_m": index} for index in range(count)]
    order = parse_expression("cross_pattern(screws)").evaluate({"screws": screws})
    assert isinstance(order, list)
    assert sorted(screw["id"] for screw in order) == list(range(count))


@pytest.mark.parametrize(
    "text",
    [
        "__import__('os')",
        "().__class__",
        "a.__class__",
        "layout.__dict__",
        "given._secret",
        "_a",
        "open('x')",
        "len.__call__([])",
        "(lambda: 1)()",
        "[x for x in given]",
        "{1: 2}",
        "{a}",
        "f'{a}'",
        "a := 3",
        "a ** 9",
        "a << 9",
        "a | 1",
        "~a",
        "+a",
        "a @ b",
        "a is b",
        "given.list[0:1]",
        "len(*given)",
        "len(x=1)",
        "layout.screws.count(1)",
        "text.format(a)",
        "b'bytes'",
        "1j",
        "...",
        "(a, b)",
        "await a",
        "a; b",
        "import os",
        "a = 1",
        "",
        "1 +",
        "'open",
        "\x00",
        "(" * 300,
        "-" * (MAX_DEPTH + 2) + "a",
        "a" * (MAX_LENGTH + 1),
        " + ".join("a" for _ in range(120)),
        str(MAX_NUMBER * 10),
    ],
)
def test_what_is_not_in_the_language_is_refused_when_it_is_read(text: str) -> None:
    with pytest.raises(ProcessError, match="expression `"):
        parse_expression(text)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("nobody", "there is no `nobody`"),
        ("layout.screw", "there is no `screw`; there is width_m"),
        ("given.to", "there is no `to`; there is from, list"),
        ("a.real", "has no `real`"),
        ("text.upper", "has no `upper`"),
        ("given[1]", "there is no 1"),
        ("given.list[3]", "no item 3 among 3"),
        ("given.list['a']", "no item 'a'"),
        ("a[0]", "has no items"),
        ("text + 1", "is no number"),
        ("text * 1000", "is no number"),
        ("'%1000d' % 1", "is no number"),
        ("flag + 1", "is no number"),
        ("-text", "is no number"),
        ("a / 0", "division"),
        ("a // 0", "integer"),
        ("a < text", "is no number"),
        ("none < 1", "is no number"),
        ("1 in 2", "cannot be looked for"),
        ("1 in text", "cannot be looked for"),
        ("len(3)", "len wants"),
        ("len()", "wants 1 argument"),
        ("min([])", "one number at least"),
        ("max('abc')", "numbers only"),
        ("abs(none)", "numbers only"),
        ("any(3)", "wants a list"),
        ("find(3, 1)", "wants a list"),
        ("cross_pattern(defects + defects)", "wants records with x_m"),
        ("999999999999 * 999999999999", "beyond"),
        ("1e308 * 10 // 1", ""),
    ],
)
def test_what_has_no_value_says_why(text: str, reason: str) -> None:
    if reason:
        with pytest.raises(ProcessError) as caught:
            value(text)
        assert reason in str(caught.value)
        assert text in str(caught.value)


def test_a_text_cannot_be_grown_without_bound() -> None:
    names = {"t": "x" * 9_000}
    with pytest.raises(ProcessError, match="more than 10000 characters"):
        parse_expression("t + t").evaluate(names)


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=80))
def test_any_text_is_read_or_refused_and_nothing_else_happens(text: str) -> None:
    with contextlib.suppress(ProcessError):
        parse_expression(text).evaluate(NAMES)


@st.composite
def sentences(draw: st.DrawFn, depth: int = 4) -> str:
    """A sentence of the grammar, right or wrong in what it means."""
    kind = draw(st.integers(0, 7)) if depth else 0

    def part() -> str:
        return draw(sentences(depth - 1))

    match kind:
        case 1:
            symbol = draw(st.sampled_from(["+", "-", "*", "/", "//", "%", "<", "==", "in", "and", "or"]))
            return f"({part()} {symbol} {part()})"
        case 2:
            return draw(st.sampled_from(["(-{})", "(not {})"])).format(part())
        case 3:
            return f"{part()}[{part()}]"
        case 4:
            return f"{part()}.{draw(st.sampled_from(['x_m', 'screws', 'code', 'list', 'real', 'upper']))}"
        case 5:
            function = draw(st.sampled_from(["len", "min", "max", "find", "where", "cross_pattern", "any", "sum"]))
            return f"{function}({', '.join(part() for _ in range(draw(st.integers(0, 3))))})"
        case 6:
            return f"({part()} if {part()} else {part()})"
        case 7:
            return f"[{', '.join(part() for _ in range(draw(st.integers(0, 2))))}]"
    names = ["a", "b", "text", "flag", "none", "layout", "defects", "given", "nobody", "(1)", "(0)", "(2.5)", "'s'"]
    return draw(st.sampled_from(names))


@settings(max_examples=500, deadline=None)
@given(sentences())
def test_every_sentence_of_its_grammar_has_a_value_or_says_why_not(text: str) -> None:
    try:
        found = parse_expression(text).evaluate(NAMES)
    except ProcessError as error:
        assert error.where.startswith("expression")
    else:
        assert isinstance(found, int | float | str | bool | list | tuple | dict | Layout | Screw | CodeMark | None)
