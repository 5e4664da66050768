"""Random numbers that depend on what is done, not on when or in which order."""

from __future__ import annotations

import hashlib
from collections import Counter

import numpy as np


class RandomStreams:
    """Gives every thing that is drawn for (a screw of a product, a trip of a vehicle) a generator of its own.

    The n-th drawing under the same names is the same in every run of the same seed, whatever else was drawn between.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._drawn: Counter[str] = Counter()

    def next(self, *names: str) -> np.random.Generator:
        """A generator for the next drawing under these names."""
        key = "/".join(names)
        self._drawn[key] += 1
        return np.random.Generator(np.random.PCG64(self._number(f"{key}#{self._drawn[key]}")))

    def next_seed(self, *names: str) -> int:
        """A seed (0 to 2^31) for the next drawing under these names."""
        key = "/".join(names)
        self._drawn[key] += 1
        return self._number(f"{key}#{self._drawn[key]}") & 0x7FFFFFFF

    def _number(self, key: str) -> int:
        return int.from_bytes(hashlib.blake2b(f"{self.seed}/{key}".encode(), digest_size=8).digest(), "big")
