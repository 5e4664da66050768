"""What Fast DDS leaves in /dev/shm, looked at over real processes that die in every way."""

from __future__ import annotations

import contextlib
import fcntl
import mmap
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterable
from pathlib import Path

import psutil
import pytest

from robot_cells.bringup.files_in_use import files_in_use
from robot_cells.bringup.shared_memory import FOLDER, PREFIXES
from robot_cells.bringup.shared_memory_sweep import ROAMING as SHARED_BY_ALL
from robot_cells.bringup.shared_memory_sweep import sweep

LIMIT_S = 60.0
OWN_DOMAIN = int(os.environ["ROS_DOMAIN_ID"])
PORT = f"fastrtps_port{7400 + 250 * OWN_DOMAIN + 11}"
ROAMING = "fastrtps_port7399"
FOREIGN = f"fastrtps_port{7400 + 250 * (OWN_DOMAIN + 1)}"


def used_by(pids: Iterable[int]) -> set[str]:
    """Every segment and port that one of these processes has mapped."""
    found: set[str] = set()
    for pid in pids:
        with contextlib.suppress(OSError):
            found |= set(re.findall(rf"{FOLDER}/(\S+)$", Path(f"/proc/{pid}/maps").read_text(), re.MULTILINE))
    return {name for name in found if name.startswith(PREFIXES)}


def files_of(name: str) -> dict[str, int]:
    """This segment or port, its locks and its mutex, as far as they are there, each with its inode."""
    found: dict[str, int] = {}
    for path in (FOLDER / file for file in (name, f"{name}_el", f"{name}_sl", f"sem.{name}_mutex")):
        with contextlib.suppress(FileNotFoundError):
            found[path.name] = path.stat().st_ino
    return found


def left_of(before: dict[str, dict[str, int]]) -> set[str]:
    """Which of these segments and ports have left something that no living process has open or mapped.

    Numbers from 7000 are given out to every line on the machine: where one of the files was not there before, it is
    another's by now. One that starts holds abandoned ports open until it removes them.
    """
    used = files_in_use(FOLDER)
    left = {name: files for name in before if (files := files_of(name))}
    used |= files_in_use(FOLDER)
    roaming = {name for name in left if re.fullmatch(r"fast(rtps|dds)_port7[0-3]\d\d", name)}
    others = {name for name in roaming if not left[name].items() <= before[name].items()}
    return {name for name in left if not used & set(left[name])} - others


def test_what_is_neither_locked_nor_mapped_is_removed_but_older_segments_and_other_domains_ports(
    tmp_path: Path,
) -> None:
    ports = {PORT, f"{PORT}_el", f"sem.{PORT}_mutex", f"{ROAMING}_sl"}
    segment = {"fastdds_00ab", "fastdds_00ab_el"}
    kept = (FOREIGN, f"{FOREIGN}_el", "fastrtps_portal", "lttng-ust-wait-6")
    for name in (*ports, *segment, *kept):
        (tmp_path / name).touch()
    assert set(sweep(time.time() + 60.0, OWN_DOMAIN, tmp_path)) == ports
    assert set(sweep(time.time() - 60.0, OWN_DOMAIN, tmp_path)) == segment
    assert {path.name for path in tmp_path.iterdir()} == set(kept)


PORT_USER = """
import fcntl, mmap, os, sys
how, path = sys.argv[1:]
if how == "locked":
    handle = os.open(path + "_el", os.O_RDWR | os.O_CREAT)
    fcntl.flock(handle, fcntl.LOCK_SH)
else:
    handle = os.open(path, os.O_RDWR)
    mapped = mmap.mmap(handle, 4096)
print("used", flush=True)
sys.stdin.read()
"""


