import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from robot_cells.attempts.assignment import Assignment, AssignmentKind, CellCommand
from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.ids import (
    AttemptId,
    CellId,
    JournalId,
    OperationId,
    OrderId,
    ProductId,
    PromptId,
    SerialNumber,
    TaskId,
)
from robot_cells.orders.cancel_policy import CancelPolicy

msgs = pytest.importorskip("robot_cells_msgs.msg", reason="the interface package is not built")
from robot_cells.nodes.message_json import MessageError, from_json, to_json
from robot_cells.nodes.messages import (
    from_assignment_msg,
    from_report_msg,
    from_time,
    to_assignment_msg,
    to_report_msg,
    to_time,
)

words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
numbers = st.floats(allow_nan=False, allow_infinity=False)
values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | numbers | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
    max_leaves=8,
)
mappings = st.dictionaries(words, values, max_size=4)
# A time message counts whole nanoseconds.
times = st.integers(0, 10**15).map(lambda microseconds: microseconds / 1e6)

assignments = st.builds(
    Assignment,
    kind=st.sampled_from(AssignmentKind),
    journal_id=words.map(JournalId),
    epoch=st.integers(0, 2**64 - 1),
    cell=words.map(CellId),
    attempt_id=words.map(AttemptId),
    task_id=words.map(TaskId),
    order_id=words.map(OrderId),
    serial=words.map(SerialNumber),
    product=words.map(ProductId),
    operation=words.map(OperationId),
    capability=words,
    parameters=mappings,
    expected_s=numbers,
    cancel_policy=st.sampled_from(CancelPolicy),
    prompt_id=words.map(PromptId),
    answer=words,
    cell_command=st.sampled_from(CellCommand),
)
failures = st.builds(Failure, code=words.filter(bool), message=words, remedy=words)


@given(assignments)
def test_an_assignment_survives_the_way_through_its_message(assignment: Assignment) -> None:
    assert from_assignment_msg(to_assignment_msg(assignment, 12.5)) == assignment


@given(st.sampled_from(Phase), st.none() | failures, mappings, times)
def test_a_report_survives_the_way_through_its_message(phase, failure, result, at_s) -> None:
    prompt = Prompt(
        PromptId("p1"), "Weiter?", ("yes", "no"), CellId("c"), AttemptId("a"), SerialNumber("s"), 30.0, "no", 4.5, 60.0
    )
    report = Report(CellId("assembly_1"), 3, AttemptId("j:t#1"), phase, at_s, failure, result, prompt)
    heard = from_report_msg(to_report_msg(report))
    assert heard.at_s == pytest.approx(at_s, abs=1e-6)
    assert (heard.phase, heard.failure, heard.result, heard.prompt) == (phase, failure, result, prompt)


@given(st.integers(0, 2**31 * 10**9 - 1))
def test_a_time_survives_to_the_precision_of_a_double(nanoseconds: int) -> None:
    assert from_time(to_time(nanoseconds / 1e9)) == pytest.approx(nanoseconds / 1e9, rel=1e-15, abs=1e-9)


def test_a_time_before_zero_is_zero() -> None:
    assert from_time(to_time(-3.0)) == 0.0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "no JSON"),
        ("[1]", "object is wanted"),
        ('"text"', "object is wanted"),
    ],
)
def test_parameters_that_are_no_json_object_are_refused_by_name(text: str, sentence: str) -> None:
    message = to_assignment_msg(
        Assignment(AssignmentKind.EXECUTE, JournalId("j"), 1, CellId("assembly_1"), AttemptId("a#1")), 0.0
    )
    message.parameters = text
    with pytest.raises(MessageError, match=sentence) as caught:
        from_assignment_msg(message)
    assert "assembly_1" in str(caught.value)


@pytest.mark.parametrize(("field", "number"), [("kind", 77), ("cancel_policy", 9), ("cell_command", 8)])
def test_a_number_that_no_version_here_knows_is_refused(field: str, number: int) -> None:
    message = to_assignment_msg(Assignment(AssignmentKind.CANCEL, JournalId("j"), 1, CellId("c"), AttemptId("a")), 0.0)
    setattr(message, field, number)
    with pytest.raises(MessageError, match=str(number)):
        from_assignment_msg(message)


@pytest.mark.parametrize("value", [math.nan, math.inf, object()])
def test_what_json_cannot_hold_is_not_sent(value: object) -> None:
    with pytest.raises(MessageError, match="cannot be sent"):
        to_json({"value": value})


def test_numpy_values_are_sent_as_plain_numbers() -> None:
    numpy = pytest.importorskip("numpy")
    value = {"scalar": numpy.float64(1.5), "vector": numpy.arange(3), "parts": {"b", "a"}}
    assert from_json(to_json(value), "here") == {"scalar": 1.5, "vector": [0, 1, 2], "parts": ["a", "b"]}
