"""A place where products wait."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Buffer:
    """Room for `capacity` products at once; None is unlimited room (a supermarket, a public benchmark)."""

    capacity: int | None = None
