"""The launch file for Gazebo, run by launch itself with stand-ins for all programs: which, and with which words."""

from __future__ import annotations

import importlib.util
import logging
import os
from pathlib import Path
from types import ModuleType

import pytest

launch = pytest.importorskip("launch", reason="launch is not among the wheels; it comes with a ROS 2 installation")
pytest.importorskip("launch_ros", reason="launch_ros is not among the wheels; it comes with a ROS 2 installation")

from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.node_specs import node_specs
from robot_cells.documents.plant import load_plant

ROOT = Path(__file__).parents[2]
LINE = ROOT / "config" / "lines" / "compute_tray.yaml"
ANNOUNCED = '#!/bin/sh\necho "$0 $*" > "{told}"\nexec tail -f /dev/null\n'
"""Tells how it was called, and waits to be ended."""
GAZEBO = '#!/bin/sh\nexec 3<>"{told}"\necho "$0 $*" > "{heard}"\nhead -n {count} <&3 >> "{heard}"\n'
"""Ends when it has heard of all the others, and with it all of them."""


@pytest.fixture(scope="module")
def launch_file() -> ModuleType:
    specification = importlib.util.spec_from_file_location("gazebo_launch", ROOT / "launch" / "gazebo.launch.py")
    assert specification is not None and specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def run(launch_file: ModuleType, arguments: dict[str, str]) -> int:
    """What launch ends with."""
    description = launch_file.generate_launch_description()
    service = launch.LaunchService(noninteractive=True)
    service.context.launch_configurations.update(arguments)
    service.include_launch_description(description)
    return int(service.run())


@pytest.fixture
def prefix(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ROS prefix with both packages, before all others."""
    prefix = tmp_path / "prefix"
    index = prefix / "share" / "ament_index" / "resource_index" / "packages"
    index.mkdir(parents=True)
    for package in ("robot_cells", "ros_gz_bridge"):
        (index / package).touch()
        (prefix / "share" / package).mkdir()
    for folder in ("launch", "config"):
        (prefix / "share" / "robot_cells" / folder).symlink_to(ROOT / folder)
    monkeypatch.setenv("AMENT_PREFIX_PATH", f"{prefix}{os.pathsep}{os.environ.get('AMENT_PREFIX_PATH', '')}")
    monkeypatch.setenv("ROS_LOG_DIR", str(tmp_path / "log"))
    return prefix


@pytest.mark.parametrize(("name", "verb"), [("gz", "sim"), ("ign", "gazebo")])
def test_gazebo_the_bridge_and_every_node_of_the_line_are_started(
    name: str, verb: str, launch_file: ModuleType, prefix: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    specs = node_specs(load_plant(LINE), BringupOptions(LINE, tmp_path, simulation=Simulation.GAZEBO))
    told, heard = tmp_path / "told", tmp_path / "heard"
    os.mkfifo(told)
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    others = prefix / "bin"
    others.mkdir()
    for word in ("sh", "head", "tail"):
        (others / word).symlink_to(f"/usr/bin/{word}")
    program(others / name, GAZEBO.format(told=told, heard=heard, count=len(specs) + 1))
    monkeypatch.setenv("PATH", str(others))
    program(prefix / "lib" / "ros_gz_bridge" / "parameter_bridge", ANNOUNCED.format(told=told))
    for executable in {spec.executable for spec in specs}:
        program(prefix / "lib" / "robot_cells" / executable, ANNOUNCED.format(told=told))
    arguments = {"line": str(LINE), "run_directory": str(tmp_path / "runs"), "headless": "true", "namespace": "/hall"}
    assert run(launch_file, arguments) == 0
    gazebo, *rest = [line.split() for line in heard.read_text(encoding="utf-8").splitlines()]
    world = tmp_path / "runs" / "compute_tray" / "gazebo" / "compute_tray.sdf"
    assert [Path(gazebo[0]).name, gazebo[1], *gazebo[2:5]] == [name, verb, "-r", "-s", "--headless-rendering"]
    assert gazebo[-3:-1] == [str(world), "--force-version"] and world.exists()
    programs = [Path(words[0]).name for words in rest]
    assert sorted(programs) == sorted(["parameter_bridge", *(spec.executable for spec in specs)])
    assert "simulation" not in programs
    (bridge,) = [words for words in rest if words[0].endswith("parameter_bridge")]
    assert "__ns:=/hall" in bridge and "__node:=gazebo_bridge" in bridge
    parameters = Path(bridge[bridge.index("--params-file") + 1]).read_text(encoding="utf-8")
    assert f"config_file: {world.with_suffix('.bridge.yaml')}" in parameters
    for words in rest:
        assert "__ns:=/hall" in words
        if not words[0].endswith("parameter_bridge"):
            assert "/clock:=/hall/clock" in words


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({}, "Gazebo is not installed: no `gz sim` or `ign gazebo` was found."),
        ({"gazebo": "fortress"}, "no `ign gazebo` was found."),
    ],
)
def test_where_gazebo_is_not_installed_one_sentence_says_so_and_nothing_is_started(
    arguments: dict[str, str],
    message: str,
    launch_file: ModuleType,
    prefix: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    # Loggers of launch hand nothing on to others.
    logging.getLogger("launch.user").addHandler(caplog.handler)
    assert run(launch_file, {**arguments, "run_directory": str(tmp_path / "runs")}) == 0
    logging.getLogger("launch.user").removeHandler(caplog.handler)
    told = "\n".join(record.getMessage() for record in caplog.records)
    assert message in told
    assert not (tmp_path / "runs").exists()
