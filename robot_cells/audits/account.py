"""The auditor's own model of the line: what the records say, applied one after the other."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from robot_cells.audits import cell_changes
from robot_cells.audits.accounts import AttemptAccount, CellAccount, OrderAccount, PieceAccount, QuestionAccount
from robot_cells.audits.audited_plant import AuditedPlant, Spot
from robot_cells.audits.entry import Entry, attempt_name
from robot_cells.audits.planned_task import PlannedTask, planned_tasks
from robot_cells.ids import ProductId


@dataclass(slots=True)
class Account:
    """Everything read so far. A record that does not fit changes nothing here: a rule has named it already."""

    plant: AuditedPlant
    mode: str = "running"
    read: int = 0
    orders: dict[str, OrderAccount] = field(default_factory=dict)
    pieces: dict[str, PieceAccount] = field(default_factory=dict)
    attempts: dict[str, AttemptAccount] = field(default_factory=dict)
    cells: dict[str, CellAccount] = field(default_factory=dict)
    questions: dict[str, QuestionAccount] = field(default_factory=dict)
    schedule: tuple[PlannedTask, ...] = ()

    def piece(self, job: str) -> PieceAccount | None:
        """The piece, while it is on the floor."""
        found = self.pieces.get(job)
        return found if found is not None and not found.gone else None

    def cell(self, name: str) -> CellAccount:
        """What is known of a cell."""
        return self.cells.setdefault(name, CellAccount(name))

    def open_attempts(self) -> list[AttemptAccount]:
        """Those that have not ended."""
        return [item for item in self.attempts.values() if not item.outcome]

    def on_floor(self) -> list[PieceAccount]:
        """The pieces that are in the line."""
        return [item for item in self.pieces.values() if not item.gone]

    def apply(self, entry: Entry) -> None:
        """Take one record in."""
        self.read = entry.sequence
        change = CHANGES.get(entry.kind)
        if change is not None:
            change(self, entry)


def spot_of(value: object) -> Spot | None:
    """A place as the journal has it."""
    if not isinstance(value, dict):
        return None
    return (str(value.get("cell", "")), str(value.get("kind", "")))


def code_of(entry: Entry) -> str:
    """The failure code of an end; empty where there is none."""
    return str(entry.part("failure").get("code", ""))


def _set_mode(mode: str) -> Callable[[Account, Entry], None]:
    def change(account: Account, _: Entry) -> None:
        """The line is in this mode from here on."""
        account.mode = mode

    return change


def _submitted(account: Account, entry: Entry) -> None:
    order = entry.part("order")
    name = str(order.get("id", ""))
    account.orders.setdefault(name, OrderAccount(name, str(order.get("product", "")), int(order.get("quantity", 0))))


def _order_cancelled(account: Account, entry: Entry) -> None:
    order = account.orders.get(entry.text("order"))
    if order is not None:
        order.is_cancelled = True


def _order_ended(account: Account, entry: Entry) -> None:
    order = account.orders.get(entry.text("order"))
    if order is not None:
        order.end = entry.text("end")


def _job_released(account: Account, entry: Entry) -> None:
    job = entry.text("job")
    name, _, unit = job.rpartition("/")
    order = account.orders.get(name)
    if order is None or not unit.isdecimal() or job in account.pieces:
        return
    order.released.add(int(unit))
    account.pieces[job] = PieceAccount(job, name, order.product, f"{name}-{unit}", (entry.text("cell"), "station"))


def _job_moved(account: Account, entry: Entry) -> None:
    piece, place = account.piece(entry.text("job")), spot_of(entry.data.get("place"))
    if piece is None or place is None:
        return
    if piece.kept is not None:
        piece.closed["transport"] = piece.closed.get("transport", 0) + 1
    piece.at, piece.kept, piece.carrier = place, None, ""
    piece.question = piece.chosen = ""
    if piece.pinned == "transport":
        piece.pinned = ""


def _left(how: str) -> Callable[[Account, Entry], None]:
    def change(account: Account, entry: Entry) -> None:
        """The piece is on the floor no more, and stands nowhere."""
        piece = account.piece(entry.text("job"))
        if piece is None:
            return
        piece.gone, piece.kept, piece.carrier = how, None, ""
        account.questions.pop(piece.question, None)
        order = account.orders[piece.order]
        (order.completed if how == "completed" else order.scrapped).add(piece.job)

    return change


def _rerouted(account: Account, entry: Entry) -> None:
    piece = account.piece(entry.text("job"))
    recipe = account.plant.products[ProductId(piece.product)].recipe if piece is not None else None
    route = recipe.rework_routes.get(entry.text("route")) if recipe is not None else None
    if piece is None or recipe is None or route is None:
        return
    operation = entry.text("operation")
    piece.closed[operation] = piece.closed.get(operation, 0) + 1
    piece.detour = [str(item.id) for item in route.operations]
    piece.done -= {str(item) for item in (route.resume_at, *recipe.successors(route.resume_at))}
    piece.pinned = piece.question = piece.chosen = ""


def _retry(account: Account, entry: Entry) -> None:
    piece = account.piece(entry.text("job"))
    if piece is None:
        return
    _, _, step = entry.text("task").rpartition("/")
    piece.pinned = step.rpartition(".")[0]
    piece.question = piece.chosen = ""
    attempt = account.attempts.get(piece.latest)
    if attempt is not None and attempt.task == entry.text("task"):
        attempt.repeat = entry.sequence


def _dispatched(account: Account, entry: Entry) -> None:
    piece, cell = account.piece(entry.text("job")), account.cell(entry.text("cell"))
    trip = entry.data.get("trip")
    target = spot_of(trip.get("target")) if isinstance(trip, dict) else None
    attempt = AttemptAccount(
        entry.text("attempt"),
        entry.text("task"),
        entry.text("job"),
        entry.text("operation"),
        entry.number("visit"),
        entry.number("number"),
        cell.id,
        entry.sequence,
        target,
        changeover_s=entry.seconds("changeover_s"),
        expected_s=entry.seconds("expected_s"),
        begun_s=entry.at_s,
    )
    account.attempts[attempt.id] = attempt
    cell.attempt = attempt.id
    if piece is None:
        return
    piece.attempt, piece.pinned, piece.overdue = attempt.id, "", ""
    if target is None:
        piece.at, piece.kept, piece.carrier = (cell.id, "station"), None, ""
    else:
        piece.kept, piece.carrier = target, cell.id


def _started(account: Account, entry: Entry) -> None:
    attempt = account.attempts.get(entry.text("attempt"))
    if attempt is not None:
        attempt.has_started, attempt.begun_s = True, entry.at_s
        _sets_up(account, attempt)


def _sets_up(account: Account, attempt: AttemptAccount) -> None:
    """The attempt begins: its cell is, or is being, set up for the product."""
    piece = account.pieces.get(attempt.job)
    if attempt.is_trip or piece is None:
        return
    cell = account.cell(attempt.cell)
    before = cell.set_up if attempt.changeover_s > 0.0 else ()
    cell.set_up = tuple(dict.fromkeys((*before, piece.product)))
    cell.began = attempt.id


def _has_set_up(account: Account, attempt: AttemptAccount, entry: Entry) -> None:
    """The attempt is over, having begun: whether its change-over is known to be finished."""
    if not attempt.has_started:
        _sets_up(account, attempt)
    _is_set_up(account, attempt, entry)


def _is_set_up(account: Account, attempt: AttemptAccount, entry: Entry) -> None:
    """By how it ended its cell is set up for the product, unless something else has begun there since."""
    cell, piece = account.cell(attempt.cell), account.pieces.get(attempt.job)
    is_done = entry.text("outcome") == "succeeded" or entry.part("result").get("changed_over") is True
    if is_done and piece is not None and not attempt.is_trip and cell.began == attempt.id:
        cell.set_up = (piece.product,)


def _ended_late(account: Account, entry: Entry) -> None:
    """The cell tells what it had done all the same, too late for the piece: what it stands set up for is known."""
    attempt = account.attempts.get(entry.text("attempt"))
    if attempt is not None:
        _is_set_up(account, attempt, entry)


def _cancel(account: Account, entry: Entry) -> None:
    attempt = account.attempts.get(entry.text("attempt"))
    if attempt is not None:
        attempt.cancel, attempt.cancel_code = entry.sequence, entry.text("code")


def _ended(account: Account, entry: Entry) -> None:
    attempt = account.attempts.get(entry.text("attempt"))
    if attempt is None:
        return
    is_refusal = entry.kind == "attempt_refused"
    attempt.outcome = "refused" if is_refusal else entry.text("outcome")
    attempt.code, attempt.ended_s = code_of(entry), entry.at_s
    attempt.has_begun = not (attempt.outcome == "cancelled" and entry.part("result").get("begun") is False)
    cell, piece = account.cell(attempt.cell), account.piece(attempt.job)
    if cell.attempt == attempt.id:
        cell.attempt = ""
    if attempt.may_have_moved:
        _has_set_up(account, attempt, entry)
    for name in [item.id for item in account.questions.values() if item.attempt == attempt.id and not item.job]:
        del account.questions[name]
    if piece is None:
        return
    piece.attempt, piece.latest = "", attempt.id
    piece.refused_s = entry.at_s if is_refusal else piece.refused_s
    if attempt.outcome == "succeeded":
        _succeeded(piece, attempt)
    elif not attempt.may_have_moved and attempt.is_trip:
        piece.kept, piece.carrier = None, ""


def _reopened(account: Account, entry: Entry) -> None:
    """What was presumed of a silent cell is taken back: the attempt is open, and what followed the end is void."""
    attempt = account.attempts.get(entry.text("attempt"))
    piece = account.piece(attempt.job) if attempt is not None else None
    if attempt is None or piece is None:
        return
    attempt.outcome = attempt.code = ""
    attempt.repeat = 0
    cell = account.cell(attempt.cell)
    cell.attempt = cell.attempt or attempt.id
    account.questions.pop(piece.question, None)
    piece.attempt = attempt.id
    piece.question = piece.pinned = piece.chosen = ""


def _succeeded(piece: PieceAccount, attempt: AttemptAccount) -> None:
    piece.closed[attempt.operation] = piece.closed.get(attempt.operation, 0) + 1
    if attempt.target is not None:
        piece.at, piece.kept, piece.carrier = attempt.target, None, ""
    elif piece.detour and piece.detour[0] == attempt.operation:
        piece.detour.pop(0)
    else:
        piece.done.add(attempt.operation)


def _attested(account: Account, entry: Entry) -> None:
    """Somebody said that it is done: the same as if its cell had."""
    attempt = account.attempts.get(entry.text("attempt"))
    piece = account.piece(attempt.job) if attempt is not None else None
    if attempt is None or piece is None:
        return
    attempt.outcome = "attested"
    piece.question = piece.pinned = piece.chosen = ""
    _succeeded(piece, attempt)


def _overdue(account: Account, entry: Entry) -> None:
    piece = account.piece(entry.text("job"))
    if piece is not None:
        piece.overdue = entry.text("task")


def _asked(account: Account, entry: Entry) -> None:
    prompt, job = entry.part("prompt"), entry.text("job")
    name = str(prompt.get("id", ""))
    choices = tuple(str(item) for item in prompt.get("choices", ()))
    account.questions[name] = QuestionAccount(name, job, choices, str(prompt.get("attempt_id", "")))
    piece = account.piece(job)
    if piece is not None:
        piece.question, piece.chosen = name, ""


def _answered(account: Account, entry: Entry) -> None:
    question = account.questions.pop(entry.text("prompt"), None)
    piece = account.piece(question.job) if question is not None else None
    if piece is not None:
        piece.question, piece.chosen = "", entry.text("choice")


def _adopted(account: Account, entry: Entry) -> None:
    account.schedule = planned_tasks(entry)


CHANGES: dict[str, Callable[[Account, Entry], None]] = {
    "orchestrator_started": cell_changes.restarted,
    "line_held": _set_mode("held"),
    "line_resumed": _set_mode("running"),
    "emergency_stopped": _set_mode("emergency_stopped"),
    "line_reset": _set_mode("held"),
    "cell_commanded": cell_changes.commanded,
    "line_stopped": _set_mode("stopped"),
    "cell_appeared": cell_changes.appeared,
    "cell_lost": cell_changes.lost,
    "cell_held": cell_changes.held,
    "cell_released": cell_changes.released,
    "order_submitted": _submitted,
    "order_cancelled": _order_cancelled,
    "order_ended": _order_ended,
    "schedule_adopted": _adopted,
    "job_released": _job_released,
    "job_moved": _job_moved,
    "job_completed": _left("completed"),
    "job_scrapped": _left("scrapped"),
    "job_rerouted": _rerouted,
    "retry_planned": _retry,
    "attempt_dispatched": _dispatched,
    "attempt_started": _started,
    "cancel_requested": _cancel,
    "attempt_refused": _ended,
    "attempt_ended": _ended,
    "attempt_reopened": _reopened,
    "attempt_ended_late": _ended_late,
    "task_attested": _attested,
    "queue_timed_out": _overdue,
    "prompt_raised": _asked,
    "prompt_answered": _answered,
    "prompt_timed_out": _answered,
}
"""What each kind of record changes."""
WITHOUT_EFFECT = frozenset(
    {
        "order_prioritised",
        "order_timed_out",
        "attempt_accepted",
        "emergency_released",
        "locks_awaited",
        "verdict_reviewed",
        "correction_stored",
        "alarm_raised",
        "alarm_cleared",
        "alarm_acknowledged",
    }
)
"""Records that change nothing that the auditor looks at."""


def journal_of(account: Account) -> str:
    """The journal that the attempts belong to; empty before the first."""
    first = next(iter(account.attempts), "")
    name = attempt_name(first)
    return name.journal if name is not None else ""
