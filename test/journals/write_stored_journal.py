"""Writes the stored journal of the present version: `python test/journals/write_stored_journal.py [FOLDER]`.

A tiny line runs on virtual time until every kind of event that the core knows has been recorded. What is written stays:
the journals of all versions are replayed in the tests, so that old records stay readable. Made once for each version,
before it is released; never made again.
"""

from __future__ import annotations

import gzip
import heapq
import json
import sqlite3
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from robot_cells.attempts.assignment import Assignment, AssignmentKind, CancelPolicy
from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase, Report
from robot_cells.documents.plant import Plant, load_plant
from robot_cells.ids import AttemptId, CellId, JournalId, OrderId, ProductId, PromptId, TaskId
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration import events
from robot_cells.orchestration.cell_heard import CellHeard, HostHeard
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.state_document import encode_state
from robot_cells.orders.work_order import WorkOrder
from robot_cells.schedules.schedule import Objective, Schedule, ScheduledTask

VERSION = "0.1.0"
STORED = Path(__file__).parent / "stored"
JOURNAL = JournalId("57032ed0")

LINE = """\
line: stored
products: [bracket.yaml]
processes: processes
wip_limit: 6
cells:
  - id: press
    kind: machine_tending
    pose: {x_m: 0.0, y_m: 0.0}
    output_buffer: {capacity: 1}
    capabilities: [{name: stamp, duration_s: 20, process: work}]
  - id: weld_1
    kind: assembly
    pose: {x_m: 6.0, y_m: 0.0}
    input_buffer: {capacity: 1}
    output_buffer: {capacity: 1}
    capabilities: [{name: weld, duration_s: 40, process: work}]
  - id: weld_2
    kind: assembly
    pose: {x_m: 6.0, y_m: 3.0}
    input_buffer: {capacity: 1}
    output_buffer: {capacity: 1}
    capabilities: [{name: weld, duration_s: 45, process: work}]
  - id: gauge
    kind: inspection
    pose: {x_m: 9.0, y_m: 1.0}
    output_buffer: {capacity: 2}
    capabilities: [{name: measure, duration_s: 10, process: work}]
vehicles:
  - {id: amr_1, home: press, speed_mps: 1.0, transfer_s: 3}
  - {id: amr_2, home: gauge, speed_mps: 1.0, transfer_s: 3}
"""
PRODUCT = """\
product: bracket
operations:
  - id: stamp
    capability: stamp
    on_failure: [{codes: [press.jam], consequence: retry, limit: 2, backoff_s: 5}, {consequence: ask}]
  - {id: weld, capability: weld, after: [stamp], on_failure: [{consequence: ask}]}
  - id: measure
    capability: measure
    after: [weld]
    on_failure:
      - {codes: ["measure.*"], consequence: rework, route: grind, limit: 1}
      - {consequence: scrap}
rework_routes:
  grind: {operations: [{id: reweld, capability: weld}], resume_at: measure}
"""
PROCESSES = {
    "work": "process: work\ntree: {set: {done: true}}\n",
    "transport": """\
process: transport
parameters:
  from: {type: text}
  to: {type: text}
  distance_m: {type: number, unit: m}
  approach_m: {type: number, unit: m}
tree: {set: {done: true}}
""",
}

FATES: dict[str, tuple[Phase, str]] = {
    "WO-1/001/stamp.1#1": (Phase.FAILED, "press.jam"),
    "WO-1/002/measure.1#1": (Phase.FAILED, "measure.crooked"),
    "WO-1/003/measure.1#1": (Phase.FAILED, "measure.crooked"),
    "WO-1/003/measure.2#1": (Phase.FAILED, "measure.crooked"),
    "WO-1/004/weld.1#1": (Phase.INTERRUPTED, "attempt.interrupted"),
    "WO-2/001/stamp.1#1": (Phase.FAILED, "press.broken"),
    "WO-2/002/weld.1#1": (Phase.REFUSED, "cell.busy"),
    "WO-2/002/transport.1#1": (Phase.FAILED, "vehicle.blocked"),
}
"""How attempts end that do not succeed."""
LONG = "WO-3/"
"""Pieces of this order are never finished: the journal ends with work under way."""


