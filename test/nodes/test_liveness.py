"""What stands still in a process, as it finds itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from robot_cells.nodes.listening_ports import ListeningPorts
from robot_cells.nodes.liveness import DEAF, MIDDLEWARE, Liveness
from robot_cells.nodes.middleware_pulse import MiddlewarePulse


@dataclass
class Loop:
    """A loop that does what is posted to it when it is told to turn."""

    name: str
    is_alive: bool = True
    posted: list[Callable[[], None]] = field(default_factory=list)

    def post(self, work: Callable[[], None]) -> None:
        self.posted.append(work)

    def turn(self) -> None:
        while self.posted:
            self.posted.pop()()


class Pulse(MiddlewarePulse):
    """A middleware that moves when it is told to."""

    def __init__(self, moves: bool | None) -> None:
        super().__init__(Path("/no such folder"))
        self.moves = moves

    def moved(self) -> bool | None:
        return self.moves


class Ports(ListeningPorts):
    """Ports that are lost when it is said so."""

    def __init__(self, *, are_lost: bool = False) -> None:
        super().__init__()
        self.are_lost = are_lost

    def lost(self) -> bool:
        return self.are_lost


def test_a_loop_that_does_not_answer_stands_still_until_it_does() -> None:
    quick, slow = Loop("quick"), Loop("slow")
    liveness = Liveness(lambda: (quick, slow), Pulse(moves=True), Ports())
    assert liveness.look() == ()
    quick.turn()
    assert liveness.look() == liveness.look() == ("its thread slow stands still",)
    assert (len(quick.posted), len(slow.posted)) == (0, 1)  # Who stands still is not asked again and again.
    slow.turn()
    assert liveness.look() == ()
    assert (len(quick.posted), len(slow.posted)) == (1, 1)


def test_loops_that_begin_are_asked_and_loops_that_end_are_not_missed() -> None:
    loops: list[Loop] = []
    liveness = Liveness(lambda: loops, Pulse(moves=True), Ports())
    assert liveness.look() == ()
    loops.append(Loop("late"))
    assert liveness.look() == ()
    assert liveness.look() == ("its thread late stands still",)
    loops[0].is_alive = False
    assert liveness.look() == ()


def test_a_middleware_that_stands_still_is_named_and_one_that_nothing_is_known_of_is_not() -> None:
    assert Liveness(tuple, Pulse(moves=False), Ports()).look() == (MIDDLEWARE,)
    assert Liveness(tuple, Pulse(moves=None), Ports()).look() == ()


def test_a_middleware_that_nobody_can_reach_is_named() -> None:
    assert Liveness(tuple, Pulse(moves=True), Ports(are_lost=True)).look() == (DEAF,)
