"""Who may move through which room: two arms of a cell move at once only where their rooms do not meet."""

from __future__ import annotations

from robot_cells.motions.swept_volume import SweptVolume


class ZoneClaims:
    """Claims by name of the arm. Pure: who asks first has it, until it is given back.

    An arm keeps a claim always: where it stands, else the way that it is on. So others also keep away from one that
    stands still. None as a room is all of it: of an arm that finds home from where nobody knows.
    """

    def __init__(self) -> None:
        self._held: dict[str, SweptVolume | None] = {}
        self._under_way: dict[str, None] = {}
        self._wanted: dict[str, SweptVolume] = {}

    def blockers(self, arm: str, volume: SweptVolume | None) -> tuple[str, ...]:
        """The arms whose claims `volume` meets, in the order of their first claims."""
        if volume is None:
            return tuple(other for other in self._under_way if other != arm)
        return tuple(
            other for other, held in self._held.items() if other != arm and (held is None or held.meets(volume))
        )

    def claim(self, arm: str, volume: SweptVolume | None) -> bool:
        """Whether the arm has that room now, in place of what it had, and is under way; if not, all stays as it was."""
        if self.blockers(arm, volume):
            return False
        self._held[arm] = volume
        self._under_way[arm] = None
        self._wanted.pop(arm, None)
        return True

    def stand(self, arm: str, volume: SweptVolume | None) -> None:
        """The arm has come to rest: it keeps the room that it takes there, a part of what it had."""
        self._held[arm] = volume
        self._under_way.pop(arm, None)
        self._wanted.pop(arm, None)

    def stopped(self, arm: str) -> None:
        """The arm has stopped somewhere on its way, or waits no more: it keeps all that it had."""
        self._under_way.pop(arm, None)
        self._wanted.pop(arm, None)

    def wait(self, arm: str, volume: SweptVolume) -> None:
        """The arm waits for that room; it stands, and keeps what it has."""
        self._wanted[arm] = volume

    def must_give_way(self, arm: str, volume: SweptVolume) -> bool:
        """Whether one that is in the way of `volume` waits, itself or through others, for the room this arm has.

        Then neither could ever move: who comes to that last goes back to where it is in nobody's way.
        """
        seen: list[str] = []
        blocking = list(self.blockers(arm, volume))
        while blocking:
            other = blocking.pop()
            if other in seen or other not in self._wanted:
                continue
            seen.append(other)
            following = self.blockers(other, self._wanted[other])
            if arm in following:
                return True
            blocking += following
        return False

    def release(self, arm: str) -> None:
        """The arm is gone (switched off, taken down); where it merely stopped it claims where it stands."""
        self._held.pop(arm, None)
        self.stopped(arm)
