"""The state of what is under way, as bytes and back."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from robot_cells.simulations.simulated_device import Effect, Work
from robot_cells.simulations.state_pickle import from_bytes, to_bytes


class Press:
    """Something whose work has closed over it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.count = 0
        self.work = self.begin(2)

    def begin(self, by: int) -> Work:
        def finish(at_s: float, more: int = 1) -> Effect:
            """Counts in the press itself."""
            self.count += by * more
            return Effect({"at_s": at_s, "sine": math.sin(0.0)})

        return Work(None, finish, abort=lambda _: finish(0.0, 10) and None)


def test_work_under_way_goes_on_with_what_it_has_closed_over() -> None:
    press = Press("left")
    press.work.finish(1.0)
    again: Any = from_bytes(to_bytes(press, {}), {})
    assert again.work.finish(3.0).result == {"at_s": 3.0, "sine": 0.0}
    assert (press.count, again.count) == (2, 4)
    assert again.work.abort is not None
    again.work.abort(4.0)
    assert again.count == 24


def test_a_picture_that_is_developed_once_is_developed_once_afterwards_too() -> None:
    taken: list[str] = []

    def exposed(name: str) -> Callable[[], str]:
        def develop() -> str:
            """Takes a while."""
            taken.append(name)
            return name

        return cache(develop)

    again: Any = from_bytes(to_bytes({"develop": exposed("tray"), "taken": taken}, {}), {})
    assert again["develop"]() == again["develop"]() == "tray"
    assert (again["taken"], taken) == (["tray"], [])


def test_two_functions_share_what_they_have_closed_over_afterwards_too() -> None:
    def made() -> tuple[Callable[[], None], Callable[[], int]]:
        count = 0

        def add() -> None:
            """One more."""
            nonlocal count
            count += 1

        return add, lambda: count

    pair: Any = from_bytes(to_bytes(made(), {}), {})
    add, told = pair
    add()
    assert told() == 1


def test_what_is_given_is_not_copied_and_who_reads_gives_his_own() -> None:
    line, other = object(), object()
    assert from_bytes(to_bytes({"at": [line, 1]}, {"line": line}), {"line": other}) == {"at": [other, 1]}


def test_what_cannot_be_kept_is_said_at_once() -> None:
    with Path(__file__).open() as file, pytest.raises(TypeError):
        to_bytes({"file": file}, {})
