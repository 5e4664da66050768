from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner

from robot_cells.cli.command_table import COMMANDS, GROUPS, load_command
from robot_cells.cli.main import application

HEAVY = ("rclpy", "pydantic", "numpy", "numba", "ortools", "matplotlib", "yaml", "cv2", "py_trees", "robot_cells.nodes")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_listed_command_can_be_loaded_and_says_in_its_help_what_the_list_says(name: str) -> None:
    command = load_command(name)
    assert (command.help or "").splitlines()[0] == COMMANDS[name][0]


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_a_command_names_every_one_of_its_options(name: str) -> None:
    result = CliRunner().invoke(application, [*name.split(), "--help"], env={"COLUMNS": "200", "TERM": "dumb"})
    assert result.exit_code == 0
    for parameter in load_command(name).params:
        for option in parameter.opts:
            assert option in result.output or option.upper() in result.output


def test_help_lists_every_command() -> None:
    result = CliRunner().invoke(application, ["--help"], env={"COLUMNS": "200"})
    assert result.exit_code == 0
    assert all(name in result.output for name in [*GROUPS, *COMMANDS] if " " not in name)


@pytest.mark.parametrize("group", GROUPS)
def test_help_of_a_group_lists_every_one_of_its_commands(group: str) -> None:
    names = [name.split()[1] for name in COMMANDS if name.startswith(f"{group} ")]
    for words in ([group, "--help"], [group]):
        result = CliRunner().invoke(application, words, env={"COLUMNS": "200"})
        assert GROUPS[group][0] in result.output
        assert names
        assert all(name in result.output for name in names)


def test_every_command_of_two_words_belongs_to_a_group() -> None:
    assert {name.split()[0] for name in COMMANDS if " " in name} == set(GROUPS)


def test_help_loads_nothing_heavy() -> None:
    program = (
        "import sys\n"
        "from robot_cells.cli.main import command\n"
        "command.main(['--help'], standalone_mode=False)\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])\n"
    )
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert result.stdout.splitlines()[-1] == "[]"


def test_a_mistyped_command_is_answered_with_the_one_that_was_meant() -> None:
    for words, meant in ((["ordres"], "orders"), (["inspections", "chek"], "check")):
        result = CliRunner().invoke(application, words)
        assert result.exit_code == 2
        assert meant in result.output


def test_the_version_is_printed() -> None:
    result = CliRunner().invoke(application, ["--version"])
    assert result.exit_code == 0
    assert result.output.startswith("robot-cells ")


def test_the_page_of_the_command_line_has_every_command() -> None:
    page = (Path(__file__).parents[2] / "docs" / "command_line.md").read_text(encoding="utf-8")
    assert [name for name in COMMANDS if f"`{name}`" not in page] == []
