"""Every message in docs/troubleshooting.md is what the program says; and none stands there that it does not say."""

from __future__ import annotations

import errno
import json
import os
import re
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from robot_cells.attempts.report import Phase
from robot_cells.bringup.bringup_options import BringupOptions, Simulation
from robot_cells.bringup.line_lock import LineLock
from robot_cells.bringup.supervised_process import SupervisedProcess
from robot_cells.bringup.watchdog import LOOK_S, WATCHDOG_S, Watchdog
from robot_cells.cli.line_session import death_text, start_error
from robot_cells.cli.main import application
from robot_cells.documents.plant import load_plant
from robot_cells.errors import BringupError, JournalError, OrderError, RobotCellsError
from robot_cells.ids import CellId, JobId, JournalId, OperationId, OrderId, ProductId, TaskId, attempt_id
from robot_cells.journals.event_records import entry_of
from robot_cells.journals.record import Entry
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.nodes import journal_alarms
from robot_cells.nodes.cell_roll import CellRoll
from robot_cells.nodes.line_client import BEGUN_ANEW
from robot_cells.orchestration.alarm import Alarm
from robot_cells.orchestration.events import (
    AlarmRaised,
    AttemptDispatched,
    AttemptEnded,
    CellAppeared,
    Event,
    JobCompleted,
    JobReleased,
    OrchestratorStarted,
    OrderSubmitted,
    PromptRaised,
)
from robot_cells.orchestration.orchestrator import Orchestrator
from robot_cells.orchestration.order_checks import check_order
from robot_cells.orders.work_order import WorkOrder

PAGE = (Path(__file__).parents[2] / "docs" / "troubleshooting.md").read_text(encoding="utf-8")
MESSAGES = [line[4:] for line in PAGE.splitlines() if line.startswith("    ") and not line.startswith("    $ ")]
LINE = """\
line: small
products: [product.yaml]
processes: processes
cells:
  - id: cell_1
    kind: assembly
    pose: {x_m: 0.0, y_m: 0.0}
    capabilities: [{name: work, duration_s: 1.0}]
"""
SOUND = {
    "line.yaml": LINE,
    "product.yaml": "product: part\noperations: [{id: only, capability: work}]\n",
    "processes/work.yaml": "process: work\ntree: {set: {done: true}}\n",
    "orders.yaml": "orders: [{id: WO-1, product: part, quantity: 1}]\n",
}
LAUGHS = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{before}'] * 10)}]\n" for before, after in pairwise("abcdefgh")
)
BUFFER = LINE.replace("    capabilities", "    input_buffer: {capacity: 0}\n    capabilities")
DEVICE = LINE.replace(
    "    capabilities", "    devices: [{id: station, kind: station, driver: opcua}]\n    capabilities"
)
CIRCLE = """\
product: part
operations:
  - {id: first, capability: work, after: [second]}
  - {id: second, capability: work, after: [first]}
"""
TWICE = "orders:\n  - {id: WO-1, product: part, quantity: 1}\n  - {id: WO-1, product: part, quantity: 2}\n"
DOCUMENTS: list[tuple[str, str | bytes, str]] = [
    ("product.yaml", SOUND["product.yaml"].replace("work", "wrok"), "can wrok"),
    ("product.yaml", CIRCLE, "runs in a circle"),
    ("line.yaml", BUFFER, "input_buffer.capacity"),
    ("line.yaml", LINE.replace("duration_s: 1.0", "duration: 1.0"), "the unit is missing"),
    ("line.yaml", LINE.replace("duration_s: 1.0", "duration_min: 1.0"), "this unit is not used here"),
    ("line.yaml", DEVICE, "there is no driver"),
    (
        "orders.yaml",
        SOUND["orders.yaml"].replace("quantity: 1", "quantity: 0"),
        "quantity: is 0; it must be at least 1",
    ),
    ("orders.yaml", SOUND["orders.yaml"].replace("quantity: 1", "quantity: 1000000000"), "at most 100000"),
    ("orders.yaml", SOUND["orders.yaml"].replace("quantity: 1", "quantity: 1e9"), "without point or exponent"),
    ("orders.yaml", SOUND["orders.yaml"].replace("product: part", "product: prat"), "there is no product prat"),
    ("orders.yaml", TWICE, "stands in line 2 already"),
    ("orders.yaml", "orders:\n\t- {id: WO-1, product: part, quantity: 1}\n", "a tab stands in the indentation"),
    ("orders.yaml", b"orders: []  # f\xfcr\n", "is not UTF-8"),
    ("orders.yaml", LAUGHS, "its aliases written out"),
    ("orders.yaml", "orders: &o [*o]\n", "the alias *o"),
    ("orders.yaml", "", "the document is empty"),
]
"""File, what it holds, and words by which the message is found in the page."""


