"""Who has stood still for too long, on a virtual clock."""

from __future__ import annotations

import pytest

from robot_cells.bringup.watchdog import LOOK_S, Watchdog


def looked(watchdog: Watchdog, from_s: float, until_s: float) -> dict[int, str]:
    """What is found by looks as often as they have to be."""
    found: dict[int, str] = {}
    at_s = from_s
    while at_s <= until_s:
        found |= watchdog.look(at_s)
        at_s += LOOK_S
    return found


def test_who_says_nothing_for_longer_than_the_limit_is_named_once_with_what_it_said_stands_still() -> None:
    watchdog = Watchdog(10.0)
    watchdog.alive(7, 0.0)
    watchdog.status(7, "its middleware stands still")
    assert looked(watchdog, 0.0, 10.0) == {}
    assert watchdog.look(10.5) == {7: "it said nothing for 10 s: its middleware stands still"}
    assert looked(watchdog, 11.0, 40.0) == {} and not watchdog.is_watching


@pytest.mark.parametrize("status", [None, ""], ids=["never said", "taken back"])
def test_who_says_nothing_of_what_stands_still_stands_still_altogether(status: str | None) -> None:
    watchdog = Watchdog(2.0)
    watchdog.alive(7, 0.0)
    if status is not None:
        watchdog.status(7, "its middleware stands still")
        watchdog.status(7, status)
    assert looked(watchdog, 0.0, 3.0) == {7: "it said nothing for 2 s: nothing in it moves"}


def test_who_goes_on_speaking_or_has_ended_or_never_spoke_is_left_alone() -> None:
    watchdog = Watchdog(2.0)
    watchdog.alive(7, 0.0)
    watchdog.alive(8, 0.0)
    watchdog.status(9, "has never given the word")
    watchdog.forget(8)
    for at_s in range(10):
        watchdog.alive(7, float(at_s))
        assert watchdog.look(at_s + 0.5) == {}


def test_time_in_which_nobody_could_look_is_nobodys_silence() -> None:
    watchdog = Watchdog(5.0)
    watchdog.alive(7, 0.0)
    assert looked(watchdog, 0.0, 4.0) == {}
    assert watchdog.look(64.0) == {}  # The machine stood still for a minute.
    assert watchdog.look(65.0) == {7: "it said nothing for 5 s: nothing in it moves"}  # 4 s before, and 2 after
