"""Child processes of the set-up."""

from pathlib import Path

import pytest

from environment.errors import SetupError
from environment.processes import child_environment, explain_failure, run
from environment.sources import RosSource

VENV = Path("venv")


def test_with_wheels_nothing_of_another_ros_or_environment_shines_through() -> None:
    shell = {
        "PATH": "bin",
        "PYTHONPATH": "other",
        "CMAKE_PREFIX_PATH": "other",
        "AMENT_PREFIX_PATH": "other",
        "LD_LIBRARY_PATH": "other/lib",
        "_ROS_WHEELS_BOOTSTRAP_COMPLETE": "1",
    }
    child = child_environment(RosSource("jazzy"), VENV, shell)
    assert child == {"PATH": "venv/bin:bin", "VIRTUAL_ENV": "venv", "AMENT_PREFIX_PATH": "venv"}


def test_with_a_sourced_ros_its_variables_stay_and_the_environment_comes_first() -> None:
    shell = {"PATH": "bin", "PYTHONPATH": "ros/python", "LD_LIBRARY_PATH": "ros/lib"}
    child = child_environment(RosSource("jazzy", (Path("ros"),)), VENV, shell)
    assert child["AMENT_PREFIX_PATH"] == "venv:ros"
    assert child["PYTHONPATH"] == "ros/python"
    assert child["LD_LIBRARY_PATH"] == "ros/lib"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("OSError: [Errno 28] No space left on device", "The disk is full"),
        ("NewConnectionError('...')\nNo matching distribution found", "No package index could be"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES", "not the one that was locked"),
        ("ERROR: No matching distribution found for numpy", "lacks a locked package"),
        ("a.c:1: error: expected ';'\nninja: build stopped", r"failed with 'a.c:1: error: exp"),
        ("", "tool failed with ''"),
    ],
)
def test_a_failure_is_one_sentence_that_names_the_log(said: str, sentence: str) -> None:
    explained = explain_failure("bin/tool", said, Path("set-up.log"))
    assert sentence in explained
    assert "set-up.log" in explained


def test_output_goes_to_the_log(tmp_path: Path) -> None:
    log = tmp_path / "log"
    run(["sh", "-c", "echo said; echo warned >&2"], {}, log)
    assert log.read_text().splitlines()[1:] == ["said", "warned"]


def test_only_the_failed_command_is_explained(tmp_path: Path) -> None:
    log = tmp_path / "log"
    run(["sh", "-c", "echo No space left on device"], {}, log)
    with pytest.raises(SetupError, match="failed with 'broken'"):
        run(["sh", "-c", "echo broken; exit 3"], {}, log)
