"""Sentences of errors as parts of problems."""

from __future__ import annotations


def told(sentence: str) -> str:
    """Without its capital, where it begins with a plain word, and without its full stop."""
    first = sentence.split(" ", 1)[0]
    plain = first[:1].lower() + first[1:] if first[1:].islower() or len(first) == 1 else first
    return (plain + sentence[len(first) :]).rstrip(".")
