import fcntl
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from robot_cells.bringup.shared_memory import PREFIXES, remove_leftovers
from robot_cells.bringup.shared_memory_sweep import sweep


def segment(folder: Path, name: str, age_s: float = 10.0) -> Path:
    (folder / name).write_bytes(b"\0" * 16)
    (folder / f"sem.{name}_mutex").write_bytes(b"")
    lock = folder / f"{name}_el"
    lock.write_bytes(b"")
    return lock


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


@pytest.mark.parametrize("prefix", PREFIXES)
def test_segments_that_nobody_holds_are_removed_and_what_is_held_stays_and_so_do_ports(
    tmp_path: Path, prefix: str
) -> None:
    began_s = time.time() - 1.0
    segment(tmp_path, f"{prefix}dead")
    held = segment(tmp_path, f"{prefix}living")
    segment(tmp_path, f"{prefix}port7411")
    (tmp_path / "something_else").write_bytes(b"")
    with held.open("rb") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        removed = remove_leftovers(began_s, tmp_path)
    assert set(removed) == {f"{prefix}dead", f"{prefix}dead_el", f"sem.{prefix}dead_mutex"}
    assert names(tmp_path) == {
        f"{prefix}living",
        f"{prefix}living_el",
        f"sem.{prefix}living_mutex",
        f"{prefix}port7411",
        f"{prefix}port7411_el",
        f"sem.{prefix}port7411_mutex",
        "something_else",
    }


def test_what_was_there_before_is_left_alone(tmp_path: Path) -> None:
    segment(tmp_path, "fastrtps_new")
    assert remove_leftovers(time.time() + 100.0, tmp_path) == ()
    assert "fastrtps_new" in names(tmp_path)
    assert os.getuid() == (tmp_path / "fastrtps_new").stat().st_uid


MAKER = """
import os, sys
os.open(sys.argv[1], os.O_RDONLY | os.O_CREAT)
print("made", flush=True)
sys.stdin.read()
"""


def test_a_lock_file_that_was_made_and_is_not_locked_yet_is_left_alone_until_its_process_is_dead(
    tmp_path: Path,
) -> None:
    segment(tmp_path, "fastrtps_new")
    lock = tmp_path / "fastrtps_new_el"
    maker = subprocess.Popen(
        [sys.executable, "-c", MAKER, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert maker.stdout is not None and maker.stdout.readline() == "made\n"
    # No processor for as long as one likes: it counts as alive however long it has not gone on.
    os.kill(maker.pid, signal.SIGSTOP)
    assert remove_leftovers(0.0, tmp_path) == ()
    assert sweep(0.0, 0, tmp_path) == ()
    maker.kill()
    maker.communicate()
    assert set(remove_leftovers(0.0, tmp_path)) == {"fastrtps_new", "fastrtps_new_el", "sem.fastrtps_new_mutex"}
