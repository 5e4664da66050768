"""Several workers, one queue: every picture that is handed in gets its answer, whatever dies on the way."""

from __future__ import annotations

import threading
from collections import Counter, deque
from collections.abc import Callable

from robot_cells.inspections.workers.job import Job
from robot_cells.inspections.workers.question import Loaded
from robot_cells.inspections.workers.seat import Key, Limits, Seat, Work
from robot_cells.inspections.workers.settings import WorkerSettings

Say = Callable[[str], None]
OnFault = Callable[[BaseException], None]


class WorkerPool:
    """`count` workers, each with a thread of this process that begins it anew when it ends.

    `say` hears a sentence about everything that went wrong, in any thread; `on_fault` hears what ends a thread. Until
    `close` everything that was submitted is answered; what is under way then is finished, and what waits is not
    answered any more.
    """

    def __init__(self, settings: WorkerSettings, count: int, limits: Limits, say: Say, on_fault: OnFault) -> None:
        self._change = threading.Condition()
        self._jobs: deque[Job] = deque()
        self._pending: Counter[Key] = Counter()
        self._kept: dict[Key, str] = {}
        self._retired: dict[Key, str] = {}
        self._closing = False
        self.broken = on_fault
        self._seats = [Seat(number, settings, limits, self, say) for number in range(count)]

    def start(self) -> None:
        """Begin the workers."""
        for seat in self._seats:
            seat.start()

    def submit(self, job: Job) -> None:
        """Have a picture judged; from any thread."""
        with self._change:
            self._pending[job.key] += 1
            self._jobs.append(job)
            self._change.notify()

    def load(self, key: Key, told: Callable[[Loaded], None]) -> None:
        """Load a model of a product into every worker, and into those that come; then tell what became of it.

        From there on it is kept until `retire`. Jobs go on meanwhile with what they ask for.
        """
        with self._change:
            loading = _Loading(len(self._seats), lambda loaded: self._loaded(key, loaded, told))
            for seat in self._seats:
                seat.orders.append(Work(load=key, told=loading.told))
            self._change.notify_all()

    def retire(self, key: Key) -> None:
        """Nothing more will be asked of this model: let go of it as soon as all that was asked is answered."""
        with self._change:
            label = self._kept.pop(key, "")
            if label:
                self._retired[key] = label
            self._drop_retired()

    def close(self) -> None:
        """Finish what is under way and end the workers."""
        with self._change:
            self._closing = True
            self._jobs.clear()
            self._change.notify_all()
        for seat in self._seats:
            seat.hurry()
            seat.join()

    @property
    def queued(self) -> int:
        """Pictures that wait for a worker."""
        return len(self._jobs)

    @property
    def busy(self) -> int:
        """Workers that are at a picture or file what was found in it."""
        return sum(seat.is_busy for seat in self._seats)

    @property
    def ready(self) -> int:
        """Workers that have loaded what they should."""
        return sum(seat.is_ready for seat in self._seats)

    @property
    def deaths(self) -> int:
        """Workers that have died, or were killed for being late."""
        return sum(seat.deaths for seat in self._seats)

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes, those that live."""
        return tuple(pid for seat in self._seats if (pid := seat.pid) is not None)

    @property
    def labels(self) -> tuple[str, ...]:
        """The names of the models that every worker keeps."""
        with self._change:
            return tuple(dict.fromkeys(self._kept.values()))

    # What follows is for the seats.

    def next_work(self, seat: Seat) -> Work | None:
        """Wait for something to do; None when all is to end."""
        with self._change:
            self._change.wait_for(lambda: self._closing or seat.orders or self._jobs)
            if self._closing:
                return None
            return seat.orders.popleft() if seat.orders else Work(job=self._jobs.popleft())

    def is_wanted(self, seat: Seat) -> bool:
        """Whether there is anything better to do than to get ready."""
        with self._change:
            return self._closing or bool(seat.orders or self._jobs)

    def finished(self, job: Job) -> None:
        """A job is answered."""
        with self._change:
            self._pending[job.key] -= 1
            if not self._pending[job.key]:
                del self._pending[job.key]
            self._drop_retired()

    def kept(self) -> tuple[Key, ...]:
        """What every worker should have loaded."""
        with self._change:
            return tuple(self._kept)

    def _loaded(self, key: Key, loaded: Loaded, told: Callable[[Loaded], None]) -> None:
        if not loaded.fault:
            with self._change:
                self._kept[key] = loaded.label
                self._retired.pop(key, None)
        told(loaded)

    def _drop_retired(self) -> None:
        """With the lock held: whatever nobody waits for any more."""
        for key in [key for key in self._retired if key not in self._pending]:
            label = self._retired.pop(key)
            for seat in self._seats:
                seat.orders.append(Work(drop=key, label=label))
            self._change.notify_all()


class _Loading:
    """Waits for the words of all workers about one model."""

    def __init__(self, count: int, told: Callable[[Loaded], None]) -> None:
        self._missing = count
        self._told = told
        self._fault: Loaded | None = None
        self._lock = threading.Lock()

    def told(self, loaded: Loaded) -> None:
        """One worker's word; the last one decides, and a fault wins."""
        with self._lock:
            self._missing -= 1
            if loaded.fault:
                self._fault = loaded
            is_last = self._missing == 0
        if is_last:
            self._told(self._fault or loaded)
