"""Readers of bytes from outside stand whatever comes; `fuzz_with_coverage.py` looks for more with the same targets."""

from pathlib import Path

import pytest
from fuzz_targets import TARGETS, seeds
from hypothesis import given, settings
from hypothesis import strategies as st

INPUTS = Path(__file__).with_name("fuzz_inputs")
"""What was found once, in a folder for each target."""
BYTES = st.sampled_from(b"\x00\xff{}[]<>&\":,.-+eE019 \n\tNaI!*~'\\u") | st.integers(0, 255)
CHANGES = st.lists(st.tuples(st.integers(0, 4000), BYTES), max_size=6)


@pytest.mark.parametrize("target", TARGETS)
def test_sound_inputs_pass(target: str) -> None:
    for data in seeds(target):
        TARGETS[target](data)


@pytest.mark.parametrize("name", sorted(path.relative_to(INPUTS).as_posix() for path in INPUTS.glob("*/*")))
def test_what_was_once_too_much_is_stood(name: str) -> None:
    TARGETS[name.partition("/")[0]]((INPUTS / name).read_bytes())


@pytest.mark.parametrize("target", [name for name in TARGETS if name != "labels"])
def test_damaged_inputs_are_stood(target: str) -> None:
    """Files of labels have their own test of this, which takes each of them in turn."""

    @settings(max_examples=60, deadline=None)
    @given(st.sampled_from(seeds(target)), CHANGES, st.integers(0, 4000), st.binary(max_size=20))
    def damage(sound: bytes, changes: list[tuple[int, int]], end: int, more: bytes) -> None:
        data = bytearray(sound)
        for place, value in changes:
            if data:
                data[place % len(data)] = value
        TARGETS[target](bytes(data[:end] if end < len(data) else data) + more)

    damage()
