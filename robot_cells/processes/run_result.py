"""What an attempt has brought to light, merged from the results of its skills."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

_GRAVITY = ("pass", "undecided", "fail")
"""Verdicts, the gravest last."""


def plain(result: Mapping[str, object]) -> dict[str, object]:
    """The same in the types of JSON: arrays become lists, numbers that are not finite become null."""
    return {str(key): _plain(value) for key, value in result.items()}


def _plain(value: object) -> object:
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    if isinstance(value, Mapping):
        return plain(value)
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


class RunResult:
    """Merges results: lists are joined in order, the gravest verdict wins, of all else the latest value.

    Each measurement is marked with the step it stems from (`step`). Pictures do not go in: a result is JSON.
    """

    def __init__(self) -> None:
        self._merged: dict[str, object] = {}

    def add(self, step: str, result: Mapping[str, object]) -> None:
        """Take in the result of one step; `step` is its text."""
        for key, value in plain(result).items():
            known = self._merged.get(key)
            if key == "measurements" and isinstance(value, Sequence):
                marked = [{**item, "step": step} for item in value if isinstance(item, Mapping)]
                self._merged[key] = [*(known if isinstance(known, list) else []), *marked]
            elif isinstance(value, list):
                self._merged[key] = [*(known if isinstance(known, list) else []), *value]
            elif key == "verdict" and known in _GRAVITY and value in _GRAVITY:
                self._merged[key] = max(str(known), str(value), key=_GRAVITY.index)
            else:
                self._merged[key] = value

    def get(self, key: str) -> object:
        """The latest value of a key; None where there is none."""
        return self._merged.get(key)

    def merged(self) -> dict[str, object]:
        """Everything so far."""
        return dict(self._merged)
