from __future__ import annotations

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from robot_cells.cli.main import application
from robot_cells_msgs.srv import CommandLine, CommandOrder


def call(line: Any, *arguments: str, timeout: float = 10.0) -> Result:
    place = ["--namespace", line.namespace, "--timeout", str(timeout)]
    return CliRunner().invoke(application, [*arguments, *place], env={"COLUMNS": "200"})


LISTS = [
    ("orders", ["WO-1", "tray_a", "running", "1/4", "0:30:00"]),
    ("cells", ["assembly_1", "execute", "WO-1-002", "fasten cp1_s3", "█████·····"]),
    ("alarms", ["alarm-7", "error", "active", "assembly_2: It is silent."]),
    ("prompts", ["prompt-3", "WO-1-003", "Is it seated?", "choices: yes, no", "escalated after 900 s"]),
]


@pytest.mark.parametrize(("command", "shown"), LISTS, ids=[command for command, _ in LISTS])
def test_a_list_shows_what_the_line_says_of_itself(
    imitated_line: Any, busy_state: Callable[[], dict[str, Any]], command: str, shown: list[str]
) -> None:
    imitated_line.publish(**busy_state())
    result = call(imitated_line, command)
    assert result.exit_code == 0, result.stderr
    assert [text for text in shown if text not in result.stdout] == []


@pytest.mark.parametrize("command", [command for command, _ in LISTS])
def test_the_same_list_is_there_for_machines(
    imitated_line: Any, busy_state: Callable[[], dict[str, Any]], command: str
) -> None:
    imitated_line.publish(**busy_state())
    result = call(imitated_line, command, "--json")
    assert result.exit_code == 0, result.stderr
    (item,) = json.loads(result.stdout)
    assert item["id"] in {"WO-1", "assembly_1", "alarm-7", "prompt-3"}


def test_an_order_from_options_reaches_the_line_as_it_was_given(imitated_line: Any) -> None:
    options = ["--product", "tray_a", "--quantity", "3", "--id", "WO-9", "--due", "900", "--priority", "10"]
    result = call(imitated_line, "submit", *options)
    assert result.exit_code == 0, result.stderr
    (request,) = imitated_line.requests
    assert (request.order_id, request.product, request.quantity) == ("WO-9", "tray_a", 3)
    assert (request.due_s, request.release_s, request.priority) == (900.0, 0.0, 10)
    assert "WO-9" in result.stdout


def test_every_order_of_a_document_reaches_the_line_in_its_order(imitated_line: Any, tmp_path: Path) -> None:
    document = tmp_path / "orders.yaml"
    document.write_text("orders:\n  - {id: A, product: p, quantity: 1}\n  - {id: B, product: q, quantity: 2}\n")
    result = call(imitated_line, "submit", str(document))
    assert result.exit_code == 0, result.stderr
    assert [(item.order_id, item.quantity) for item in imitated_line.requests] == [("A", 1), ("B", 2)]
    assert all(math.isnan(item.due_s) for item in imitated_line.requests)


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
    (["stop"], {"command": CommandLine.Request.STOP, "cancel_policy": CommandLine.Request.FINISH_STEP, "cell": ""}),
    (["stop", "--policy", "park"], {"cancel_policy": CommandLine.Request.PARK}),
    (["stop", "--cell", "assembly_1", "--policy", "stop_now"], {"cell": "assembly_1", "cancel_policy": 2}),
    (["hold", "--cell", "assembly_1"], {"command": CommandLine.Request.HOLD, "cell": "assembly_1"}),
    (["resume", "--cell", "assembly_1"], {"command": CommandLine.Request.RESUME, "cell": "assembly_1"}),
    (["estop", "--reason", "smoke"], {"command": CommandLine.Request.EMERGENCY_STOP, "reason": "smoke"}),
    (["estop", "--cell", "assembly_1"], {"command": CommandLine.Request.EMERGENCY_STOP, "cell": "assembly_1"}),
    (["reset"], {"command": CommandLine.Request.RESET, "cell": ""}),
    (["reset", "--cell", "assembly_1"], {"command": CommandLine.Request.RESET, "cell": "assembly_1"}),
    (["cancel", "WO-1"], {"command": CommandOrder.Request.CANCEL, "order_id": "WO-1"}),
    (["prioritise", "WO-1", "7"], {"command": CommandOrder.Request.PRIORITISE, "order_id": "WO-1", "priority": 7}),
    (["prioritise", "WO-1", "-7"], {"command": CommandOrder.Request.PRIORITISE, "order_id": "WO-1", "priority": -7}),
    (["answer", "prompt-3", "yes"], {"prompt_id": "prompt-3", "choice": "yes"}),
    (["answer", "WO-1-003", "no"], {"prompt_id": "prompt-3", "choice": "no"}),
    (["answer", "prompt-3", "yes", "--operator", "Eva"], {"operator_name": "Eva"}),
    (["acknowledge", "alarm-7"], {"alarm_id": "alarm-7"}),
    (["acknowledge", "alarm-7", "--operator", "Eva"], {"operator_name": "Eva"}),
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


@pytest.mark.parametrize("arguments", [words for words, _ in COMMANDS], ids=" ".join)
def test_what_the_line_refuses_is_said_in_the_lines_own_words_and_ends_with_4(
    imitated_line: Any, busy_state: Callable[[], dict[str, Any]], arguments: list[str]
) -> None:
    imitated_line.publish(**busy_state())
    imitated_line.refusal = "There is no such thing on this line. List what there is."
    result = call(imitated_line, *arguments)
    assert result.exit_code == 4
    assert result.stderr == "robot-cells: There is no such thing on this line. List what there is.\n"
    assert result.stdout == ""
