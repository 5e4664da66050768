"""The form of process documents."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from robot_cells.processes.process_model import NODE_KINDS, ProcessModel
from robot_cells.processes.process_reader import parse_process

DWELL = "{skill: dwell, with: {duration_s: 1}}"


def faults(text: str) -> list[str]:
    _, found = parse_process(yaml.safe_load(text))
    return [f"{'.'.join(map(str, fault.path))}: {fault.what}; {fault.remedy}" for fault in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("process: p", "`tree` is missing; add `tree`"),
        (f"{{process: 3, tree: {DWELL}}}", "process: Input should be a valid string"),
        (f"{{process: a b, tree: {DWELL}}}", "process: String should match pattern"),
        (f"{{proces: p, tree: {DWELL}}}", "proces: there is no key `proces` here; did you mean `process`?"),
        (f"{{process: p, tre: {DWELL}}}", "tre: there is no key `tre` here; did you mean `tree`?"),
        ("{process: p, tree: 3}", "tree: 3 is no node"),
        ("{process: p, tree: {}}", "tree: the node has no kind"),
        ("{process: p, tree: {skil: dwell}}", "tree.skil: there is no kind of node `skil`; did you mean `skill`?"),
        (f"{{process: p, tree: {{skill: dwell, sequence: [{DWELL}]}}}}", "of one kind, not of skill and sequence"),
        ("{process: p, tree: {sequence: []}}", "tree.sequence: List should have at least 1 item"),
        (
            "{process: p, tree: {skill: dwell, wiht: {}}}",
            "tree.wiht: there is no key `wiht` here; did you mean `with`?",
        ),
        (
            f"{{process: p, tree: {{sequence: [{DWELL}, {{retry: {{do: {DWELL}}}}}]}}}}",
            "tree.sequence.1.retry: this loop is unbounded; say under `attempts` how often it is tried at most",
        ),
        (
            f"{{process: p, tree: {{retry: {{attempts: 0, do: {DWELL}}}}}}}",
            "tree.retry.attempts: Input should be greater",
        ),
        (
            f"{{process: p, tree: {{retry: {{attempts: 1000, do: {DWELL}}}}}}}",
            "tree.retry.attempts: Input should be less",
        ),
        (
            f"{{process: p, tree: {{retry: {{attempts: '3', do: {DWELL}}}}}}}",
            "tree.retry.attempts: Input should be a valid",
        ),
        (
            f"{{process: p, tree: {{retry: {{attempts: 3, atempts: 3, do: {DWELL}}}}}}}",
            "tree.retry.atempts: there is no key `atempts` here; did you mean `attempts`?",
        ),
        (f"{{process: p, tree: {{timeout: {{do: {DWELL}}}}}}}", "tree.timeout: `duration_s` is missing"),
        (
            f"{{process: p, tree: {{timeout: {{duration_s: -1, do: {DWELL}}}}}}}",
            "tree.timeout.duration_s: Input should be",
        ),
        (
            f"{{process: p, tree: {{timeout: {{duration_s: .nan, do: {DWELL}}}}}}}",
            "tree.timeout.duration_s: Input should",
        ),
        (
            f"{{process: p, tree: {{parallel: {{policy: fast, do: [{DWELL}]}}}}}}",
            "tree.parallel.policy: Input should be",
        ),
        ("{process: p, tree: {condition: 3}}", "tree.condition: Input should be a valid dictionary"),
        ("{process: p, tree: {condition: {if: '${a}'}}}", "tree.condition: `then` is missing"),
        ("{process: p, tree: {prompt: {text: a, choices: []}}}", "tree.prompt.choices: List should have at least 1"),
        ("{process: p, tree: {fail: {code: Bad, message: m}}}", "tree.fail.code: String should match pattern"),
        (f"{{process: p, tree: {{for_each: {{items: [1], do: {DWELL}}}}}}}", "tree.for_each: `as` is missing"),
        (f"{{process: p, tree: {DWELL}, parameters: {{a: {{type: float}}}}}}", "parameters.a.type: Input should be"),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_what_would_be_right(text: str, expected: str) -> None:
    found = faults(text)
    assert any(expected in fault for fault in found), found


def test_all_faults_are_told_at_once() -> None:
    children = f"{{skil: a}}, {{retry: {{do: {DWELL}}}}}, {{fail: {{code: X, message: m}}}}"
    text = f"{{process: p, tree: {{sequence: [{children}]}}}}"
    assert len(faults(text)) == 3


def test_every_kind_of_node_is_read() -> None:
    text = f"""
    process: p
    repeatable: true
    parameters: {{a: {{type: number, unit: N.m, default: 0.5}}}}
    tree:
      sequence:
        - fallback: [{DWELL}, {DWELL}]
        - parallel: {{policy: wait_for_all, do: [{DWELL}]}}
        - retry: {{attempts: 2, backoff_s: 1, codes: ["a.*"], do: {DWELL}, recover: {DWELL}}}
        - condition: "${{a > 0.1}}"
        - condition: {{if: "${{a > 1}}", then: {DWELL}, else: {DWELL}}}
        - timeout: {{duration_s: 3, do: {DWELL}}}
        - finally: {{do: {DWELL}, always: {DWELL}}}
        - prompt: {{text: t, choices: [c], into: answer}}
        - for_each: {{items: [1, 2], as: number, do: {DWELL}}}
        - set: {{x: 1}}
        - fail: {{code: a.b, message: m}}
    on_cancel: {DWELL}
    park: {DWELL}
    """
    model, found = parse_process(yaml.safe_load(text))
    assert found == ()
    assert model is not None
    assert model.repeatable


def test_the_schema_knows_every_kind_of_node() -> None:
    definitions: dict[str, Any] = ProcessModel.model_json_schema()["$defs"]
    keys = {key for name, body in definitions.items() if name.endswith("Node") for key in body["properties"]}
    assert set(NODE_KINDS) <= keys


@pytest.mark.parametrize("data", [None, 3, [], "text", {1: 2}, {"process": {}, "tree": {"sequence": [None]}}])
def test_data_of_any_shape_is_answered_with_faults(data: object) -> None:
    model, found = parse_process(data)
    assert model is None
    assert found
