"""What a journal tells, put together: orders, jobs, attempts, cells, prompts, each with its times."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase, program_of
from robot_cells.ids import (
    AttemptId,
    CellId,
    JobId,
    JournalId,
    OperationId,
    OrderId,
    ProductId,
    PromptId,
    SerialNumber,
    TaskId,
)
from robot_cells.lines.line import TRANSPORT
from robot_cells.orchestration.events import (
    AttemptEndedLate,
    JobRerouted,
    OrderEnd,
    RetryPlanned,
    TaskAttested,
    Trip,
    VerdictReviewed,
)
from robot_cells.orchestration.places import Place
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.schedule import Schedule


@dataclass(slots=True)
class OrderRecord:
    """One work order. Times in line time, seconds; None where it has not come to that."""

    order: WorkOrder
    submitted_s: float
    ended_s: float | None = None
    end: OrderEnd | None = None

    @property
    def due_at_s(self) -> float | None:
        """The due date in line time."""
        return None if self.order.due_s is None else self.submitted_s + self.order.due_s


@dataclass(slots=True)
class Stay:
    """A job stands at one place, from `start_s` until `end_s` (None: still)."""

    place: Place
    start_s: float
    end_s: float | None = None


@dataclass(slots=True)
class JobRecord:
    """One piece: when it came and went, where it stood, what was tried on it; `scrapped` is code and reason.

    `is_on_detour` holds from a decision to rework until the recipe goes on.
    """

    id: JobId
    order: OrderId
    serial: SerialNumber
    product: ProductId
    released_s: float
    ended_s: float | None = None
    is_completed: bool = False
    scrapped: tuple[str, str] | None = None
    is_on_detour: bool = False
    stays: list[Stay] = field(default_factory=list)
    attempts: list[AttemptRecord] = field(default_factory=list)
    reroutes: list[JobRerouted] = field(default_factory=list)
    retries: list[RetryPlanned] = field(default_factory=list)
    late: list[AttemptEndedLate] = field(default_factory=list)


@dataclass(slots=True)
class AttemptRecord:
    """One try at a task. Times in line time, seconds; `*_ns` Unix time in nanoseconds; None where it never came so far.

    `because` is the position in the journal of the record that made the dispatch possible. `outcome` is what its cell
    told, or was presumed; where it had ended in doubt, `attested` is the word of the person who said that it is done.
    `review` is what a person said of the picture that a model had judged.
    `started_program` is what the cell said when it began.
    """

    id: AttemptId
    task: TaskId
    job: JobId
    order: OrderId
    product: ProductId
    operation: OperationId
    visit: int
    number: int
    cell: CellId
    dispatched_s: float
    expected_s: float
    changeover_s: float
    trip: Trip | None
    because: int
    accepted_s: float | None = None
    accepted_ns: int | None = None
    started_s: float | None = None
    ended_s: float | None = None
    outcome: Phase | None = None
    failure: Failure | None = None
    result: Mapping[str, object] = field(default_factory=dict)
    is_rework: bool = False
    attested: TaskAttested | None = None
    review: VerdictReviewed | None = None
    started_program: tuple[str, str] = ("", "")

    @property
    def is_done(self) -> bool:
        """Whether its task is done: its cell said so, or a person did."""
        return self.outcome is Phase.SUCCEEDED or self.attested is not None

    @property
    def outcome_name(self) -> str:
        """How it ended, in lower case; `attested` where a person said that it is done, `open` where it has not."""
        if self.attested is not None:
            return "attested"
        return "open" if self.outcome is None else self.outcome.name.lower()

    @property
    def program(self) -> tuple[str, str]:
        """The process that the cell ran and its content hash, by its end, else by its start; empty: it never said."""
        ended = program_of(self.result)
        return ended if ended[0] else self.started_program

    @property
    def begun_s(self) -> float:
        """When the cell took it up: the start it reported, else the best that is known."""
        known = (self.started_s, self.accepted_s, self.dispatched_s)
        return next(time_s for time_s in known if time_s is not None)

    @property
    def is_transport(self) -> bool:
        """Whether a vehicle carried the product."""
        return self.operation == TRANSPORT


@dataclass(slots=True)
class Outage:
    """A cell did not work, from `start_s` until `end_s` (None: still); `reason` says why."""

    cell: CellId
    start_s: float
    reason: str
    end_s: float | None = None


@dataclass(slots=True)
class PromptRecord:
    """A question and its answer; `answered_by` is empty where the default was taken."""

    prompt: Prompt
    raised_s: float
    choice: str = ""
    answered_s: float | None = None
    answered_by: str = ""


@dataclass(slots=True)
class Adoption:
    """A schedule that was kept from `at_s` on."""

    at_s: float
    schedule: Schedule


@dataclass(slots=True)
class History:
    """All of it, in the order in which it came. `moments` gives kind and Unix time (ns) by position in the journal."""

    journal_id: JournalId
    orders: dict[OrderId, OrderRecord] = field(default_factory=dict)
    jobs: dict[JobId, JobRecord] = field(default_factory=dict)
    attempts: dict[AttemptId, AttemptRecord] = field(default_factory=dict)
    outages: list[Outage] = field(default_factory=list)
    prompts: dict[PromptId, PromptRecord] = field(default_factory=dict)
    adoptions: list[Adoption] = field(default_factory=list)
    cells: dict[CellId, None] = field(default_factory=dict)
    moments: list[tuple[str, int]] = field(default_factory=list)
    epochs: int = 0
    last_s: float = 0.0

    @property
    def begin_s(self) -> float:
        """When the first order was submitted; 0 without orders."""
        return min((item.submitted_s for item in self.orders.values()), default=0.0)

    @property
    def end_s(self) -> float:
        """When the last piece left the line; while one is still on it, the time of the last record."""
        ends = [item.ended_s for item in self.jobs.values()]
        if not ends or None in ends or any(item.end is None for item in self.orders.values()):
            return self.last_s
        return max(time_s for time_s in ends if time_s is not None)
