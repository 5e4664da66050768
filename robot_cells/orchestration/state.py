"""The state of the line. Changed by `transitions` only; built again from the journal by applying its events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from robot_cells.attempts.assignment import CellCommand
from robot_cells.attempts.prompt import Prompt
from robot_cells.ids import (
    AlarmId,
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
from robot_cells.lines.zone import Lock
from robot_cells.orchestration.alarm import Alarm
from robot_cells.orchestration.events.attempt_events import Trip
from robot_cells.orchestration.events.order_events import OrderEnd
from robot_cells.orchestration.events.review_events import VerdictReviewed
from robot_cells.orchestration.judgement import Judgement
from robot_cells.orchestration.places import Place
from robot_cells.orchestration.plant import Plant
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.schedule import Schedule


class LineMode(Enum):
    """Whether attempts may begin."""

    RUNNING = "running"
    """Attempts begin and end."""
    HELD = "held"
    """Running attempts end, none begins."""
    STOPPED = "stopped"
    """Running attempts were cancelled, none begins."""
    EMERGENCY_STOPPED = "emergency_stopped"
    """Every device stands still, nothing moves until somebody resets the line."""


class AttemptPhase(Enum):
    """Where an open attempt is, as far as has been heard."""

    DISPATCHED = "dispatched"
    """Decided and sent; the cell has not answered."""
    ACCEPTED = "accepted"
    """The cell will carry it out."""
    RUNNING = "running"
    """It stands in the cell's ledger; something may have moved."""


@dataclass(slots=True)
class OrderState:
    """One work order. Times in line time, seconds.

    Units up to `released_through` have entered the floor, and those in `released_ahead` (a schedule may let a later
    unit go first). Dispatching goes by `ranked_priority` and `ranked_due_s`: its own, unless others were adopted
    (`OrderRank`).
    """

    order: WorkOrder
    number: int
    submitted_s: float
    release_at_s: float
    due_at_s: float | None
    priority: int
    released_through: int = 0
    released_ahead: set[int] = field(default_factory=set)
    on_floor: set[JobId] = field(default_factory=set)
    completed: int = 0
    scrapped: int = 0
    cancelled: CancelPolicy | None = None
    end: OrderEnd | None = None
    ended_s: float | None = None
    ready_by: int = 0
    timed_out: bool = False
    ranked_priority: int = 0
    ranked_due_s: float | None = None

    def is_released(self, unit: int) -> bool:
        """Whether the unit has entered the floor."""
        return unit <= self.released_through or unit in self.released_ahead


@dataclass(slots=True)
class JobState:
    """One piece on the floor.

    `done` are the operations of the recipe that need not be done (again), `detour` the rework operations still to do
    before the recipe goes on. `closed` counts per operation the visits that are over, so the visit in hand is the next
    number; `tries` counts the attempts at the visit in hand and `interruptions` those of them that were interrupted.
    `pinned` is an operation that failed and shall be tried again before anything else. `uses` counts how often failure
    rules were used. `refused` excludes a cell until a time.
    `trip` and `carrier` are set from the dispatch of a vehicle until the piece is known to be at its target.
    `ready_s` and `ready_by` are time and position in the journal of the event that last let the job go on.
    `waits_since_s` is since when it waits for a cell where it does (a refusal does not count), and `overdue` the tasks
    of which was told that they wait for too long. `cancelled_for` is the code for which the last attempt was cancelled.
    `broken_off_by` is the incarnation of the cell's process with which the last attempt ended ("": it did not end so).
    `judged` is what a model said of it, where the question that was asked last lets a person decide that.
    """

    id: JobId
    order: OrderId
    unit: int
    serial: SerialNumber
    product: ProductId
    place: Place
    released_s: float
    ready_s: float
    ready_by: int
    done: set[OperationId] = field(default_factory=set)
    detour: tuple[OperationId, ...] = ()
    closed: dict[OperationId, int] = field(default_factory=dict)
    tries: dict[OperationId, int] = field(default_factory=dict)
    interruptions: dict[OperationId, int] = field(default_factory=dict)
    uses: dict[str, int] = field(default_factory=dict)
    pinned: OperationId | None = None
    not_before_s: float = 0.0
    refused: dict[CellId, float] = field(default_factory=dict)
    refusals: int = 0
    defects: tuple[Mapping[str, object], ...] = ()
    attempt: AttemptId | None = None
    ended_attempts: set[AttemptId] = field(default_factory=set)
    trip: Trip | None = None
    carrier: CellId | None = None
    prompt: PromptId | None = None
    waits_since_s: float = 0.0
    overdue: set[TaskId] = field(default_factory=set)
    cancelled_for: str = ""
    broken_off_by: str = ""
    judged: Judgement | None = None

    def visit(self, operation: OperationId) -> int:
        """The number of the visit in hand or to come."""
        return self.closed.get(operation, 0) + 1


@dataclass(slots=True)
class AttemptState:
    """An attempt that has not ended, or is in doubt. Times in line time, seconds.

    `counted` are the uses of failure rules that were counted since its presumed end (keys of `JobState.uses`).
    `attested`: it is in doubt, and a person said that it is done. `incarnation` is the cell's process that has it.
    """

    id: AttemptId
    task: TaskId
    job: JobId
    operation: OperationId
    visit: int
    number: int
    cell: CellId
    dispatched_s: float
    expected_s: float
    changeover_s: float
    trip: Trip | None
    phase: AttemptPhase = AttemptPhase.DISPATCHED
    started_s: float | None = None
    cancel: CancelPolicy | None = None
    cancel_code: str = ""
    locks: tuple[Lock, ...] = ()
    answered: dict[PromptId, str] = field(default_factory=dict)
    counted: tuple[str, ...] = ()
    attested: bool = False
    incarnation: str = ""


