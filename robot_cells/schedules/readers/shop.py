"""A public instance as it stands in its file: machines by number, durations in the file's units."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

Alternatives = dict[int, float]
"""Machine, numbered from 0, by duration in the file's units, for one operation."""
Matrix = tuple[tuple[float, ...], ...]
"""Rows of numbers."""


class ShopKind(StrEnum):
    """Which problem it is, by the short names of the literature."""

    JOB_SHOP = "JSP"
    """Each operation on one machine."""
    FLEXIBLE = "FJSP"
    """Operations with alternative machines."""
    TRANSPORT = "JSPT"
    """A job shop in which vehicles carry the pieces."""


@dataclass(frozen=True, slots=True)
class Shop:
    """Jobs in the order of the file. `notes` say how the file was understood.

    The operations of a job are a chain, unless `after` gives for each of them the places of those before it in the job.
    `setups` has for each machine the times in the file's units from each operation to each, or from each job to each;
    operations are counted through all jobs.
    """

    name: str
    kind: ShopKind
    machines: int
    jobs: tuple[tuple[Alternatives, ...], ...]
    notes: tuple[str, ...] = ()
    after: tuple[tuple[tuple[int, ...], ...], ...] = ()
    setups: tuple[Matrix, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Whether it is a job shop or a flexible one and nothing more."""
        return not self.after and not self.setups and self.kind is not ShopKind.TRANSPORT