class StoredLine:
    """A line whose cells take the expected time; everything that is recorded goes to the journal, as it would live."""

    def __init__(self, plant: Plant, journal: SqliteJournal, fate: Callable[[str], tuple[Phase, str]]) -> None:
        self.core = Orchestrator(plant.line, plant.products, journal.journal_id, epoch=journal.epoch)
        self.now_s = 0.0
        self.kinds: set[str] = set()
        self._journal = journal
        self._fate = fate
        self._reports: list[tuple[float, int, Report]] = []
        self._count = 0

    def tell(self, *observed: events.Event) -> None:
        outcome = self.core.handle(observed)
        self._journal.append([entry_of(item, 1_700_000_000_000_000_000 + self._tick()) for item in outcome.recorded])
        self.kinds.update(item.kind for item in outcome.recorded)
        for assignment in outcome.assignments:
            self._take(assignment)

    def hear(self, incarnation: str, state: int = 4, *, cells: tuple[str, ...] = ()) -> None:
        names = cells or tuple(self.core.state.cells)
        for name in names:
            heard = HostHeard(f"host_{name}", incarnation, (CellHeard(CellId(name), state),))
            self.tell(*self.core.observe_cells(heard, self.now_s))

    def submit(self, name: str, quantity: int, **more: float) -> None:
        self.tell(events.OrderSubmitted(self.now_s, WorkOrder(OrderId(name), ProductId("bracket"), quantity, **more)))

    def run(self, until_s: float) -> None:
        """Let time pass; questions of the orchestrator are answered with the first choice."""
        while True:
            wake_s = self.core.wake_at_s
            times = [item[0] for item in self._reports[:1]] + ([] if wake_s is None else [wake_s])
            if not times or min(times) > until_s:
                self.now_s = until_s
                return
            self.now_s = max(self.now_s, min(times))
            if self._reports and self._reports[0][0] <= self.now_s:
                report = heapq.heappop(self._reports)[2]
                self.tell(*self.core.observe(report, self.now_s))
            else:
                self.tell(events.TimePassed(self.now_s))

    def answer(self, choice: str) -> None:
        prompt = next(iter(self.core.state.prompts))
        self.tell(events.PromptAnswered(self.now_s, prompt, choice, "operator"))

    def ask(self, cell: str, timeout_s: float) -> None:
        """The process in a cell asks something; nobody answers within the time."""
        attempt = self.core.state.cells[CellId(cell)].attempt
        assert attempt is not None
        prompt = Prompt(
            PromptId(f"{attempt}?1"), "Is it clamped?", ("yes", "no"), timeout_s=timeout_s, default_choice="yes"
        )
        self.tell(*self.core.observe(self._report(CellId(cell), attempt, Phase.PROMPT, prompt=prompt), self.now_s))

    def _take(self, assignment: Assignment) -> None:
        if assignment.kind is AssignmentKind.CANCEL:
            self._reports = [item for item in self._reports if item[2].attempt_id != assignment.attempt_id]
            heapq.heapify(self._reports)
            self._later(self._report(assignment.cell, assignment.attempt_id, Phase.CANCELLED), 1.0)
        if assignment.kind is not AssignmentKind.EXECUTE:
            return
        attempt = assignment.attempt_id
        phase, code = self._fate(attempt.split(":")[1])
        if phase is not Phase.REFUSED:
            self._later(self._report(assignment.cell, attempt, Phase.ACCEPTED), 0.1)
            self._later(self._report(assignment.cell, attempt, Phase.RUNNING), 0.2)
        if LONG not in attempt:
            self._later(self._report(assignment.cell, attempt, phase, code), assignment.expected_s)

    def _report(
        self, cell: CellId, attempt: AttemptId, phase: Phase, code: str = "", prompt: Prompt | None = None
    ) -> Report:
        failure = Failure(code, f"{code} on purpose", "Look at it.") if code else None
        result = {"torque_nm": [0.1, 0.25, 0.6], "image": None, "defects": [{"code": code}] if code else []}
        return Report(cell, 1, attempt, phase, 0.0, failure, result if phase.is_end else {}, prompt)

    def _later(self, report: Report, after_s: float) -> None:
        heapq.heappush(self._reports, (self.now_s + after_s, self._tick(), report))

    def _tick(self) -> int:
        self._count += 1
        return self._count


