"""How large a journal may become before its older records move to an archive by themselves."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.errors import JournalError

LIMIT = 50_000
"""About 20 MB, and some hours of a busy line."""
KEPT = 10_000
"""Both snapshots that a restart may begin with, and what came after them."""


@dataclass(frozen=True, slots=True)
class JournalOptions:
    """More than `limit` records in the file: all but about `keep` of them move. A limit of 0: none ever does."""

    limit: int = LIMIT
    keep: int = KEPT

    def __post_init__(self) -> None:
        if self.limit < 0 or self.keep < 0 or 0 < self.limit <= self.keep:
            raise JournalError(
                f"A journal that may hold {self.limit} records cannot keep {self.keep} of them.",
                remedy="Let the limit be the larger one; 0 is none.",
            )

    @property
    def block(self) -> int:
        """So many records make one archive."""
        return self.limit - self.keep
