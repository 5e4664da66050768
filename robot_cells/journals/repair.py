"""What was put right when a journal was opened, for whoever has to be told."""

from __future__ import annotations

from dataclasses import dataclass

from robot_cells.journals.tails import CutTail
from robot_cells.journals.write_ahead_log import LostCommits


@dataclass(frozen=True, slots=True)
class Repair:
    """`end` is the position of the last record that is whole; `cut` and `lost` what is gone behind it."""

    end: int
    cut: CutTail | None
    lost: LostCommits | None

    @property
    def text(self) -> str:
        """One or two sentences: how much is lost, which records, where it is kept."""
        parts = []
        if self.cut is not None:
            cut = self.cut
            which = f"record {cut.first}" if cut.first == cut.last else f"records {cut.first} to {cut.last}"
            parts.append(
                f"The end of the journal was damaged: {which} cut; what was still there is kept in {cut.kept.name}."
            )
        if self.lost is not None:
            lost = self.lost
            parts.append(
                f"Its write-ahead log was damaged: {lost.commits} commit(s) behind record {self.end} cannot be read; "
                f"the log is kept as {lost.kept.name}."
            )
        return " ".join(parts)
