from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from robot_cells.cli.main import application
from robot_cells_msgs.srv import CommandLine, CommandOrder, SubmitOrder


def call(line: Any, *arguments: str, timeout: float = 10.0) -> Result:
    place = ["--namespace", line.namespace, "--timeout", str(timeout)]
    return CliRunner().invoke(application, [*arguments, *place], env={"COLUMNS": "200"})


LISTS = [
    ("orders", ["WO-1", "tray_a", "running", "1/4", "0:30:00"]),
    ("cells", ["assembly_1", "execute", "WO-1-002", "fasten cp1_s3", "█████·····"]),
    ("alarms", ["alarm-7", "error", "active", "assembly_2: It is silent."]),
    ("alarms", ["active, seen", "acknowledged by Eva"]),
    ("prompts", ["prompt-3", "WO-1-003", "Is it seated?", "choices: yes, no", "escalated after 900 s"]),
]


@pytest.mark.parametrize(("command", "shown"), LISTS, ids=[shown[0] for _, shown in LISTS])
def test_a_list_shows_what_the_line_says_of_itself(
    imitated_line: Any, busy_state: Callable[[], dict[str, Any]], command: str, shown: list[str]
) -> None:
    imitated_line.publish(**busy_state())
    result = call(imitated_line, command)
    assert result.exit_code == 0, result.stderr
    assert [text for text in shown if text not in result.stdout] == []


@pytest.mark.parametrize("command", ["orders", "cells", "alarms", "prompts"])
def test_the_same_list_is_there_for_machines(
    imitated_line: Any, busy_state: Callable[[], dict[str, Any]], command: str
) -> None:
    imitated_line.publish(**busy_state())
    result = call(imitated_line, command, "--json")
    assert result.exit_code == 0, result.stderr
    item, *_ = json.loads(result.stdout)
    assert item["id"] in {"WO-1", "assembly_1", "alarm-7", "prompt-3"}


def test_an_order_from_options_reaches_the_line_as_it_was_given(imitated_line: Any) -> None:
    options = ["--product", "tray_a", "--quantity", "3", "--id", "WO-9", "--due", "900", "--priority", "10"]
    options += ["--order-timeout", "1200", "--on-timeout", "cancel"]
    result = call(imitated_line, "submit", *options)
    assert result.exit_code == 0, result.stderr
    (request,) = imitated_line.requests
    assert (request.order_id, request.product, request.quantity) == ("WO-9", "tray_a", 3)
    assert (request.due_s, request.release_s, request.priority) == (900.0, 0.0, 10)
    assert (request.timeout_s, request.on_timeout) == (1200.0, SubmitOrder.Request.CANCEL)
    assert "WO-9" in result.stdout


def test_every_order_of_a_document_reaches_the_line_in_its_order(imitated_line: Any, tmp_path: Path) -> None:
    document = tmp_path / "orders.yaml"
    document.write_text(
        "orders:\n  - {id: A, product: p, quantity: 1}\n"
        "  - {id: B, product: q, quantity: 2, timeout_s: 9.5, on_timeout: cancel}\n"
    )
    result = call(imitated_line, "submit", str(document))
    assert result.exit_code == 0, result.stderr
    assert [(item.order_id, item.quantity) for item in imitated_line.requests] == [("A", 1), ("B", 2)]
    assert all(math.isnan(item.due_s) for item in imitated_line.requests)
    assert [(item.timeout_s, item.on_timeout) for item in imitated_line.requests] == [(0.0, 0), (9.5, 1)]


def test_a_broken_orders_document_is_refused_before_the_line_hears_of_it(imitated_line: Any, tmp_path: Path) -> None:
    document = tmp_path / "orders.yaml"
    document.write_text("orders:\n  - {id: A, product: p, quantity: 1}\n  - {id: A, product: p, quantity: 0}\n")
    result = call(imitated_line, "submit", str(document))
    assert result.exit_code == 3
    assert "orders.yaml:3" in result.stderr
    assert imitated_line.requests == []