def planned_fate(attempt: str) -> tuple[Phase, str]:
    """How an attempt ends, by its id without that of the journal."""
    return FATES.get(attempt, (Phase.SUCCEEDED, ""))


def write_plant(folder: Path) -> Plant:
    """The documents of the line, in `folder`, and what they say."""
    (folder / "processes").mkdir(parents=True)
    (folder / "line.yaml").write_text(LINE)
    (folder / "bracket.yaml").write_text(PRODUCT)
    for name, text in PROCESSES.items():
        (folder / "processes" / f"{name}.yaml").write_text(text)
    return load_plant(folder / "line.yaml")


def write_journal(folder: Path) -> tuple[Path, StoredLine]:
    """Run the line in `folder`; the journal that it wrote, and the line as it stood in the end."""
    plant = write_plant(folder)
    journal = SqliteJournal(folder / "journal.sqlite", 1_700_000_000_000_000_000, JOURNAL)
    journal.keep_documents(plant.sources)
    line = StoredLine(plant, journal, planned_fate)
    _run(line)
    journal.close()
    return journal.path, line


def _run(line: StoredLine) -> None:
    line.tell(events.OrchestratorStarted(0.0, 1))
    line.hear("first")
    line.submit("WO-1", 4, due_s=900.0)
    line.submit("WO-2", 2, release_s=60.0, priority=2)
    line.run(70.0)
    line.ask(next(name for name, cell in line.core.state.cells.items() if cell.attempt is not None), 1.0)
    line.run(150.0)
    line.tell(events.OrderPrioritised(line.now_s, OrderId("WO-2"), 5))
    line.tell(events.LineHeld(line.now_s, "lunch"))
    line.run(200.0)
    line.tell(events.LineResumed(line.now_s, "work"))
    line.hear("first", 11, cells=("weld_2",))
    line.run(240.0)
    line.hear("first", 4, cells=("weld_2",))
    line.tell(*line.core.observe_silence("host_weld_1", line.now_s, "nothing is heard of its process"))
    line.run(300.0)
    line.hear("second", cells=("weld_1",))
    for item in tuple(line.core.state.alarms):
        line.tell(events.AlarmAcknowledged(line.now_s, item, "operator"))
    for until_s in range(400, 1300, 100):
        line.run(float(until_s))
        while line.core.state.prompts:
            asked = next(iter(line.core.state.prompts))
            line.answer("done" if "/004/weld." in asked else "retry")
    line.submit("WO-3", 5)
    task = ScheduledTask(TaskId("WO-3/004/stamp.1"), CellId("press"), 1400.0, 1420.0)
    line.tell(events.ScheduleAdopted(line.now_s, Schedule((task,), Objective(0.0, 500.0), 80.0)))
    line.submit("WO-4", 1)
    line.run(1310.0)
    line.tell(events.OrderCancelled(line.now_s, OrderId("WO-4"), CancelPolicy.STOP_NOW))
    line.tell(events.LineStopped(line.now_s, "fire drill", CancelPolicy.STOP_NOW))
    line.run(1330.0)
    line.tell(events.LineResumed(line.now_s))
    line.answer("retry")
    line.run(1400.0)


def main(root: Path) -> None:
    """Write the journal as an SQL dump, and the state that it leads to."""
    target = root / VERSION
    target.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        path, line = write_journal(Path(folder) / "plant")
        missing = {item.kind for item in events.EVENT_TYPES} - {events.TimePassed.kind} - line.kinds
        if missing:
            sys.exit(f"Nothing of what happens to the line leads to {', '.join(sorted(missing))}: let it happen too.")
        with sqlite3.connect(path) as database:
            pragmas = [
                f"PRAGMA {name} = {database.execute(f'PRAGMA {name}').fetchone()[0]};"
                for name in ("application_id", "user_version")
            ]
            dump = "\n".join([*pragmas, *database.iterdump()]) + "\n"
    (target / "journal.sql.gz").write_bytes(gzip.compress(dump.encode(), mtime=0))
    state = json.dumps(json.loads(encode_state(line.core.state)), indent=1)
    (target / "state.json").write_text(state + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else STORED)
