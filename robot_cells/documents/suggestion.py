"""Near words: what the writer of a document may have meant."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_MAX_CHOICES = 2000
_MAX_LETTERS = 100
"""Beyond these nobody has slipped on the keyboard, and comparing would take long."""


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word most like `word`, or None when none is near."""
    choices = list(known)
    if len(choices) > _MAX_CHOICES or len(word) > _MAX_LETTERS:
        return None
    by_lower = {choice.lower(): choice for choice in reversed(choices)}
    found = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[found[0]] if found else None


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """`did you mean X?`, or nothing when no known word is near."""
    found = nearest(word, known)
    return f"did you mean {found}?" if found is not None else ""


def one_of(word: str, known: Iterable[str]) -> str:
    """A remedy: the near word first, then what there is."""
    choices = sorted(set(known))
    listed = ", ".join(choices[:12]) + (", ..." if len(choices) > 12 else "")
    there = f"there is {listed}" if choices else "there is none"
    return " ".join(part for part in (did_you_mean(word, choices), there) if part)
