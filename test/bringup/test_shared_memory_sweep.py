"""What Fast DDS leaves in /dev/shm, looked at over real processes that die in every way."""

from __future__ import annotations

import contextlib
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

from robot_cells.bringup.shared_memory import FOLDER, PREFIXES
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
            found |= set(re.findall(rf"{FOLDER}/(\S+)", Path(f"/proc/{pid}/maps").read_text()))
    return {name for name in found if name.startswith(PREFIXES)}


def left_of(names: set[str]) -> set[str]:
    """Which of these are still there, or their locks and mutexes; numbers that somebody else uses now do not count."""
    others = used_by(psutil.pids())
    beside = {f"{name}{end}" for name in names - others for end in ("", "_el", "_sl")}
    beside |= {f"sem.{name}_mutex" for name in names - others}
    return beside & {path.name for path in FOLDER.iterdir()}


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


ENDS = [
    ("the supervisor is killed", signal.SIGKILL),
    ("the group is quit", signal.SIGQUIT),
    ("the terminal is closed", signal.SIGHUP),
    ("the group is ended", signal.SIGTERM),
]


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
    # Whatever else happens at the end: a process that was killed has left its ports open for good.
    family[-1].kill()
    os.killpg(line.pid, number)
    line.stdout.read()
    line.wait(LIMIT_S)
    _, alive = psutil.wait_procs(family, timeout=LIMIT_S)
    assert alive == []
    assert any("port" in name for name in names) and left_of(names) == set()
