"""The way from over one place to over the next, as it is kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from robot_cells.motions.kept_files import positions_in
from robot_cells.motions.plan import Positions


@dataclass(frozen=True, slots=True)
class Transit:
    """Nominal joint positions (rad) to go through in straight joint moves, from over the start to over the end.

    `start_z_m` and `end_z_m` are the heights of the tool in `base` at both ends; None where that end is joint positions
    and no place. `overlaps` (0 to 0.5) are the shares by which each move may begin before the end of the one before,
    the lines up and down included. `share` of the usual accelerations is what the payload leaves.
    """

    corners: tuple[Positions, ...]
    start_z_m: float | None = None
    end_z_m: float | None = None
    overlaps: tuple[float, ...] = ()
    share: float = 1.0

    def told(self) -> Mapping[str, object]:
        """For a file."""
        return {
            "corners": self.corners,
            "start_z_m": self.start_z_m,
            "end_z_m": self.end_z_m,
            "overlaps": self.overlaps,
            "share": self.share,
        }

    @classmethod
    def of(cls, told: Mapping[str, object]) -> Transit:
        """From a file; raises `KeyError`, `TypeError` or `ValueError`."""
        (overlaps,) = positions_in([told["overlaps"]])
        return cls(
            positions_in(told["corners"]),
            _height(told["start_z_m"]),
            _height(told["end_z_m"]),
            overlaps,
            float(str(told["share"])),
        )


def _height(value: object) -> float | None:
    return None if value is None else float(str(value))
