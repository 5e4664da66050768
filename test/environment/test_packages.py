"""Installing packages."""

from pathlib import Path

from environment.packages import describe_packages, lock_files, rewrite_include_paths
from environment.sources import RosSource

SOURCED = RosSource("jazzy", (Path("ros"),))


def test_include_paths_of_the_wheels_builder_become_this_pythons(tmp_path: Path) -> None:
    exported = tmp_path / "std_msgs" / "cmake" / "export.cmake"
    exported.parent.mkdir(parents=True)
    builder = "/opt/python/cp312-cp312"
    exported.write_text(
        f'"{builder}/include/python3.12;{builder}/lib/python3.12/site-packages/numpy/_core/include;share/std_msgs"'
    )
    rewrite_include_paths(tmp_path, Path("here/include"), Path("here/numpy"))
    assert exported.read_text() == '"here/include;here/numpy/_core/include;share/std_msgs"'


def test_a_sourced_ros_gets_no_ros_wheels() -> None:
    assert [lock.name for lock in lock_files(SOURCED)] == ["python.in", "python.lock"]
    assert "no ROS wheels" in describe_packages(SOURCED, Path(".venv"))


def test_wheels_come_from_the_lock_of_their_distribution() -> None:
    assert "kilted.lock" in [lock.name for lock in lock_files(RosSource("kilted"))]
