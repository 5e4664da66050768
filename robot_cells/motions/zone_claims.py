"""Who may move through which room: two arms of a cell move at once only where their rooms do not meet."""

from __future__ import annotations

from robot_cells.motions.swept_volume import SweptVolume


class ZoneClaims:
    """Claims by name of the arm. Pure: who asks first has it, until it is given back.

    An arm keeps a claim always: where it stands, else the way that it is on. So others also keep away from one that
    stands still.
    """

    def __init__(self) -> None:
        self._held: dict[str, SweptVolume] = {}

    def blockers(self, arm: str, volume: SweptVolume) -> tuple[str, ...]:
        """The arms whose claims `volume` meets, in the order of their first claims."""
        return tuple(other for other, held in self._held.items() if other != arm and held.meets(volume))

    def claim(self, arm: str, volume: SweptVolume) -> bool:
        """Whether the arm has that room now, in place of what it had; if not, all stays as it was."""
        if self.blockers(arm, volume):
            return False
        self._held[arm] = volume
        return True

    def release(self, arm: str) -> None:
        """The arm is gone (switched off, taken down); where it merely stopped it claims where it stands."""
        self._held.pop(arm, None)
