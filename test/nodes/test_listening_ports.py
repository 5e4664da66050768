"""Whether a process can be reached, by what the kernel shows of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from robot_cells.nodes.background_node import BackgroundNode
from robot_cells.nodes.listening_ports import FOLDER, ListeningPorts, read_ports


class Process:
    """A folder that looks like one of `/proc`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "fd").mkdir(parents=True)

    def show(self, *, held: tuple[str, ...], mapped: tuple[str, ...]) -> None:
        for link in (self.folder / "fd").iterdir():
            link.unlink()
        for number, name in enumerate(held):
            (self.folder / "fd" / str(number)).symlink_to(name)
        lines = [f"7f00-7f01 rw-s 00000000 00:1a 7   {name}\n" for name in mapped]
        (self.folder / "maps").write_text("".join(lines))


PORT, LOCK = "/dev/shm/fastrtps_port7411", "/dev/shm/fastrtps_port7411_el"


@pytest.mark.parametrize(
    ("held", "mapped", "lost"),
    [
        ((LOCK,), (PORT,), False),
        ((LOCK,), (f"{PORT} (deleted)",), True),
        ((LOCK,), (f"{PORT} (deleted)", PORT), False),
        (("/dev/shm/fastrtps_0123abcd_el", "socket:[7]"), ("/dev/shm/fastrtps_port7413 (deleted)",), False),
        ((), (f"{PORT} (deleted)",), False),
    ],
    ids=["reached", "nameless", "made anew", "another's, written to", "not read any more"],
)
def test_a_port_that_is_read_and_bears_its_name_no_more_is_lost(
    tmp_path: Path, held: tuple[str, ...], mapped: tuple[str, ...], lost: bool
) -> None:
    process = Process(tmp_path / "7")
    process.show(held=(LOCK,), mapped=(PORT,))
    ports = ListeningPorts(process=process.folder)
    assert not ports.lost()
    process.show(held=held, mapped=mapped)
    assert ports.lost() is lost


def test_a_lock_that_is_held_for_a_moment_and_a_port_of_others_say_nothing(tmp_path: Path) -> None:
    process = Process(tmp_path / "7")
    process.show(held=(LOCK,), mapped=(f"{PORT} (deleted)",))
    own, others = ListeningPorts(process=process.folder), ListeningPorts(frozenset({PORT[9:]}), process.folder)
    assert not own.lost() and not others.lost()  # At the first look nobody knows yet.
    assert own.lost() and not others.lost()


@pytest.fixture
def node() -> Iterator[BackgroundNode]:
    made = BackgroundNode("ports")
    made.start()
    yield made
    made.stop()


def test_the_middleware_in_use_reads_such_ports_and_one_whose_name_is_taken_away_is_lost(node: BackgroundNode) -> None:
    own = read_ports()
    assert own
    ports = ListeningPorts()
    assert not ports.lost()
    assert not ports.lost()
    (FOLDER / max(own, key=lambda name: int(name.partition("port")[2]))).unlink()
    assert ports.lost()
