"""The thread beside one worker: gives it work, waits for it, and puts another in its place when it has died."""

from __future__ import annotations

import dataclasses
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from robot_cells.inspections.verdict import InspectionResult, Verdict
from robot_cells.inspections.workers.job import Job
from robot_cells.inspections.workers.question import DropOrder, Filed, Judgement, Loaded, LoadOrder, Question
from robot_cells.inspections.workers.settings import WorkerSettings
from robot_cells.inspections.workers.worker_process import WorkerDiedError, WorkerProcess

Key = tuple[str, str]
"""Product and model."""
TRIES = 2
"""So often a picture is put before a worker that dies of it."""
FILE_LIMIT_S = 30.0
"""So long a disk may take to write down one picture."""


@dataclass(frozen=True, slots=True)
class Limits:
    """A worker that needs longer for one picture, or to load one model (seconds), hangs: it is killed."""

    judge_s: float = 10.0
    load_s: float = 120.0


@dataclass(frozen=True, slots=True)
class Work:
    """One thing to do: a job, a model to load (then `told` hears of it), or one to let go of."""

    job: Job | None = None
    load: Key | None = None
    told: Callable[[Loaded], None] = lambda _: None
    drop: Key | None = None
    label: str = ""


class Pool(Protocol):
    """The pool, as a seat sees it."""

    def next_work(self, seat: Seat) -> Work | None:
        """Wait for something to do; None when all is to end."""
        ...

    def is_wanted(self, seat: Seat) -> bool:
        """Whether there is anything better to do than to get ready."""
        ...

    def finished(self, job: Job) -> None:
        """A job is answered."""
        ...

    def kept(self) -> tuple[Key, ...]:
        """What every worker should have loaded."""
        ...

    def broken(self, fault: BaseException) -> None:
        """The thread of a seat has ended by a fault of this program."""
        ...


