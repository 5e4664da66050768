"""What the checker finds before anything moves."""

from __future__ import annotations

import pytest
import yaml

from robot_cells.processes.process_reader import parse_process

HEAD = """
process: p
parameters:
  torque_nm: {type: number, unit: N.m, default: 0.5}
  time_s: {type: number, unit: s, default: 2}
  count: {type: integer, default: 2}
  label: {type: text, default: a}
  many: {type: list, default: []}
"""


def faults(tree: str, head: str = HEAD) -> list[str]:
    data = yaml.safe_load(head) | {"tree": yaml.safe_load(tree)}
    model, found = parse_process(data)
    assert model is not None, found
    return [f"{'.'.join(map(str, fault.path))}: {fault.what}; {fault.remedy}" for fault in found]


def dwell(value: str) -> str:
    return f"{{skill: dwell, with: {{duration_s: {value}}}}}"


@pytest.mark.parametrize(
    ("tree", "expected"),
    [
        ("{skill: dwel, with: {duration_s: 1}}", "tree.skill: there is no skill `dwel`; did you mean `dwell`?"),
        ("{skill: dwell, with: {duration: 1}}", "tree.with.duration: there is no parameter of `dwell` `duration`"),
        ("{skill: dwell}", "tree: `dwell` wants `duration_s`; add it: how long in s"),
        (dwell("fast"), "tree.with.duration_s: this is a text, not a number in s"),
        (dwell("-1"), "tree.with.duration_s: `duration_s` is at least 0 s, not -1"),
        (dwell("'${torque_nm}'"), "tree.with.duration_s: this is in N.m, wanted is s"),
        (dwell("'${label}'"), "tree.with.duration_s: this is a text, not a number in s"),
        (dwell("'${time_s + torque_nm}'"), "units differ: s and N.m"),
        (dwell("'${time_s * time_s}'"), "this is in s2, wanted is s"),
        (dwell("'${layout.width_m}'"), "this is in m, wanted is s"),
        (dwell("'${layout.screws[0].x_m}'"), "this is in m, wanted is s"),
        (dwell("'${tim_s}'"), "`tim_s`: there is no `tim_s`; did you mean `time_s`?"),
        (dwell("'${layout.screw}'"), "a layout has no `screw`; did you mean `screws`?"),
        (dwell("'${layout.screws[0].torque}'"), "a screw has no `torque`"),
        (dwell("'${label - 1}'"), "a text is no number"),
        (dwell("'${time_s if label > 3 else 1}'"), "a text is never compared with a integer"),
        (dwell("'${time_s.x}'"), "a number in s has no `x`"),
        (dwell("'${len(time_s}'"), "cannot be read"),
        (dwell("'${open(label)}'"), "only these can be called"),
        (dwell("'${len()}'"), "len wants 1 argument(s), not 0"),
        (dwell("'${sum(time_s)}'"), "sum wants a list, not a number in s"),
        (dwell("'${time_s'"), "`${` is not closed"),
        ("{skill: transfer, with: {direction: up, at: a}}", "`direction` is one of load, unload, not 'up'"),
        ("{condition: '${1 > 0}'}", "tree.condition: the condition never changes"),
        ("{condition: always}", "tree.condition: the condition never changes"),
        ("{condition: '${tme_s > 1}'}", "there is no `tme_s`"),
        ("{condition: '${time_s > torque_nm}'}", "units differ: s and N.m"),
        (
            f"{{sequence: [{{fail: {{code: a.b, message: m}}}}, {dwell('1')}]}}",
            "tree.sequence.1: nothing ever comes here",
        ),
        (
            f"{{sequence: [{{sequence: [{{fail: {{code: a.b, message: m}}}}]}}, {dwell('1')}]}}",
            "tree.sequence.1: nothing ever comes here: the step before it always fails",
        ),
        (
            f"{{fallback: [{{set: {{x: 1}}}}, {dwell('1')}]}}",
            "tree.fallback.1: nothing ever comes here: the one before it never fails",
        ),
        ("{fail: {code: a.b, message: '${nobody}'}}", "tree.fail.message: `nobody`: there is no `nobody`"),
        (
            "{prompt: {text: t, choices: [a, b], default: c}}",
            "tree.prompt.default: `c` is no choice; choose one of a, b",
        ),
        ("{prompt: {text: t, choices: [a], into: serial}}", "tree.prompt.into: `serial` cannot be set: it is given"),
        ("{set: {torque_nm: 1}}", "tree.set.torque_nm: `torque_nm` cannot be set: it is given"),
        ("{set: {failure: 1}}", "tree.set.failure: `failure` cannot be set"),
        ("{set: {x: '${y}', y: 1}}", "tree.set.x: `y`: there is no `y`"),
        (dwell("'${failure.code}'"), "there is no `failure`"),
        (f"{{for_each: {{items: 3.x, as: i, do: {dwell('1')}}}}}", "tree.for_each.items: this is a text, not a list"),
        (
            f"{{for_each: {{items: '${{time_s}}', as: i, do: {dwell('1')}}}}}",
            "tree.for_each.items: this is a number in s",
        ),
        (f"{{for_each: {{items: '${{many}}', as: label, do: {dwell('1')}}}}}", "`label` cannot be set: it is given"),
        (
            f"{{for_each: {{items: [1], as: i, do: {{for_each: {{items: [2], as: i, do: {dwell('1')}}}}}}}}}",
            "tree.for_each.do.for_each.as: `i` is taken already",
        ),
        (
            f"{{sequence: [{{set: {{found: [1]}}}}, {{for_each: {{items: '${{found}}', as: i, do: {dwell('1')}}}}}]}}",
            "tree.sequence.1.for_each.items: `found` is known only once the process runs",
        ),
        (
            "{for_each: {items: '${layout.screws}', as: screw, do: {skill: fasten, with: {screw: '${screw.x_m}'}}}}",
            "this is a number in m, not a text",
        ),
        (f"{{name: 'Step ${{nobody}}', sequence: [{dwell('1')}]}}", "tree.name: `nobody`: there is no `nobody`"),
    ],
)
def test_a_wrong_process_is_told_where_and_why(tree: str, expected: str) -> None:
    found = faults(tree)
    assert expected in found[0]
    assert [fault for fault in found[1:] if "wants `duration_s`" not in fault] == []


