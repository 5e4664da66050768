"""Readers of SDF and URDF stand whatever comes: they read it, or say what is wrong, where, and what to do."""

from __future__ import annotations

import re

import pytest
from description_targets import TARGETS, seeds
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = (
    "", " ", "0", "-1", "1e400", "nan", "inf", "1e16", "-1e-320", "1 2", "1 2 3 4", "true", "world", "__model__", "::",
    "a", "b", "m", "n::b", "fixed", "ball", "continuous", "model://", "file://", "/", "..", ".", "cell.sdf", "x" * 300,
    "&#0;", "&amp;", "<a/>", "\u0301", "\ud7ff",
)  # fmt: skip
TOKENS = re.compile(r'[^\s<>"/=]+')
ELEMENTS = re.compile(r"<(\w+)[^<>]*>[^<>]*</\1>|<\w+[^<>]*/>")
PLACES = st.integers(0, 1_000_000)


def damaged(text: str, words: list[tuple[int, str]], parts: list[tuple[int, int]]) -> str:
    """With other words in place of some, and small elements taken out or written elsewhere."""
    for place, word in words:
        tokens = list(TOKENS.finditer(text))
        if tokens:
            token = tokens[place % len(tokens)]
            text = text[: token.start()] + word + text[token.end() :]
    for place, other in parts:
        elements = list(ELEMENTS.finditer(text))
        if elements:
            element, target = elements[place % len(elements)], elements[other % len(elements)]
            moved = element.group() if other % 3 else ""
            text = text[: target.start()] + moved + text[target.start() if other % 2 else target.end() :]
    return text


@pytest.mark.parametrize("target", TARGETS)
def test_sound_descriptions_are_read(target: str) -> None:
    for data in seeds(target):
        TARGETS[target](data)


@pytest.mark.parametrize(("target", "number"), [("sdf", 1), ("sdf", 2), ("urdf", 0), ("urdf", 1)])
def test_damaged_descriptions_are_read_or_refused(target: str, number: int) -> None:
    text = seeds(target)[number].decode()

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.tuples(PLACES, st.sampled_from(WORDS)), max_size=4),
        st.lists(st.tuples(PLACES, PLACES), max_size=4),
        st.lists(st.tuples(PLACES, st.integers(0, 255)), max_size=2),
    )
    def damage(words: list[tuple[int, str]], parts: list[tuple[int, int]], bytes_: list[tuple[int, int]]) -> None:
        data = bytearray(damaged(text, words, parts).encode("utf-8", "surrogatepass"))
        for place, value in bytes_:
            data[place % len(data)] = value
        TARGETS[target](bytes(data))

    damage()
