"""The variables that make an environment a ROS prefix."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from robot_cells.bringup.ros_environment import FAST_DDS_PROFILES, prepare_ros_environment, talk_over_udp


@pytest.fixture
def prefix(tmp_path: Path) -> Path:
    """An environment that is an ament prefix."""
    own = tmp_path / "own"
    (own / "share" / "ament_index").mkdir(parents=True)
    (own / "pyvenv.cfg").touch()
    return own


def test_an_environment_with_wheels_is_announced_and_stays_on_this_machine(prefix: Path) -> None:
    environ: dict[str, str] = {}
    prepare_ros_environment(environ, prefix)
    assert environ == {
        "AMENT_PREFIX_PATH": str(prefix),
        "LD_LIBRARY_PATH": f"{prefix}/lib",
        "ROS_AUTOMATIC_DISCOVERY_RANGE": "LOCALHOST",
        "FASTRTPS_DEFAULT_PROFILES_FILE": str(FAST_DDS_PROFILES[0][1]),
    }
    assert all(profile.is_file() for _, profile in FAST_DDS_PROFILES)


def test_fast_dds_3_is_told_under_its_own_name_alone(prefix: Path) -> None:
    (prefix / "lib").mkdir()
    (prefix / "lib" / "libfastdds.so").touch()
    environ: dict[str, str] = {}
    prepare_ros_environment(environ, prefix)
    assert environ["FASTDDS_DEFAULT_PROFILES_FILE"] == str(FAST_DDS_PROFILES[1][1])
    assert "FASTRTPS_DEFAULT_PROFILES_FILE" not in environ


def test_the_profiles_say_the_same_but_for_the_name_of_the_heartbeat() -> None:
    texts = [profile.read_text(encoding="utf-8") for _, profile in FAST_DDS_PROFILES]
    assert texts[0].replace("heartbeatPeriod", "heartbeat_period") == texts[1] != texts[0]


@pytest.mark.parametrize("version", [2, 3])
def test_a_line_may_talk_over_udp_alone_and_stays_on_this_machine(prefix: Path, tmp_path: Path, version: int) -> None:
    (prefix / "lib").mkdir()
    if version == 3:
        (prefix / "lib" / "libfastdds.so").touch()
    environ: dict[str, str] = {}
    talk_over_udp(environ, tmp_path, prefix)
    variable, profile = FAST_DDS_PROFILES[version - 2]
    text = Path(environ[variable]).read_text()
    assert Path(environ[variable]) == tmp_path / profile.name
    transports = text.split("<userTransports>")[1].split("</userTransports>")[0]
    assert "udp" in transports and "shared_memory" not in transports
    assert "<interfaceWhiteList><address>127.0.0.1</address>" in text


def test_a_second_call_changes_nothing(prefix: Path) -> None:
    environ = {"LD_LIBRARY_PATH": "other"}
    prepare_ros_environment(environ, prefix)
    once = dict(environ)
    prepare_ros_environment(environ, prefix)
    assert environ == once


def test_what_the_user_has_chosen_stays(prefix: Path, tmp_path: Path) -> None:
    overlay = str(tmp_path / "overlay")
    environ = {"ROS_AUTOMATIC_DISCOVERY_RANGE": "SUBNET", "AMENT_PREFIX_PATH": overlay}
    prepare_ros_environment(environ, prefix)
    assert environ["ROS_AUTOMATIC_DISCOVERY_RANGE"] == "SUBNET"
    assert environ["AMENT_PREFIX_PATH"] == f"{prefix}:{overlay}"


def test_a_sourced_ros_keeps_its_discovery_range_and_its_prefixes(prefix: Path) -> None:
    environ = {"ROS_DISTRO": "jazzy", "AMENT_PREFIX_PATH": "sourced"}
    prepare_ros_environment(environ, prefix)
    assert environ["AMENT_PREFIX_PATH"] == f"{prefix}:sourced"
    assert "ROS_AUTOMATIC_DISCOVERY_RANGE" not in environ


def test_another_environment_with_wheels_is_left_out(prefix: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "pyvenv.cfg").touch()
    environ = {"AMENT_PREFIX_PATH": str(other)}
    prepare_ros_environment(environ, prefix)
    assert environ["AMENT_PREFIX_PATH"] == str(prefix)


def test_a_python_without_ros_in_its_prefix_changes_nothing(tmp_path: Path) -> None:
    environ: dict[str, str] = {}
    prepare_ros_environment(environ, tmp_path)
    assert environ == {}


def test_a_node_starts_from_a_shell_that_knows_nothing_of_ros() -> None:
    pytest.importorskip("rclpy", reason="needs a ROS 2")
    program = (
        "from robot_cells.bringup.ros_environment import prepare_ros_environment as prepare\n"
        "prepare()\n"
        "import rclpy\n"
        "from robot_cells_msgs.msg import CellState\n"
        "rclpy.init()\n"
        "node = rclpy.create_node('probe')\n"
        "node.create_publisher(CellState, 'cell_state', 1)\n"
        "print(node.get_name())\n"
    )
    kept = ("PATH", "HOME", "ROS_DOMAIN_ID", "ROS_DISTRO", "PYTHONPATH")
    environ = {name: os.environ[name] for name in kept if name in os.environ}
    if "ROS_DISTRO" in environ:
        environ |= {name: os.environ[name] for name in ("AMENT_PREFIX_PATH", "LD_LIBRARY_PATH")}
    finished = subprocess.run([sys.executable, "-c", program], env=environ, capture_output=True, text=True, check=False)
    assert finished.stdout.strip() == "probe", finished.stderr