@pytest.mark.parametrize(
    ("declared", "expected"),
    [
        ("{serial: {type: text}}", "parameters.serial: `serial` is given to every process"),
        ("{a: {type: number, unit: Nm}}", "parameters.a.unit: `Nm` in `Nm` is no SI unit"),
        ("{a: {type: number, unit: mm}}", "parameters.a.unit: `mm` in `mm` is no SI unit"),
        ("{a: {type: text, unit: s}}", "parameters.a.unit: a text has no unit"),
        ("{a: {type: number, default: high}}", "parameters.a.default: this is a text, not a number"),
        ("{a: {type: number, unit: s, minimum: 1, default: 0}}", "parameters.a.default: `a` is at least 1 s, not 0"),
        ("{a: {type: text, choices: [x, y], default: z}}", "`a` is one of x, y, not 'z'"),
        ("{a: {type: number, default: '${nobody}'}}", "parameters.a.default: `nobody`: there is no `nobody`"),
    ],
)
def test_a_wrong_parameter_is_told(declared: str, expected: str) -> None:
    found = faults(dwell("1"), f"{{process: p, parameters: {declared}}}")
    assert any(expected in fault for fault in found), found


@pytest.mark.parametrize(
    "tree",
    [
        dwell("'${time_s}'"),
        dwell("'${time_s * 2 + changeover_s}'"),
        dwell("'${max(time_s, expected_s - changeover_s)}'"),
        dwell("'${time_s if count > 1 else 3}'"),
        dwell("'${len(layout.screws) * time_s}'"),
        dwell("'${layout.width_m / layout.depth_m * time_s}'"),
        dwell("'${sum(many)}'"),
        f"{{fallback: [{dwell('1')}, {{condition: \"${{failure.code == 'a.b'}}\"}}]}}",
        f"{{sequence: [{{set: {{x: 1}}}}, {dwell(chr(39) + '${x}' + chr(39))}]}}",
        "{sequence: [{skill: scan_code, into: seen}, {condition: '${seen.code == serial}'}]}",
        "{for_each: {items: \"${where(defects, 'code', 'a')}\", as: d, do:"
        " {skill: fasten, with: {screw: '${d.subject}'}}}}",
        "{for_each: {items: '${layout.screws}', as: s, do: {skill: fasten, with: {screw: '${s.id}',"
        " target_torque_nm: '${torque_nm}'}}}}",
    ],
)
def test_a_right_process_has_no_fault(tree: str) -> None:
    assert faults(tree) == []


def test_every_fault_is_found_in_one_go() -> None:
    tree = f"{{sequence: [{{skill: dwel}}, {dwell('fast')}, {{set: {{serial: 1}}}}, {{condition: '${{nobody}}'}}]}}"
    assert len(faults(tree)) == 4


def test_cancel_and_park_are_checked_too() -> None:
    head = HEAD + "on_cancel: {skill: dwel}\npark: {skill: dwell}\n"
    found = faults(dwell("1"), head)
    assert [fault.split(":")[0] for fault in found] == ["on_cancel.skill", "park"]
