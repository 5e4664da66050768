"""Sockets of a process that only listens, filtered from outside it by the kernel."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from robot_cells.chaos.datagram_sockets import sockets_of
from robot_cells.chaos.network_cuts import NetworkCuts

LISTENER = """\
import socket
own = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
own.bind(("127.0.0.1", 0))
print(own.getsockname()[1], flush=True)
while True:
    print(own.recv(100).decode(), flush=True)
"""


class Listener:
    def __init__(self) -> None:
        self.process = subprocess.Popen([sys.executable, "-c", LISTENER], stdout=subprocess.PIPE, text=True)
        self.port = int(self.next_word())

    def next_word(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    yield made
    made.process.kill()
    made.process.communicate()


def sender() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    return made


def test_the_sockets_of_another_process_are_found_by_their_ports(listener: Listener) -> None:
    found = sockets_of(listener.process.pid)
    assert [item.port for item in found] == [listener.port]
    for item in found:
        item.close()
    listener.process.kill()
    listener.process.wait()
    assert sockets_of(listener.process.pid) == ()


def test_what_comes_from_some_ports_is_dropped_and_everything_else_arrives(listener: Listener) -> None:
    (own,) = sockets_of(listener.process.pid)
    with sender() as first, sender() as second, sender() as third:
        target = ("127.0.0.1", listener.port)
        own.drop_from({item.getsockname()[1] for item in (first, third)})
        for item, word in ((first, b"one"), (second, b"two"), (third, b"three"), (second, b"four")):
            item.sendto(word, target)
        assert (listener.next_word(), listener.next_word()) == ("two", "four")
        own.drop_from(())
        own.drop_from(())
        first.sendto(b"five", target)
        assert listener.next_word() == "five"
    own.close()


class Recorded:
    """A socket that only notes what it is told to drop."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.dropped: frozenset[int] = frozenset()
        self.is_closed = False

    def drop_from(self, ports: frozenset[int]) -> None:
        self.dropped = ports

    def close(self) -> None:
        self.is_closed = True


def test_each_of_two_parted_processes_drops_what_the_other_sends_until_the_cut_is_healed() -> None:
    made: dict[int, list[Recorded]] = {1: [], 2: [], 3: []}

    def sockets(pid: int) -> list[Recorded]:
        made[pid].append(Recorded(1000 * pid))
        return made[pid][-1:]

    cuts = NetworkCuts(sockets)  # type: ignore[arg-type]
    first, second = cuts.cut(2, 1), cuts.cut(3, 1)
    assert made[1][-1].dropped == {2000, 3000}
    assert (made[2][0].dropped, made[3][0].dropped) == ({1000}, {1000})
    cuts.heal(first)
    assert made[2][0].dropped == frozenset() and made[2][0].is_closed
    assert made[1][0].dropped == {3000}
    cuts.heal(first)
    cuts.heal_all()
    assert all(not item.dropped and item.is_closed for item in (made[1][1], made[3][0]))
    assert second != first
