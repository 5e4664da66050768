"""The plan of the set-up and how it is carried out."""

from pathlib import Path

import pytest

from environment import prepare
from environment.errors import SetupError
from environment.prepare import Step, apply, plan
from environment.sources import RosSource
from environment.stamps import read_stamp, write_stamp

SOURCE = RosSource("jazzy")


def _names(venv: Path) -> list[str]:
    return [step.name for step in plan(SOURCE, prepare.ROOT, venv)]


@pytest.fixture
def done(tmp_path: Path) -> dict[str, str]:
    """The stamp of an environment in which everything is done."""
    keys = {step.name: step.key for step in plan(SOURCE, prepare.ROOT, tmp_path)}
    write_stamp(tmp_path, keys)
    return keys


def test_a_bare_machine_needs_every_step_in_order(tmp_path: Path) -> None:
    assert _names(tmp_path) == ["packages", "interfaces", "package", "engines"]


def test_nothing_is_done_where_everything_is(tmp_path: Path, done: dict[str, str]) -> None:
    assert _names(tmp_path) == []


def test_an_edited_interface_repeats_that_step_alone(tmp_path: Path, done: dict[str, str]) -> None:
    write_stamp(tmp_path, {**done, "interfaces": "another"})
    assert _names(tmp_path) == ["interfaces"]


def test_other_packages_repeat_everything(tmp_path: Path, done: dict[str, str]) -> None:
    write_stamp(tmp_path, {**done, "packages": "another"})
    assert _names(tmp_path) == ["packages", "interfaces", "package", "engines"]


def test_an_interrupted_step_is_done_again(tmp_path: Path, done: dict[str, str]) -> None:
    def interrupt() -> None:
        raise SetupError("interrupted")

    with pytest.raises(SetupError):
        apply([Step("interfaces", done["interfaces"], "build", interrupt)], tmp_path)
    assert "interfaces" not in read_stamp(tmp_path)
    assert _names(tmp_path) == ["interfaces"]


def test_each_step_is_noted_as_soon_as_it_is_done(tmp_path: Path) -> None:
    seen: list[dict[str, str]] = []
    steps = [
        Step("packages", "1", "install", lambda: seen.append(read_stamp(tmp_path))),
        Step("interfaces", "2", "build", lambda: seen.append(read_stamp(tmp_path))),
    ]
    apply(steps, tmp_path)
    assert seen == [{}, {"packages": "1"}]
    assert read_stamp(tmp_path) == {"packages": "1", "interfaces": "2"}


def test_the_plan_for_a_sourced_ros_is_told_without_doing_anything(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = tmp_path / "share/ament_index/resource_index/packages"
    index.mkdir(parents=True)
    (index / "rclpy").touch()
    monkeypatch.setenv("ROS_DISTRO", "rolling")
    monkeypatch.setenv("AMENT_PREFIX_PATH", str(tmp_path))
    assert prepare.main(["--plan"]) == 0
    told = capsys.readouterr().out
    assert "make .venv-rolling on top of the sourced ROS 2 rolling" in told
    assert "robot_cells_msgs" in told
    assert not (prepare.ROOT / ".venv-rolling").exists()


def test_a_wrong_distribution_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("ROS_DISTRO", raising=False)
    assert prepare.main(["--distribution", "foxy"]) == 1
    assert capsys.readouterr().err.startswith("set-up: There are no wheels for ROS 2 'foxy'")
