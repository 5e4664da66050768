"""Events survive being written and read, and nothing else is taken for one."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import fields
from enum import Enum
from typing import Any, get_type_hints

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from robot_cells.attempts.report import Phase
from robot_cells.errors import JournalError
from robot_cells.orchestration.codec import decode, encode
from robot_cells.orchestration.events import EVENT_TYPES, AttemptEnded, Event, LineHeld

NUMBERS = st.floats(allow_nan=False, allow_infinity=False)
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | NUMBERS | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
OBJECTS = st.dictionaries(st.text(), PLAIN, max_size=3)


def values(hint: Any) -> Any:
    while hasattr(hint, "__supertype__"):
        hint = hint.__supertype__
    simple = {str: st.text(), int: st.integers(), bool: st.booleans(), float: NUMBERS}
    if hint in simple:
        return simple[hint]
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(hint)
    origin = getattr(hint, "__origin__", None)
    if origin is tuple:
        return st.lists(values(hint.__args__[0]), max_size=3).map(tuple)
    if origin is Mapping:
        return OBJECTS
    if hasattr(hint, "__args__"):
        return st.one_of([st.none() if item is type(None) else values(item) for item in hint.__args__])
    return instances(hint)


def instances(kind: type) -> Any:
    hints = get_type_hints(kind)
    return st.builds(kind, **{field.name: values(hints[field.name]) for field in fields(kind)})


@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.kind)
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_an_event_that_is_written_is_read_back_equal(kind: type[Event], data: Any) -> None:
    event = data.draw(instances(kind))
    assert decode(event.kind, event.at_s, encode(event)) == event


def test_every_kind_of_event_has_a_name_of_its_own() -> None:
    assert len({kind.kind for kind in EVENT_TYPES}) == len(EVENT_TYPES)


@pytest.mark.parametrize(
    ("kind", "data", "words"),
    [
        ("line_jumped", '{"version":1}', "not a kind of event"),
        ("line_held", '{"version":2,"reason":""}', "Version 2"),
        ("line_held", '{"reason":""}', "Version None"),
        ("cell_held", '{"version":1,"cell":"a"}', "missing or unknown fields of CellHeld: state"),
        ("line_held", '{"version":1,"reason":"","mood":1}', "mood"),
        ("line_held", '{"version":1,"reason":7}', "not of type str"),
        ("line_held", "[]", "not an object"),
        ("line_held", "{", "line_held"),
        ("orchestrator_started", '{"version":1,"epoch":true}', "not of type int"),
        ("orchestrator_started", '{"version":1,"epoch":1.0}', "not of type int"),
        ("order_ended", '{"version":1,"order":"WO-1","end":"done"}', "not one of"),
        ("job_moved", '{"version":1,"job":"a/001","place":{"cell":"a"}}', "kind"),
        ("job_moved", '{"version":1,"job":"a/001","place":"a"}', "object"),
    ],
)
def test_what_is_no_event_is_refused(kind: str, data: str, words: str) -> None:
    with pytest.raises(JournalError, match=words):
        decode(kind, 0.0, data)


def test_a_field_that_was_added_after_the_record_was_written_has_its_default() -> None:
    assert decode("line_held", 3.0, '{"version":1}') == LineHeld(3.0)


@pytest.mark.parametrize("value", [math.nan, math.inf, object(), {1: "a"}, b"bytes"])
def test_a_result_that_json_cannot_hold_is_refused_with_the_attempt_named(value: object) -> None:
    event = AttemptEnded(0.0, "j:WO/001/a.1#1", "a", Phase.SUCCEEDED, None, {"measured": value})
    with pytest.raises(JournalError, match=r"WO/001/a\.1#1"):
        encode(event)


def test_data_is_one_flat_readable_object() -> None:
    assert json.loads(encode(LineHeld(3.0, "lunch"))) == {"version": 1, "reason": "lunch"}
