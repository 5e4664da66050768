"""Which ROS 2 is used."""

from pathlib import Path

import pytest

from environment.errors import SetupError
from environment.sources import RosSource, find_ros


@pytest.fixture
def sourced(tmp_path: Path) -> dict[str, str]:
    """The variables of a shell that has sourced a ROS 2."""
    prefix = tmp_path / "ros"
    index = prefix / "share/ament_index/resource_index/packages"
    index.mkdir(parents=True)
    (index / "rclpy").touch()
    return {"ROS_DISTRO": "rolling", "AMENT_PREFIX_PATH": str(prefix)}


def test_wheels_of_the_default_distribution_where_nothing_is_sourced() -> None:
    assert find_ros({}, None) == RosSource("jazzy")
    assert not RosSource("jazzy").sourced


def test_each_distribution_has_an_environment_of_its_own() -> None:
    assert RosSource("jazzy").environment_name == ".venv"
    assert RosSource("kilted").environment_name == ".venv-kilted"


def test_a_sourced_ros_is_used_as_it_is(sourced: dict[str, str]) -> None:
    source = find_ros(sourced, None)
    assert source.distribution == "rolling"
    assert source.prefixes == (Path(sourced["AMENT_PREFIX_PATH"]),)


def test_an_environment_of_an_earlier_set_up_is_not_taken_for_the_sourced_ros(
    sourced: dict[str, str], tmp_path: Path
) -> None:
    venv = tmp_path / ".venv"
    venv.mkdir()
    (venv / "pyvenv.cfg").touch()
    before = find_ros(sourced, None)
    sourced["AMENT_PREFIX_PATH"] = f"{venv}:{sourced['AMENT_PREFIX_PATH']}"
    assert find_ros(sourced, None) == before


def test_a_request_that_contradicts_the_sourced_ros_is_refused(sourced: dict[str, str]) -> None:
    with pytest.raises(SetupError, match="rolling is sourced but DISTRO=jazzy"):
        find_ros(sourced, "jazzy")


@pytest.mark.parametrize(
    ("environ", "requested", "message"),
    [
        ({}, "humble", "no wheels for ROS 2 'humble'"),
        ({"ROS_DISTRO": "jazzy"}, None, "no prefix in AMENT_PREFIX_PATH holds rclpy"),
        ({"ROS_DISTRO": "jazzy", "AMENT_PREFIX_PATH": "nowhere"}, None, "source its setup.bash"),
    ],
)
def test_what_cannot_be_used_is_refused(environ: dict[str, str], requested: str | None, message: str) -> None:
    with pytest.raises(SetupError, match=message):
        find_ros(environ, requested)
