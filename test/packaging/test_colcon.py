"""The ordinary way: colcon builds the package as any ROS user expects."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
NODES = {
    "orchestrator",
    "assembly",
    "inspection",
    "machine_tending",
    "logistics",
    "vision",
    "simulation",
}

pytest.importorskip("colcon_core", reason="needs colcon")


def _colcon(folder: Path, *arguments: str) -> str:
    environ = dict(os.environ)
    environ["PATH"] = f"{Path(sys.prefix, 'bin')}:{environ['PATH']}"
    finished = subprocess.run(
        ["colcon", "--log-base", str(folder / "log"), *arguments],
        cwd=ROOT, env=environ, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


def test_both_packages_are_found(tmp_path: Path) -> None:
    listed = _colcon(tmp_path, "list", "--base-paths", ".", "robot_cells_msgs")
    assert {line.split()[0] for line in listed.splitlines()} == {"robot_cells", "robot_cells_msgs"}
    assert "(ros.ament_python)" in listed
    assert "(ros.ament_cmake)" in listed


@pytest.mark.parametrize("options", [[], ["--symlink-install"]], ids=["copied", "linked"])
def test_nodes_launch_files_and_configuration_are_installed(tmp_path: Path, options: list[str]) -> None:
    bases = ["--build-base", str(tmp_path / "build"), "--install-base", str(tmp_path / "install")]
    _colcon(tmp_path, "build", "--base-paths", ".", *bases, *options)
    prefix = tmp_path / "install" / "robot_cells"
    executables = {file.name for file in (prefix / "lib/robot_cells").iterdir()}
    assert executables >= NODES | {"robot-cells"}
    assert (prefix / "share/ament_index/resource_index/packages/robot_cells").exists()
    share = prefix / "share" / "robot_cells"
    assert (share / "package.xml").exists()
    for folder in ("launch", "config"):
        source = {
            file.relative_to(ROOT)
            for file in (ROOT / folder).rglob("*")
            if file.is_file() and "__pycache__" not in file.parts
        }
        installed = {file.relative_to(share) for file in (share / folder).rglob("*") if file.is_file()}
        assert installed == source
