"""Pictures are drawn and published in a thread of their own, so that simulated time goes on meanwhile."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from robot_cells.ids import CellId, SerialNumber
from robot_cells.simulations.change import DeviceChange
from robot_cells.simulations.simulated_camera import SimulatedCamera
from robot_cells.simulations.simulated_tray import SimulatedTray
from robot_cells.simulations.tray import PlacedModule


class PictureDeveloper:
    """One thread: a picture is begun with its exposure, and told with what follows from it once it is drawn.

    `period_s` is a tick of the clock in wall time: a picture that is told later than that after its time has missed
    its deadline, and counts as as many ticks as it was late. What fails in the thread is raised by the next call.
    """

    def __init__(self, tell: Callable[[DeviceChange], None], period_s: float) -> None:
        self._tell = tell
        self._period_s = period_s
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
        self._under_way: deque[Future[None]] = deque()
        self._seen: dict[CellId, tuple[SerialNumber, dict[str, PlacedModule]]] = {}
        self.missed = 0
        """Periods by which pictures came late, in all."""

    def look(self, cell: CellId, tray: SimulatedTray | None, cameras: Sequence[SimulatedCamera]) -> None:
        """A tray stands before the cameras of `cell`: get ready for its pictures."""
        if tray is None:
            return
        modules = dict(tray.tray.modules)
        if self._seen.get(cell) != (tray.serial, modules):
            self._seen[cell] = (tray.serial, modules)
            for camera in cameras:
                self.do(camera.ahead(tray))

    def do(self, work: Callable[[], object]) -> None:
        """Work for the thread that is worth doing ahead."""

        def done() -> None:
            """What it gives is of no interest."""
            work()

        self._submit(done)

    def begin(self, change: DeviceChange) -> None:
        """An exposure begins: draw ahead."""
        assert change.develop is not None
        develop = change.develop

        def draw() -> None:
            """Whoever asks for the picture afterwards has it at once."""
            develop()

        self._submit(draw)

    def finish(self, change: DeviceChange) -> None:
        """Its time has come: tell the picture as soon as it is drawn."""
        due_s = time.monotonic()
        self._submit(lambda: self._finish(change, due_s))

    def check(self) -> None:
        """Raise what has failed meanwhile."""
        while self._under_way and self._under_way[0].done():
            self._under_way.popleft().result()

    def close(self) -> None:
        """Tell what is under way, then end."""
        self._thread.shutdown()
        self.check()

    def _submit(self, work: Callable[[], None]) -> None:
        self.check()
        self._under_way.append(self._thread.submit(work))

    def _finish(self, change: DeviceChange, due_s: float) -> None:
        self._tell(change)
        late_s = time.monotonic() - due_s
        if late_s > self._period_s:
            self.missed += int(late_s / self._period_s)