@pytest.fixture(autouse=True)
def _in_a_folder_of_sound_documents(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name, text in SOUND.items():
        Path(name).parent.mkdir(exist_ok=True)
        Path(name).write_text(text)


def message(words: str) -> str:
    """The one message of the page that has these words."""
    (found,) = [item for item in MESSAGES if words in item]
    return found


def said_by(*arguments: str, exit_code: int) -> str:
    """What a command writes to standard error."""
    result = CliRunner().invoke(application, arguments)
    assert result.exit_code == exit_code, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.stderr


def refused_by(action: Callable[[], object], kind: type[RobotCellsError]) -> str:
    """The message that the command makes of an error."""
    with pytest.raises(kind) as refusal:
        action()
    return f"robot-cells: {refusal.value}"


def core() -> Orchestrator:
    plant = load_plant(Path("line.yaml"))
    return Orchestrator(plant.line, plant.products, JournalId("9f2c41aa"), epoch=1)


@pytest.mark.parametrize(("name", "content", "words"), DOCUMENTS, ids=[words for *_, words in DOCUMENTS])
def test_a_document_is_refused_with_the_message_of_the_page(name: str, content: str | bytes, words: str) -> None:
    Path(name).write_bytes(content if isinstance(content, bytes) else content.encode())
    result = CliRunner().invoke(application, ["check", "."])
    assert result.exit_code == 3
    assert message(words) in result.stdout.splitlines()


def test_a_document_of_another_kind() -> None:
    said = said_by("run", "orders.yaml", "--orders", "orders.yaml", exit_code=3)
    assert said.splitlines() == [message("is wanted here")]


def test_orders_that_a_line_refuses() -> None:
    line = core()
    order = WorkOrder(OrderId("WO-7"), ProductId("part"), 1)
    line.handle([OrchestratorStarted(0.0, 1), OrderSubmitted(0.0, order)])
    for words, wrong in {
        "does not make": WorkOrder(OrderId("WO-7"), ProductId("prat"), 1),
        "The quantity is 0": WorkOrder(OrderId("WO-7"), ProductId("part"), 0),
    }.items():
        assert refused_by(lambda wrong=wrong: check_order(core().state, wrong), OrderError) == message(words)
    other = WorkOrder(OrderId("WO-7"), ProductId("part"), 2)
    assert refused_by(lambda: check_order(line.state, other), OrderError) == message("with other content")


def test_a_second_line_in_a_domain(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr("tempfile.gettempdir", lambda: str(tmp_path))
    first = LineLock(44, "/")
    first.acquire()
    said = refused_by(LineLock(44, "/").acquire, BringupError)
    first.release()
    assert said.replace(f"process {os.getpid()}", "process 4711") == message("already running")


def test_no_line_answers() -> None:
    said = said_by("orders", "--namespace", "/nobody_is_here", "--timeout", "0.1", exit_code=7).strip()
    said = said.replace(f"domain {os.environ['ROS_DOMAIN_ID']}", "domain 44").replace("/nobody_is_here", "/")
    assert said == message("No line answers")


def test_a_process_that_is_given_up(tmp_path: Path) -> None:
    log = Path("log/orchestrator.log")
    log.parent.mkdir()
    log.write_text("It cannot.\n")
    process = SupervisedProcess("orchestrator", (), log)
    for second in range(6):
        process.begun()
        process.ended(1, float(second))
    assert f"robot-cells: {process.fault}".splitlines()[0] == message("is not started again")


def test_a_process_that_stands_still() -> None:
    assert death_of("its middleware stands still") == message("its middleware stands still)")
    assert death_of("its thread loop press stands still") == message("thread loop press stands still)")
    assert death_of("") == message("nothing in it moves)")
    assert message("has begun anew") == BEGUN_ANEW


def death_of(status: str) -> str:
    """What is told of a process that said this of itself and then nothing."""
    watchdog = Watchdog(WATCHDOG_S)
    watchdog.alive(7, 0.0)
    watchdog.status(7, status)
    found = [watchdog.look(second * LOOK_S) for second in range(round(WATCHDOG_S / LOOK_S) + 2)]
    process = SupervisedProcess("press", (), Path("log/press.log"))
    process.condemned(found[-1][7])
    process.ended(-9, WATCHDOG_S)
    return death_text(process.state)


def test_a_line_whose_messages_do_not_pass() -> None:
    options = BringupOptions(line=Path("line.yaml"), run_directory=Path())
    assert f"robot-cells: {start_error(None, '', options)}" == message("all its processes run")
    assert "not up: cell_1." in str(start_error(None, "cell_1", options))


def test_a_line_that_waits_for_a_gazebo_which_is_not_there_is_told_where_to_look() -> None:
    options = BringupOptions(
        line=Path("line.yaml"), run_directory=Path(), simulation=Simulation.GAZEBO, namespace="hall"
    )
    assert "See that Gazebo runs, and its bridge tells /hall/clock" in str(start_error(None, "", options))


def test_a_cell_that_never_comes_up() -> None:
    roll = CellRoll(silent_timeout_s=1.0, grace_s=30.0, began_s=0.0)
    (raised,) = roll.alarms(core().state, 0.0, 31.0)
    assert isinstance(raised, AlarmRaised)
    assert text_of(raised.alarm) == message("has not been heard")


def text_of(alarm: Alarm) -> str:
    return f"{alarm.text} {alarm.remedy}"


def test_journals_that_cannot_be_gone_on_with(tmp_path: Path) -> None:
    run = ("run", "line.yaml", "--orders", "orders.yaml", "--journal")
    Path("text.sqlite").write_text("hello")
    assert said_by(*run, "text.sqlite", exit_code=6).strip() == message("file is not a database")
    said = said_by("trace", "WO-1-001", "--journal", "nothing.sqlite", exit_code=6)
    assert said.strip() == message("There is no journal")
    writer = SqliteJournal(Path("journal.sqlite"), 0, JournalId("9f2c41aa"))
    writer.keep_documents({"line.yaml": LINE.replace("line: small", "line: other")})
    assert said_by(*run, "journal.sqlite", exit_code=6).strip() == message("Another orchestrator")
    writer.close()
    assert said_by(*run, "journal.sqlite", exit_code=6).strip() == message("is that of the line other")


def test_a_disk_that_is_full_when_a_line_begins(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=3 * 2**20))
    said = said_by("run", "line.yaml", "--orders", "orders.yaml", exit_code=6).strip()
    assert re.sub(r"robot-cells: \S+/runs/\S+: ", "robot-cells: ", said) == message("are free on the disk")


def test_a_disk_that_fills_up_while_a_line_runs() -> None:
    journal = SqliteJournal(Path("journal.sqlite"), 0)
    pages = journal._database.execute("PRAGMA page_count").fetchone()[0]
    journal._database.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(JournalError) as full:
        journal.append([Entry(0.0, 0, "k", "s", "x" * 4000) for _ in range(50)])
    journal.close()
    assert text_of(journal_alarms.unwritable(full.value)) == message("the line holds")
    assert text_of(journal_alarms.interrupted(1, 2.0)) == message("stood still meanwhile")


def test_a_folder_that_cannot_be_written(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(self: Path, **options: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), f"folder/{self.name}")

    monkeypatch.setattr(Path, "mkdir", refuse)
    said = said_by("run", "line.yaml", "--orders", "orders.yaml", exit_code=1).strip()
    assert said == message("Read-only file system")


def test_work_that_was_interrupted_is_asked_about() -> None:
    line, cell = core(), CellId("cell_1")
    order = WorkOrder(OrderId("WO-1"), ProductId("part"), 1)
    begun = line.handle(
        [OrchestratorStarted(0.0, 1), CellAppeared(0.0, cell, "cell_1", "1"), OrderSubmitted(0.0, order)]
    )
    (attempt,) = [assignment.attempt_id for assignment in begun.assignments]
    ended = line.handle([AttemptEnded(1.0, attempt, cell, Phase.INTERRUPTED)])
    (asked,) = [event.prompt.text for event in ended.recorded if isinstance(event, PromptRaised)]
    assert asked.replace("only on WO-1-001", "kit on K1-003") == message("go on how?")


def test_a_record_that_was_changed() -> None:
    writer = SqliteJournal(Path("journal.sqlite"), 0, JournalId("9f2c41aa"))
    job, task = JobId("WO-1/001"), TaskId("WO-1/001/only.1")
    attempt = attempt_id(JournalId("9f2c41aa"), task, 1)
    events: tuple[Event, ...] = (
        OrchestratorStarted(0.0, 1),
        OrderSubmitted(0.0, WorkOrder(OrderId("WO-1"), ProductId("part"), 1)),
        JobReleased(0.0, job, CellId("cell_1")),
        AttemptDispatched(
            0.0, attempt, TaskId("WO-1/001/only.1"), job, OperationId("only"), 1, 1, CellId("cell_1"), 1.0
        ),
        JobCompleted(1.0, job),
    )
    writer.append([entry_of(event, 0) for event in events])
    writer.close()
    made = CliRunner().invoke(application, ["trace", "WO-1-001", "--journal", "journal.sqlite", "--json"])
    changed = {**json.loads(made.stdout), "state": "scrapped"}
    Path("record.json").write_text(json.dumps(changed))
    said = said_by("trace", "--verify", "record.json", "--journal", "journal.sqlite", exit_code=10)
    assert said.strip() == message("does not match its journal")


def test_the_page_has_no_message_that_is_not_compared_here() -> None:
    compared = set(re.findall(r'message\("([^"]+)"\)', Path(__file__).read_text(encoding="utf-8")))
    words = compared | {words for *_, words in DOCUMENTS} | {"does not make", "The quantity is 0"}
    assert [item for item in MESSAGES if not any(word in item for word in words)] == []
