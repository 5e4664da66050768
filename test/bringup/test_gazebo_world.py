"""What is started for Gazebo, as far as it can be said without Gazebo."""

from pathlib import Path

import pytest
import yaml

from robot_cells.bringup.gazebo_command import gazebo_command, installed_gazebo
from robot_cells.bringup.gazebo_world import begin_s, bridge_file, write_gazebo_world
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.errors import BringupError
from robot_cells.scenes.gazebo_release import GazeboRelease

REFERENCE = Path(__file__).parents[2] / "config" / "lines" / "compute_tray.yaml"
WORLD = Path("/run/line.sdf")


@pytest.fixture(scope="module")
def plant() -> Plant:
    return load_plant(REFERENCE)


@pytest.mark.parametrize(
    ("wanted", "programs", "release"),
    [
        ("", "gz ign", GazeboRelease.HARMONIC),
        ("", "ign", GazeboRelease.FORTRESS),
        ("fortress", "gz ign", GazeboRelease.FORTRESS),
        ("harmonic", "gz", GazeboRelease.HARMONIC),
    ],
)
def test_the_newest_gazebo_that_is_there_is_taken_unless_one_is_named(
    wanted: str, programs: str, release: GazeboRelease
) -> None:
    assert installed_gazebo(wanted, lambda name: name if name in programs.split() else None) is release


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("", "Gazebo is not installed: no `gz sim` or `ign gazebo` was found.*simulation:=physics"),
        ("fortress", "no `ign gazebo` was found"),
        ("classic", "There is no release 'classic' of Gazebo. Name fortress, harmonic"),
    ],
)
def test_a_gazebo_that_is_not_there_is_said_in_a_sentence(wanted: str, message: str) -> None:
    with pytest.raises(BringupError, match=message):
        installed_gazebo(wanted, lambda _: None)


@pytest.mark.parametrize(
    ("release", "headless", "expected"),
    [
        (GazeboRelease.HARMONIC, False, "gz sim -r --initial-sim-time 1 /run/line.sdf --force-version 8"),
        (GazeboRelease.FORTRESS, True, "ign gazebo -r -s --headless-rendering /run/line.sdf --force-version 6"),
    ],
)
def test_each_release_is_started_with_its_own_words(release: GazeboRelease, headless: bool, expected: str) -> None:
    assert " ".join(gazebo_command(release, WORLD, headless=headless)) == expected


def test_a_run_that_goes_on_begins_where_its_time_had_come_to_which_fortress_cannot(tmp_path: Path) -> None:
    log = tmp_path / "commands.jsonl"
    log.write_text('{"kind":"begun","at_s":0.0}\n{"kind":"until","at_s":75.5}\n{"kind":"until","at_')
    assert begin_s(tmp_path) == 75.5
    assert "--initial-sim-time 75.5" in " ".join(
        gazebo_command(GazeboRelease.HARMONIC, WORLD, headless=True, begin_s=75.5)
    )
    with pytest.raises(BringupError, match=r"has come to 75\.5 s of line time, and Gazebo Fortress always begins at"):
        gazebo_command(GazeboRelease.FORTRESS, WORLD, headless=True, begin_s=75.5)


def test_a_record_of_commands_that_is_damaged_is_no_reason_to_begin_at_zero(tmp_path: Path) -> None:
    (tmp_path / "commands.jsonl").write_text('{"kind":"begun"}\n{"kind":"until","at_s":75.5}\n')
    with pytest.raises(BringupError, match=r"commands\.jsonl: A line in it cannot be read"):
        begin_s(tmp_path)


def test_world_and_bridge_lie_in_the_folder_of_the_run(plant: Plant, tmp_path: Path) -> None:
    written = write_gazebo_world(plant, tmp_path, GazeboRelease.HARMONIC, tray="tray_a")
    assert written.world == tmp_path / "gazebo" / "compute_tray.sdf"
    assert 'name="tray_a-assembly_1/tray"' in written.world.read_text(encoding="utf-8")
    assert written.bridge == bridge_file(plant, tmp_path)
    assert yaml.safe_load(written.bridge.read_text(encoding="utf-8"))[0]["ros_topic_name"] == "clock"


def test_a_tray_that_the_line_does_not_make_is_refused(plant: Plant, tmp_path: Path) -> None:
    with pytest.raises(BringupError, match=r"The line makes no product 'tray_z'. Name one of tray_a"):
        write_gazebo_world(plant, tmp_path, GazeboRelease.HARMONIC, tray="tray_z")
    assert list(tmp_path.iterdir()) == []
