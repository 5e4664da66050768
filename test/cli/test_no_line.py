from __future__ import annotations

import os

import pytest
from typer.testing import CliRunner

from robot_cells.cli.main import application

NAMESPACE = "/nobody_is_here"

NO_LINE = [
    ["cells"],
    ["orders"],
    ["orders", "--json"],
    ["alarms"],
    ["prompts"],
    ["watch"],
    ["hold"],
    ["suspend", "assembly_1"],
    ["resume"],
    ["stop"],
    ["estop"],
    ["estop", "--cell", "assembly_1"],
    ["reset"],
    ["reset", "--let-go", "button"],
    ["cancel", "WO-1"],
    ["cancel", "WO-1", "--policy", "park"],
    ["prioritise", "WO-1", "5"],
    ["answer", "prompt-1", "retry"],
    ["acknowledge", "alarm-1"],
    ["submit", "--product", "tray_a"],
]


@pytest.mark.parametrize("arguments", NO_LINE, ids=" ".join)
def test_without_a_line_a_command_says_so_within_its_time_out_and_ends_with_7(arguments: list[str]) -> None:
    result = CliRunner().invoke(application, [*arguments, "--namespace", NAMESPACE, "--timeout", "0.2"])
    assert result.exit_code == 7
    assert f"No line answers in domain {os.environ['ROS_DOMAIN_ID']}, namespace {NAMESPACE}: is it up?" in result.stderr
    assert "robot-cells up" in result.stderr
    assert result.stdout == ""


WRONG_USAGE = [
    (["cells", "--domain", "233"], "--domain"),
    (["cells", "--timeout", "0"], "--timeout"),
    (["cells", "--timeout", "soon"], "--timeout"),
    (["cells", "--timeout", "nan"], "--timeout"),
    (["cells", "--timeout", "1e30"], "--timeout"),
    (["cells", "--namespace", "7up"], "--namespace"),
    (["cells", "--namespace", "/a//b"], "--namespace"),
    (["cells", "--namespace", "my line"], "--namespace"),
    (["submit", "--product", "p", "--on-timeout", "cancel"], "--on-timeout"),
    (["submit", "--product", "p", "--on-timeout", "shout"], "--on-timeout"),
    *((["submit", "--product", "p", "--order-timeout", value], "--order-timeout") for value in ("0", "-1", "nan")),
    (["stop", "--policy", "softly"], "--policy"),
    (["cancel", "WO-1", "--policy", "4"], "--policy"),
    (["suspend"], "cell"),
    (["resume", "assembly_1", "--cell", "assembly_2"], "Two cells are named"),
    (["prioritise", "WO-1", "high"], "priority"),
    (["prioritise", "WO-1"], "priority"),
    (["prioritise", "WO-1", "99999999999999999999"], "priority"),
    (["prioritise", "WO-1", "--no-such-option"], "priority"),
    (["answer", "prompt-1"], "choice"),
    (["submit"], "--product"),
    (["submit", "--product", "tray_a", "--quantity", "0"], "--quantity"),
    (["submit", "--product", "tray_a", "--quantity", "1000000000"], "--quantity"),
    (["submit", "--product", "tray_a", "--priority", "-99999999999999999999"], "--priority"),
    (["submit", "--product", "tray_a", "--due", "nan"], "--due"),
    (["submit", "--product", "tray_a", "--due", "1e300"], "--due"),
    (["submit", "--product", "tray_a", "--release", "inf"], "--release"),
    (["submit", "there_is_no_such_file.yaml"], "there_is_no_such_file.yaml"),
    (["hold", "--no-such-option"], "--no-such-option"),
    (["stop", "--policy", "gently"], "--policy"),
    (["run"], "LINE"),
    (["run", __file__], "--orders"),
    (["run", "there_is_no_such_file.yaml"], "there_is_no_such_file.yaml"),
    *(
        (["run", __file__, "--orders", __file__, option, value], option)
        for option, values in {
            "--speed": ("0", "-1", "1e9", "nan", "inf", "fast"),
            "--seed": ("-1", "99999999999999999999", "1.5"),
            "--limit": ("0", "nan"),
            "--processes": ("-1",),
            "--simulation": ("magic",),
            "--namespace": ("7up",),
            "--domain": ("-1", "233"),
            "--orders": ("there_is_no_such_file.yaml", "."),
        }.items()
        for value in values
    ),
]


@pytest.mark.parametrize(("arguments", "named"), WRONG_USAGE, ids=str)
def test_a_wrong_command_line_is_named_and_ends_with_2(arguments: list[str], named: str) -> None:
    result = CliRunner().invoke(application, arguments, env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 2
    assert named.lower() in result.stderr.lower()
