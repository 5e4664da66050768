"""What a sub-command that talks to a line gets by being one."""

from __future__ import annotations

import inspect
from typing import Annotated, Any

import pytest
import typer
from typer.testing import CliRunner

from robot_cells.cli import line_command as module
from robot_cells.cli.line_command import line_command


class Client:
    """Notes which line was meant, and whether it was let go of."""

    made: list[dict[str, Any]]
    open: bool

    def __init__(self, **which: Any) -> None:
        Client.made.append(which)

    def __enter__(self) -> Client:
        Client.open = True
        return self

    def __exit__(self, *_: object) -> None:
        Client.open = False


@pytest.fixture(autouse=True)
def _imitated(monkeypatch: pytest.MonkeyPatch) -> None:
    Client.made, Client.open = [], False
    monkeypatch.setattr(module, "LineClient", Client)
    monkeypatch.delenv("ROS_DOMAIN_ID", raising=False)


def greet(line: Any, whom: Annotated[str, typer.Argument()], *, loud: bool = False) -> None:
    """Say hello."""
    assert isinstance(line, Client) and Client.open
    typer.echo(f"Hello {whom}{'!' if loud else '.'}")


def called(*words: str) -> Any:
    application = typer.Typer()
    application.command("greet")(line_command(greet))
    return CliRunner().invoke(application, list(words))


def test_it_says_its_own_and_which_line_is_meant() -> None:
    result = called("Ada", "--loud", "--domain", "7", "--namespace", "/plant", "--timeout", "2")
    assert (result.exit_code, result.stdout) == (0, "Hello Ada!\n")
    assert Client.made == [{"domain": 7, "namespace": "/plant", "timeout_s": 2.0}]
    assert not Client.open


def test_without_options_it_is_the_line_of_domain_0() -> None:
    assert called("Ada").stdout == "Hello Ada.\n"
    assert Client.made == [{"domain": 0, "namespace": "/", "timeout_s": 5.0}]


@pytest.mark.parametrize("words", [("Ada", "--domain", "999"), ("Ada", "--namespace", "1x"), ()])
def test_what_cannot_be_is_refused_before_a_line_is_asked(words: tuple[str, ...]) -> None:
    assert called(*words).exit_code == 2
    assert Client.made == []


def test_its_name_its_help_and_its_own_parameters_stay() -> None:
    made = line_command(greet)
    assert (made.__name__, made.__doc__) == ("greet", "Say hello.")
    assert list(inspect.signature(made).parameters) == ["whom", "loud", "domain", "namespace", "timeout"]
