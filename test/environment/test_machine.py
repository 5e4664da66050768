"""What a machine must have."""

import platform
from pathlib import Path

import pytest

from environment import machine
from environment.errors import SetupError


def test_this_machine_passes(tmp_path: Path) -> None:
    machine.check_compiler()
    machine.check_disk(tmp_path, needed=1)


@pytest.mark.parametrize(("variable", "language"), [("CC", "C"), ("CXX", r"C\+\+")])
def test_a_missing_compiler_is_named(monkeypatch: pytest.MonkeyPatch, variable: str, language: str) -> None:
    monkeypatch.setenv(variable, "no-such-compiler -O2")
    with pytest.raises(SetupError, match=f"No {language} compiler.*no-such-compiler"):
        machine.check_compiler()


def test_a_full_disk_is_noticed_before_anything_is_installed(tmp_path: Path) -> None:
    with pytest.raises(SetupError, match="make room"):
        machine.check_disk(tmp_path, needed=10**18)


def test_a_machine_without_wheels_is_told_to_source_a_ros(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platform, "machine", lambda: "aarch64")
    with pytest.raises(SetupError, match="aarch64: install ROS 2 and source it"):
        machine.check_wheels_fit()


def test_a_python_newer_than_the_wheels_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "NEWEST_WHEELS", (3, 10))
    with pytest.raises(SetupError, match="PYTHON="):
        machine.check_wheels_fit()
