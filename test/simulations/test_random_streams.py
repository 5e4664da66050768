"""Chance that depends on what is done, not on when."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from robot_cells.simulations.random_streams import RandomStreams

NAMES = st.lists(st.sampled_from("abc"), min_size=1, max_size=2)


def draw(streams: Any, names: Any) -> Any:
    return float(streams.next(*names).random())


@given(st.lists(NAMES, max_size=12), NAMES, st.integers(0, 2**31))
def test_what_is_drawn_under_a_name_does_not_depend_on_what_else_was_drawn(others: Any, names: Any, seed: int) -> None:
    streams = RandomStreams(seed)
    for other in others:
        if other != names:
            draw(streams, other)
    assert draw(streams, names) == draw(RandomStreams(seed), names)


def test_every_drawing_and_every_seed_differs() -> None:
    streams = RandomStreams(1)
    drawn = [draw(streams, ["a"]), draw(streams, ["a"]), draw(streams, ["b"]), draw(RandomStreams(2), ["a"])]
    assert len(set(drawn)) == 4


def test_seeds_fit_where_seeds_go() -> None:
    streams = RandomStreams(5)
    assert all(0 <= streams.next_seed("picture", str(index)) < 2**31 for index in range(100))