class Seat:
    """Everything about one worker happens in this thread."""

    def __init__(
        self, number: int, settings: WorkerSettings, limits: Limits, pool: Pool, say: Callable[[str], None]
    ) -> None:
        self.orders: deque[Work] = deque()
        self.is_busy = self.is_ready = False
        self.deaths = 0
        self._settings = settings
        self._limits = limits
        self._pool = pool
        self._say = say
        self._is_loading = False
        self._worker: WorkerProcess | None = None
        self._loaded: dict[Key, str] = {}
        self._deadly: set[Key] = set()
        self._thread = threading.Thread(target=self._run, name=f"inspect {number}", daemon=True)

    @property
    def pid(self) -> int | None:
        """Of the worker, while there is one."""
        worker = self._worker
        return None if worker is None else worker.pid

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def join(self) -> None:
        """Wait for the end."""
        self._thread.join()

    def _run(self) -> None:
        try:
            self._work()
        except BaseException as fault:  # noqa: BLE001  A thread that ends in silence would leave goals unanswered.
            self._pool.broken(fault)
        finally:
            worker, self._worker = self._worker, None
            if worker is not None:
                worker.close()

    def _work(self) -> None:
        while True:
            self._get_ready()
            work = self._pool.next_work(self)
            if work is None:
                break
            if work.job is not None:
                self._do(work.job)
            elif work.load is not None:
                work.told(self._load(work.load))
            elif work.drop is not None:
                self._drop(work.drop, work.label)

    def _get_ready(self) -> None:
        """A worker that has loaded what is kept, as far as there is nothing else to do meanwhile."""
        for key in self._pool.kept():
            if self._pool.is_wanted(self):
                return
            if key not in self._loaded and key not in self._deadly and self._load(key).fault:
                self._deadly.add(key)
        self.is_ready = self._worker is not None

    def _do(self, job: Job) -> None:
        self.is_busy = True
        worker = self._answer(job)
        self._pool.finished(job)
        if worker is not None:
            self._let_file(worker)
        self.is_busy = False

    def _answer(self, job: Job) -> WorkerProcess | None:
        """Give the answer; the worker that is about to file the evidence of it, if any."""
        reasons = []
        for _ in range(TRIES):
            try:
                return self._ask(job, self._known(job))
            except WorkerDiedError as error:
                reasons.append(self._buried(error, f"at a picture of {job.serial or 'no serial number'}"))
        text = f"The model died twice on this picture: {'; then '.join(reasons)}."
        result = InspectionResult(Verdict.UNDECIDED, job.model, 0.0, text)
        try:
            return self._ask(job, result)
        except WorkerDiedError as error:
            why = self._buried(error, "at the evidence")
            job.tell(Judgement(result, lost_evidence=f"The evidence is lost: {why}."), None)
            return None

    def _known(self, job: Job) -> InspectionResult | None:
        """What there is to say without looking: that there is no such model."""
        fault = "" if job.key in self._loaded else self._loaded_now(job.key).fault
        return InspectionResult(Verdict.UNDECIDED, "", 0.0, fault) if fault else None

    def _ask(self, job: Job, known: InspectionResult | None) -> WorkerProcess:
        worker = self._begun()
        pictures = [job.picture] if job.reference is None else [job.picture, job.reference]
        forms = worker.put(*pictures)
        forms[0] = dataclasses.replace(forms[0], is_rgb=job.is_rgb)
        worker.send(
            Question(
                forms[0],
                worker.pictures.size,
                job.product,
                job.serial,
                job.model,
                job.parameters,
                None if job.reference is None else dataclasses.replace(forms[1], is_rgb=job.is_reference_rgb),
                job.stamp,
                job.attempt,
                known,
                job.wants_annotated,
            )
        )
        judgement: Judgement = worker.receive(time.monotonic() + self._limits.judge_s)
        annotated = None
        if judgement.annotated is not None:
            worker.answers.at_size(judgement.memory_bytes)
            annotated = worker.answers.read(judgement.annotated).copy()
        job.tell(judgement, annotated)
        return worker

    def _let_file(self, worker: WorkerProcess) -> None:
        """The answer is given; the worker still writes down what it may take its time for."""
        try:
            filed: Filed = worker.receive(time.monotonic() + FILE_LIMIT_S)
        except WorkerDiedError as error:
            self._buried(error, "while it was filing; that evidence may be lost")
            return
        if filed.lost:
            self._say(filed.lost)
        worker.pictures.shrink()

    def hurry(self) -> None:
        """All is to end: what only loads a model need not finish; from any thread."""
        worker = self._worker
        if self._is_loading and worker is not None:
            worker.kill()

    def _load(self, key: Key) -> Loaded:
        self._is_loading = True
        try:
            return self._loaded_now(key)
        except WorkerDiedError as error:
            return Loaded("", f"The worker that loaded it died: {self._buried(error, 'while it was loading')}.")
        finally:
            self._is_loading = False

    def _loaded_now(self, key: Key) -> Loaded:
        worker = self._begun()
        worker.send(LoadOrder(*key))
        loaded: Loaded = worker.receive(time.monotonic() + self._limits.load_s)
        if not loaded.fault:
            self._loaded[key] = loaded.label
        return loaded

    def _drop(self, key: Key, label: str) -> None:
        if self._worker is None or key not in self._loaded:
            return
        del self._loaded[key]
        try:
            self._worker.send(DropOrder(label))
        except WorkerDiedError as error:
            self._buried(error, "between two pictures")

    def _begun(self) -> WorkerProcess:
        """The worker, begun where there is none; raises `WorkerDiedError` where none can be begun."""
        if self._worker is not None and not self._worker.is_alive:
            self._buried(WorkerDiedError("it was gone"), "while it had nothing to do")
        if self._worker is None:
            try:
                self._worker = WorkerProcess(self._settings)
            except OSError as error:
                raise WorkerDiedError(f"no worker can be begun: {error.strerror}") from error
        return self._worker

    def _buried(self, error: WorkerDiedError, where: str) -> str:
        """Take the dead worker away; what it died of."""
        worker, self._worker = self._worker, None
        self._loaded.clear()
        self.is_ready = False
        self.deaths += 1
        if worker is not None:
            worker.close()
            self._say(f"Worker {worker.pid} died {where}: {error.what}.")
        return error.what
