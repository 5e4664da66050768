"""Random numbers by name: what is drawn for one thing does not depend on what else was drawn."""

from __future__ import annotations

from hashlib import blake2b
from random import Random


def stream(seed: int, *names: object) -> Random:
    """The generator of one thing in one run: the same for the same seed and names, in every process."""
    text = "/".join(str(name) for name in (seed, *names))
    return Random(int.from_bytes(blake2b(text.encode(), digest_size=8).digest(), "big"))
