import fcntl
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from robot_cells.bringup.abandoned_ports import MOST, abandoned_ports_held
from robot_cells.bringup.shared_memory import FOLDER
from robot_cells.bringup.shared_memory_sweep import ROAMING

DOMAIN = 40
FIRST = 7400 + 250 * DOMAIN
OWN_DOMAIN = int(os.environ["ROS_DOMAIN_ID"])
PARTICIPANT = """
import sys
import rclpy
from rclpy.node import Node
from rclpy.signals import SignalHandlerOptions
from robot_cells.bringup.abandoned_ports import abandoned_ports_held
rclpy.init(signal_handler_options=SignalHandlerOptions.NO)
with abandoned_ports_held(rclpy.get_default_context().get_domain_id()):
    node = Node("participant", enable_rosout=False, start_parameter_services=False)
print("made", flush=True)
sys.stdin.read()
"""


def is_locked(path: Path) -> bool:
    with path.open("rb") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
    return False


def participant() -> subprocess.Popen[str]:
    """A process with a participant of Fast DDS; returns when it has opened its ports."""
    process = subprocess.Popen(
        [sys.executable, "-c", PARTICIPANT], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None and process.stdout.readline() == "made\n"
    return process


def ports_read_by(process: subprocess.Popen[str]) -> set[str]:
    """The names of the locks of the ports that it alone reads."""
    links = {entry.readlink() for entry in Path(f"/proc/{process.pid}/fd").iterdir()}
    return {link.name for link in links if link.parent == FOLDER and "_port" in link.name and link.name.endswith("_el")}


@pytest.mark.parametrize("prefix", ["fastrtps_", "fastdds_"])
def test_ports_of_the_dead_are_held_and_then_removed_those_of_the_living_and_of_others_left_alone(
    tmp_path: Path, prefix: str
) -> None:
    dead = [tmp_path / f"{prefix}port{number}_el" for number in (FIRST + 11, 7001)]
    living = tmp_path / f"{prefix}port{FIRST + 13}_el"
    others = [tmp_path / f"{prefix}{name}" for name in (f"port{FIRST + 251}_el", "1eb7_el", f"port{FIRST}_sl")]
    for path in (*dead, living, *others):
        path.touch()
    (tmp_path / f"{prefix}port7001").touch()
    for name in (f"{prefix}port{FIRST + 11}", f"sem.{prefix}port{FIRST + 11}_mutex"):
        (tmp_path / name).touch()
    with living.open("rb") as owner:
        fcntl.flock(owner, fcntl.LOCK_EX)
        with abandoned_ports_held(DOMAIN, tmp_path) as held:
            assert held == {path.name for path in dead}
            assert all(is_locked(path) for path in (*dead, living))
            assert not any(is_locked(path) for path in others)
        assert is_locked(living)
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in (living, *others)}


def living_port(path: Path) -> int:
    """A lock file of this name, made anew and locked by somebody else than who looks for it."""
    path.unlink()
    path.with_name(path.name.removesuffix("_el")).touch()
    handle = os.open(path, os.O_RDONLY | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_EX)
    return handle


def test_a_number_that_somebody_else_has_taken_meanwhile_is_his(tmp_path: Path) -> None:
    path = tmp_path / "fastrtps_port7002_el"
    path.touch()
    (tmp_path / "fastrtps_port7002").touch()
    with abandoned_ports_held(DOMAIN, tmp_path) as held:
        assert held == {path.name}
        handle = living_port(path)
    assert {item.name for item in tmp_path.iterdir()} == {"fastrtps_port7002", path.name}
    os.close(handle)


def test_a_port_that_is_made_anew_between_the_opening_of_its_lock_and_the_lock_is_not_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "fastrtps_port7017_el"
    path.touch()
    (tmp_path / "fastrtps_port7017").touch()
    really_lock, made = fcntl.flock, []

    def late(handle: int, operation: int) -> None:
        if not made:
            made.append(-1)
            made[0] = living_port(path)
        really_lock(handle, operation)

    monkeypatch.setattr(fcntl, "flock", late)
    with abandoned_ports_held(DOMAIN, tmp_path) as held:
        assert held == frozenset()
    assert path.exists() and path.with_name("fastrtps_port7017").exists()
    os.close(made[0])


def test_a_port_that_somebody_is_just_opening_is_left_to_him(tmp_path: Path) -> None:
    domain, name = OWN_DOMAIN, f"fastrtps_port{7400 + 250 * OWN_DOMAIN + 249}"
    for file in (name, f"{name}_el"):
        (tmp_path / file).touch()
    (FOLDER / f"sem.{name}_mutex").write_bytes(bytes(32))  # A semaphore at zero: somebody has it.
    try:
        with abandoned_ports_held(domain, tmp_path) as held:
            assert held == {f"{name}_el"}
        assert (tmp_path / f"{name}_el").exists()
    finally:
        (FOLDER / f"sem.{name}_mutex").unlink()


def test_a_lock_without_its_port_is_left_to_whoever_takes_the_number(tmp_path: Path) -> None:
    (tmp_path / "fastrtps_port7003_el").touch()
    with abandoned_ports_held(DOMAIN, tmp_path) as held:
        assert held == frozenset()
    assert (tmp_path / "fastrtps_port7003_el").exists()


def test_no_more_are_held_than_a_participant_can_pass_by_and_those_are_the_youngest(tmp_path: Path) -> None:
    paths = [tmp_path / f"fastrtps_port{FIRST + 1 + number}_el" for number in range(MOST + 5)]
    for age_s, path in enumerate(paths):
        path.touch()
        path.with_name(path.name.removesuffix("_el")).touch()
        os.utime(path, (0.0, 1_000_000.0 - age_s))
    with abandoned_ports_held(DOMAIN, tmp_path) as held:
        assert held == {path.name for path in paths[:MOST]}


def of_the_domain(locks: set[str]) -> set[str]:
    """Without those of the range that all share, where a line that ends elsewhere may have removed what was left."""
    return {name for name in locks if int(name.removesuffix("_el").rpartition("port")[2]) not in ROAMING}


def test_a_participant_that_follows_a_killed_one_takes_ports_of_its_own() -> None:
    killed = participant()
    first = ports_read_by(killed)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    successor = participant()
    second = ports_read_by(successor)
    successor.communicate("")
    assert of_the_domain(first) and of_the_domain(second)
    assert not of_the_domain(first) & of_the_domain(second)