@pytest.mark.parametrize("how", ["locked", "mapped"])
def test_what_another_process_has_locked_or_mapped_stays_until_it_is_gone(tmp_path: Path, how: str) -> None:
    port = tmp_path / PORT
    port.write_bytes(bytes(4096))
    user = subprocess.Popen(
        [sys.executable, "-c", PORT_USER, how, str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None and user.stdout.readline() == "used\n"
    assert sweep(0.0, OWN_DOMAIN, tmp_path) == ()
    user.kill()
    user.communicate()
    assert PORT in sweep(0.0, OWN_DOMAIN, tmp_path)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["fastrtps_00ef", PORT], ids=["segment", "port"])
def test_what_the_dead_have_left_with_its_lock_goes_although_those_who_wrote_to_them_have_mapped_it(
    tmp_path: Path, name: str
) -> None:
    path, lock = tmp_path / name, tmp_path / f"{name}_el"
    path.write_bytes(bytes(4096))
    lock.touch()
    with path.open("r+b") as file, mmap.mmap(file.fileno(), 4096):
        file.close()
        with lock.open("rb"):
            assert sweep(0.0, OWN_DOMAIN, tmp_path) == ()
        assert set(sweep(0.0, OWN_DOMAIN, tmp_path)) == {path.name, lock.name}


def test_two_lines_that_end_at_the_same_time_sweep_one_after_the_other_so_that_neither_leaves_what_the_other_looks_at(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = tmp_path / ROAMING
    port.write_bytes(bytes(4096))
    user = subprocess.Popen(
        [sys.executable, "-c", PORT_USER, "mapped", str(port)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert user.stdout is not None and user.stdout.readline() == "used\n"
    other = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(other, fcntl.LOCK_EX)

    def look_is_over(_: float) -> None:
        user.kill()
        user.communicate()
        fcntl.flock(other, fcntl.LOCK_UN)

    monkeypatch.setattr("robot_cells.bringup.shared_memory_sweep.time.sleep", look_is_over)
    assert sweep(0.0, OWN_DOMAIN, tmp_path) == (ROAMING,)
    os.close(other)


def test_a_port_that_is_made_anew_while_the_sweep_looks_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / ROAMING).touch()
    looks: list[Path] = []

    def look(folder: Path, except_own: frozenset[str] = frozenset()) -> frozenset[str]:
        looks.append(folder)
        if len(looks) == 2:
            (tmp_path / f"{ROAMING}_el").touch()
        return frozenset()

    monkeypatch.setattr("robot_cells.bringup.shared_memory_sweep.files_in_use", look)
    assert sweep(0.0, OWN_DOMAIN, tmp_path) == ()
    assert len(looks) == 2 and (tmp_path / ROAMING).exists()


def test_a_port_whose_mutex_somebody_has_for_a_moment_only_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {ROAMING, f"{ROAMING}_el", f"sem.{ROAMING}_mutex"}
    for name in names:
        (tmp_path / name).write_bytes(bytes(32))
    with (tmp_path / f"sem.{ROAMING}_mutex").open("r+b") as file:
        passing = mmap.mmap(file.fileno(), 32)
    naps: list[float] = []

    def passed(nap_s: float) -> None:
        naps.append(nap_s)
        passing.close()

    monkeypatch.setattr("robot_cells.bringup.shared_memory_sweep.time.sleep", passed)
    assert set(sweep(0.0, OWN_DOMAIN, tmp_path)) == names
    assert len(naps) == 1


ENDS = [
    ("the supervisor is killed", signal.SIGKILL),
    ("the group is quit", signal.SIGQUIT),
    ("the terminal is closed", signal.SIGHUP),
    ("the group is ended", signal.SIGTERM),
]


def number_of(name: str) -> int:
    """The number of the port that the file belongs to; 0 for a segment."""
    found = re.search(r"port(\d+)", name)
    return int(found[1]) if found else 0


@pytest.mark.parametrize("number", [number for _, number in ENDS], ids=[what for what, _ in ENDS])
def test_a_line_leaves_no_shared_memory_however_it_ends(press_line: Path, tmp_path: Path, number: int) -> None:
    orders = tmp_path / "plant" / "orders.yaml"
    orders.write_text("orders: [{id: WO-1, product: plate, quantity: 500}]\n")
    entry = "from robot_cells.cli.main import main; main()"
    words = ["run", str(press_line), "--orders", str(orders), "--headless", "--domain", str(OWN_DOMAIN)]
    line = subprocess.Popen(
        [sys.executable, "-c", entry, *words],
        stdout=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        start_new_session=True,
    )
    assert line.stdout is not None
    assert any("running after" in said for said in line.stdout)
    supervisor = psutil.Process(line.pid)
    family = [supervisor, *supervisor.children(recursive=True)]
    names = used_by(member.pid for member in family)
    before = {name: files_of(name) for name in names}
    # Whatever else happens at the end: a process that was killed has left its ports open for good.
    family[-1].kill()
    os.killpg(line.pid, number)
    line.stdout.read()
    line.wait(LIMIT_S)
    _, alive = psutil.wait_procs(family, timeout=LIMIT_S)
    assert alive == []
    assert any("port" in name for name in names)
    left = left_of(before)
    # What another line had in use at that moment, of the range that all share, goes with the next sweep of anybody.
    assert {name for name in left if number_of(name) not in SHARED_BY_ALL} == set()
    sweep(0.0, OWN_DOMAIN)
    assert left_of(before) == set()