@dataclass(slots=True)
class HeldLocks:
    """Zones that an attempt has locked; `ended` when it is over and only what follows is not settled."""

    attempt: AttemptId
    job: JobId
    cell: CellId
    locks: tuple[Lock, ...]
    ended: bool = False


@dataclass(slots=True)
class LockWait:
    """A task that would have begun on the cell at `since_s` (line time) but for zones that others had locked."""

    cell: CellId
    task: TaskId
    locks: tuple[Lock, ...]
    since_s: float


@dataclass(slots=True)
class CellState:
    """One cell or vehicle. `station`, `input` and `output` hold the jobs that stand there or have a place reserved.

    `carries` is the job that a vehicle has on board, or may have: from its dispatch until the piece is known to be
    somewhere else.

    `ordered` is the command that holds for the cell, None where it shall take work; since `ordered_s` it is to be told
    so whenever it is heard to stand otherwise (None: nobody has commanded anything).

    `product` is what it is set up for, or is being set up for by the attempt in work; None where that is not known.
    `between` holds the products that it may be set up for, or half so, since a change-over began that is not known to
    be finished; it is empty otherwise. `set_up_by` is the attempt that began last.
    """

    id: CellId
    present: bool = False
    host: str = ""
    incarnation: str = ""
    held: int | None = None
    held_reason: str = ""
    ordered: CellCommand | None = None
    ordered_reason: str = ""
    ordered_s: float | None = None
    stop_policy: CancelPolicy = CancelPolicy.FINISH_STEP
    attempt: AttemptId | None = None
    station: JobId | None = None
    input: dict[JobId, None] = field(default_factory=dict)
    output: dict[JobId, None] = field(default_factory=dict)
    product: ProductId | None = None
    position: CellId | None = None
    carries: JobId | None = None
    freed_by: int = 0
    between: tuple[ProductId, ...] = ()
    set_up_by: AttemptId | None = None

    @property
    def usable(self) -> bool:
        """Whether it can be given work, now or after what it has in hand."""
        return self.present and self.held is None and self.ordered is None


@dataclass(slots=True)
class PromptState:
    """A question about `job` that is not answered."""

    prompt: Prompt
    raised_s: float
    job: JobId


@dataclass(slots=True)
class AlarmState:
    """An alarm that is active or has not been acknowledged; `acknowledged_s` is the line time at which it was."""

    alarm: Alarm
    raised_s: float
    active: bool = True
    acknowledged: bool = False
    acknowledged_by: str = ""
    acknowledged_s: float | None = None


@dataclass(slots=True)
class State:
    """Everything the orchestrator knows. `events` counts those that were applied: the journal's last position.

    `emergency_stops` are the reasons of the sources that hold the emergency stop, by source.
    `silent` holds the cells that are not heard, each with the line time since when (that of the start of the
    orchestrator where it is not known). `doubted` are attempts that were taken for interrupted since their cell is
    silent, until it tells how they ended. `schedule_gives_way`: its tasks may begin before their turn once their
    planned start has passed. `resumed_s` is since when the line runs, in line time. `locks`
    are in the order in which they were taken, `lock_waits` in the order in which they are served, one for each cell.
    `corrections` are the reviews that the vision node has not taken yet, by the content hash of the picture.
    """

    plant: Plant = field(compare=False, repr=False)
    journal_id: JournalId
    epoch: int = 0
    events: int = 0
    mode: LineMode = LineMode.RUNNING
    mode_reason: str = ""
    emergency_stops: dict[str, str] = field(default_factory=dict)
    orders: dict[OrderId, OrderState] = field(default_factory=dict)
    jobs: dict[JobId, JobState] = field(default_factory=dict)
    attempts: dict[AttemptId, AttemptState] = field(default_factory=dict)
    cells: dict[CellId, CellState] = field(default_factory=dict)
    prompts: dict[PromptId, PromptState] = field(default_factory=dict)
    alarms: dict[AlarmId, AlarmState] = field(default_factory=dict)
    silent: dict[CellId, float] = field(default_factory=dict)
    doubted: dict[AttemptId, AttemptState] = field(default_factory=dict)
    schedule: Schedule | None = None
    schedule_gives_way: bool = False
    tasks_done: int = 0
    resumed_s: float = 0.0
    locks: dict[AttemptId, HeldLocks] = field(default_factory=dict)
    lock_waits: dict[CellId, LockWait] = field(default_factory=dict)
    corrections: dict[str, VerdictReviewed] = field(default_factory=dict)

    @classmethod
    def initial(cls, plant: Plant, journal_id: JournalId, epoch: int = 0) -> State:
        """An empty line, of which no cell has been heard yet."""
        state = cls(plant, journal_id, epoch)
        for cell in plant.cells:
            state.cells[cell] = CellState(cell)
        for vehicle in plant.vehicles.values():
            state.cells[vehicle.id] = CellState(vehicle.id, position=vehicle.home)
        return state