COMMANDS = [
    (["hold", "--reason", "lunch"], {"command": CommandLine.Request.HOLD, "reason": "lunch"}),
    (["resume"], {"command": CommandLine.Request.RESUME}),
    (["resume", "assembly_1"], {"command": CommandLine.Request.RESUME, "cell": "assembly_1"}),
    (
        ["suspend", "assembly_1", "--reason", "no trays"],
        {"command": CommandLine.Request.SUSPEND, "cell": "assembly_1", "reason": "no trays"},
    ),
    (["stop"], {"command": CommandLine.Request.STOP, "cancel_policy": CommandLine.Request.OWN, "cell": ""}),
    (["stop", "--policy", "own"], {"cancel_policy": CommandLine.Request.OWN}),
    (["stop", "--policy", "finish_step"], {"cancel_policy": CommandLine.Request.FINISH_STEP}),
    (["stop", "--policy", "park"], {"cancel_policy": CommandLine.Request.PARK}),
    (["stop", "--cell", "assembly_1", "--policy", "stop_now"], {"cell": "assembly_1", "cancel_policy": 2}),
    (["hold", "--cell", "assembly_1"], {"command": CommandLine.Request.HOLD, "cell": "assembly_1"}),
    (["resume", "--cell", "assembly_1"], {"command": CommandLine.Request.RESUME, "cell": "assembly_1"}),
    (["estop", "--reason", "smoke"], {"command": CommandLine.Request.EMERGENCY_STOP, "reason": "smoke"}),
    (["estop", "--cell", "assembly_1"], {"command": CommandLine.Request.EMERGENCY_STOP, "cell": "assembly_1"}),
    (["reset"], {"command": CommandLine.Request.RESET, "cell": ""}),
    (["reset", "--cell", "assembly_1"], {"command": CommandLine.Request.RESET, "cell": "assembly_1"}),
    (["cancel", "WO-1"], {"command": CommandOrder.Request.CANCEL, "order_id": "WO-1", "cancel_policy": 3}),
    (["cancel", "WO-1", "--policy", "own"], {"cancel_policy": CommandOrder.Request.OWN}),
    (["cancel", "WO-1", "--policy", "finish_step"], {"cancel_policy": CommandOrder.Request.FINISH_STEP}),
    (["cancel", "WO-1", "--policy", "park"], {"cancel_policy": CommandOrder.Request.PARK}),
    (["cancel", "WO-1", "--policy", "stop_now"], {"cancel_policy": CommandOrder.Request.STOP_NOW}),
    (["prioritise", "WO-1", "7"], {"command": CommandOrder.Request.PRIORITISE, "order_id": "WO-1", "priority": 7}),
    (["prioritise", "WO-1", "-7"], {"command": CommandOrder.Request.PRIORITISE, "order_id": "WO-1", "priority": -7}),
    (["answer", "prompt-3", "yes"], {"prompt_id": "prompt-3", "choice": "yes"}),
    (["answer", "WO-1-003", "no"], {"prompt_id": "prompt-3", "choice": "no"}),
    (["answer", "prompt-3", "yes", "--operator", "Eva"], {"operator_name": "Eva"}),
    (["acknowledge", "alarm-7"], {"alarm_id": "alarm-7"}),
    (["acknowledge", "alarm-7", "--operator", "Eva"], {"operator_name": "Eva"}),
    (["acknowledge", "--all", "--operator", "Eva"], {"alarm_id": "alarm-7", "operator_name": "Eva"}),
]


@pytest.mark.parametrize(("arguments", "asked"), COMMANDS, ids=[" ".join(words) for words, _ in COMMANDS])
def test_a_command_asks_the_line_for_exactly_that(
    imitated_line: Any, busy_state: Callable[[], dict[str, Any]], arguments: list[str], asked: dict[str, object]
) -> None:
    imitated_line.publish(**busy_state())
    result = call(imitated_line, *arguments)
    assert result.exit_code == 0, result.stderr
    (request,) = imitated_line.requests
    assert {name: getattr(request, name) for name in asked} == asked


def test_several_alarms_are_acknowledged_by_one_command(imitated_line: Any) -> None:
    result = call(imitated_line, "acknowledge", "alarm-1", "alarm-2", "--operator", "Eva")
    assert result.exit_code == 0, result.stderr
    assert [item.alarm_id for item in imitated_line.requests] == ["alarm-1", "alarm-2"]
    assert result.stdout == "Alarm alarm-1 is acknowledged.\nAlarm alarm-2 is acknowledged.\n"


@pytest.mark.parametrize(("words", "exit_code"), [(["alarm-7", "alarm-9"], 4), (["--all"], 0)])
def test_an_alarm_that_is_gone_by_now_keeps_no_other_from_being_acknowledged(
    imitated_line: Any, busy_state: Callable[[], dict[str, Any]], words: list[str], exit_code: int
) -> None:
    imitated_line.publish(**busy_state())
    imitated_line.refusal = "There is no such alarm (any more)."
    result = call(imitated_line, "acknowledge", *words)
    assert result.exit_code == exit_code
    told = [name for name in words if name.startswith("alarm")] or ["alarm-7"]
    assert [item.alarm_id for item in imitated_line.requests] == told
    assert result.stderr == "robot-cells: There is no such alarm (any more).\n" * len(told)


@pytest.mark.parametrize("words", [[], ["alarm-7", "--all"]])
def test_either_alarms_are_named_or_all_are_meant(imitated_line: Any, words: list[str]) -> None:
    result = call(imitated_line, "acknowledge", *words)
    assert result.exit_code == 2
    assert imitated_line.requests == []


@pytest.mark.parametrize("arguments", [words for words, _ in COMMANDS if "--all" not in words], ids=" ".join)
def test_what_the_line_refuses_is_said_in_the_lines_own_words_and_ends_with_4(
    imitated_line: Any, busy_state: Callable[[], dict[str, Any]], arguments: list[str]
) -> None:
    imitated_line.publish(**busy_state())
    imitated_line.refusal = "There is no such thing on this line. List what there is."
    result = call(imitated_line, *arguments)
    assert result.exit_code == 4
    assert result.stderr == "robot-cells: There is no such thing on this line. List what there is.\n"
    assert result.stdout == ""
