"""The record of a part: what is in it, and where it comes from."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from robot_cells.attempts.assignment import CellCommand
from robot_cells.attempts.prompt import Prompt
from robot_cells.attempts.report import Failure, Phase
from robot_cells.errors import OrderError
from robot_cells.ids import AlarmId, CellId, JobId, OperationId, OrderId, PromptId, SerialNumber, TaskId, ZoneId
from robot_cells.journals.checksum import FIRST, checksum_of
from robot_cells.journals.compaction import compact
from robot_cells.journals.sqlite_journal import SqliteJournal, SqliteJournalReader
from robot_cells.journals.verification import verify
from robot_cells.lines.zone import Lock
from robot_cells.orchestration.alarm import Alarm, Severity
from robot_cells.orchestration.events import (
    AlarmAcknowledged,
    AlarmRaised,
    AttemptEnded,
    AttemptEndedLate,
    AttemptReopened,
    AttemptStarted,
    CancelRequested,
    CellCommanded,
    CellLost,
    EmergencyReleased,
    EmergencyStopped,
    JobCompleted,
    JobRerouted,
    LineHeld,
    LineReset,
    LocksAwaited,
    OrchestratorStarted,
    OrderCancelled,
    OrderPrioritised,
    OrderTimedOut,
    PromptAnswered,
    PromptRaised,
    PromptTimedOut,
    QueueTimedOut,
    RetryPlanned,
)
from robot_cells.orders.cancel_policy import CancelPolicy
from robot_cells.processes.content_hash import content_hash
from robot_cells.processes.process_model import ProcessModel
from robot_cells.reports.part_record import PartRecord
from robot_cells.reports.part_record_reader import record_of
from robot_cells.reports.record_digest import digest_of
from robot_cells.reports.record_schema import record_schema

SERIAL = SerialNumber("WO-1-001")
DOCUMENTS = {
    "line.yaml": "line: small\nproducts: [tray.yaml]\nprocesses: processes\ncells: []\n",
    "tray.yaml": "product: tray\noperations: [{id: fasten, capability: fasten}]\n",
    "other.yaml": "product: other\noperations: [{id: fasten, capability: fasten}]\n",
    "processes/fasten.yaml": "process: fasten\ntree: {skill: dwell, with: {duration_s: 5}}\n",
}
FASTEN = content_hash(ProcessModel.model_validate(yaml.safe_load(DOCUMENTS["processes/fasten.yaml"])))
TIGHT = {
    "name": "s1.torque",
    "value": 0.61,
    "unit": "N.m",
    "low": 0.57,
    "high": None,
    "verdict": "pass",
    "joint": "seated",
    "curve": {"angle_rad": [0.0, 1.0, 2.0], "torque_nm": [0.0, 0.2, 0.61]},
    "step": "fasten s1",
}
FASTENED: dict[str, object] = {
    "measurements": [TIGHT],
    "program": {"process": "fasten", "hash": FASTEN},
    "devices": ["arm", "screwdriver"],
}
SEEN = {
    "verdict": "fail",
    "model": "golden",
    "evidence": "ab12",
    "evidence_path": "WO-1-001/ab12.png",
    "defects": [{"code": "inspect.missing_screw", "subject": "s3"}],
}


def life(story: Any) -> JobId:
    """Fastened, found bad, asked about, mended by another orchestrator's order, and delivered."""
    story.journal.keep_documents(DOCUMENTS)
    story.tell(OrchestratorStarted(0.0, 1))
    story.order("WO-1", quantity=2, due_s=500.0, priority=3)
    job = story.release("WO-1", 1, 1.0)
    other = story.release("WO-1", 2, 1.0, "c")
    story.work(job, "fasten", "a", 1.0, 10.0, result=FASTENED)
    story.work(other, "fasten", "c", 1.0, 15.0, result=FASTENED)
    story.work(job, "inspect", "b", 20.0, 25.0, Phase.FAILED, code="inspect.missing_screw", result=SEEN)
    prompt = Prompt(PromptId("p1"), "Go on how?", ("rework:refit", "scrap"), serial=SERIAL)
    story.tell(PromptRaised(25.0, prompt, job, OperationId("inspect")))
    alarm = Alarm(AlarmId("a1"), Severity.ERROR, "b", "inspect.missing_screw", "It lacks s3.", "Look.", SERIAL)
    story.tell(AlarmRaised(25.0, alarm), AlarmAcknowledged(30.0, AlarmId("a1"), "Bob"))
    story.tell(OrchestratorStarted(40.0, 2))
    story.tell(PromptAnswered(50.0, PromptId("p1"), "rework:refit", "Ada"))
    story.tell(JobRerouted(50.0, job, "refit", OperationId("inspect")))
    story.work(job, "refit", "a", 51.0, 60.0, result={**FASTENED, "program": {"process": "fasten", "hash": "0" * 64}})
    story.tell(JobCompleted(70.0, job))
    story.tell(LineHeld(80.0, "lunch"), OrchestratorStarted(90.0, 3))
    return job


@pytest.fixture
def record(story: Any, journal: SqliteJournal) -> PartRecord:
    life(story)
    return record_of(journal, SERIAL)


def test_every_step_has_cell_devices_times_outcome_and_the_orchestrator_that_gave_it_out(record: PartRecord) -> None:
    steps = [
        (
            step.operation,
            step.cell,
            step.devices,
            step.epoch,
            step.began.at_s,
            step.ended and step.ended.at_s,
            step.outcome,
        )
        for step in record.steps
    ]
    assert steps == [
        ("fasten", "a", ("arm", "screwdriver"), 1, 1.0, 10.0, "succeeded"),
        ("inspect", "b", (), 1, 20.0, 25.0, "failed"),
        ("refit", "a", ("arm", "screwdriver"), 2, 51.0, 60.0, "succeeded"),
    ]
    assert (record.state, record.released.at_s, record.ended and record.ended.at_s) == ("completed", 1.0, 70.0)
    assert (record.order.unit, record.order.quantity, record.order.priority, record.order.due_at_s) == (1, 2, 3, 500.0)


def test_measurements_keep_their_whole_curves_and_findings_their_picture(record: PartRecord) -> None:
    fasten, inspect, _ = record.steps
    (measured,) = fasten.measurements
    assert (measured.name, measured.value, measured.low, measured.high) == ("s1.torque", 0.61, 0.57, None)
    assert measured.curve == {"angle_rad": (0.0, 1.0, 2.0), "torque_nm": (0.0, 0.2, 0.61)}
    assert measured.details == {"joint": "seated"}
    assert inspect.picture is not None
    assert (inspect.picture.path, inspect.picture.hash, inspect.picture.model) == (
        "WO-1-001/ab12.png",
        "ab12",
        "golden",
    )
    assert (inspect.verdict, inspect.defects) == ("fail", ({"code": "inspect.missing_screw", "subject": "s3"},))
    assert inspect.failure is not None and inspect.failure.code == "inspect.missing_screw"


def test_a_program_says_whether_the_journal_keeps_what_the_cell_ran(record: PartRecord) -> None:
    fasten, inspect, refit = (step.program for step in record.steps)
    assert fasten is not None and (fasten.hash, fasten.is_documented) == (FASTEN, True)
    assert inspect is None
    assert refit is not None and not refit.is_documented


@pytest.mark.parametrize(
    ("started", "told", "program"),
    [
        (("fasten", FASTEN), {}, ("fasten", FASTEN, True)),
        (("fasten", "0" * 64), {}, ("fasten", "0" * 64, False)),
        (("fasten", "0" * 64), {"program": {"process": "fasten", "hash": FASTEN}}, ("fasten", FASTEN, True)),
        (("", ""), {"program": {"process": "fasten", "hash": FASTEN}}, ("fasten", FASTEN, True)),
        (("", ""), {}, None),
    ],
    ids=["by its start", "another than the journal keeps", "by its end", "by the ledger alone", "before it was told"],
)
def test_an_interrupted_attempt_names_its_program(
    story: Any,
    journal: SqliteJournal,
    started: tuple[str, str],
    told: dict[str, object],
    program: tuple[str, str, bool] | None,
) -> None:
    story.journal.keep_documents(DOCUMENTS)
    story.tell(OrchestratorStarted(0.0, 1))
    story.order("WO-1")
    attempt = story.dispatch(story.release("WO-1", 1, 1.0), "fasten", "a", 1.0)
    story.tell(AttemptStarted(1.0, attempt, *started))
    story.tell(AttemptEnded(5.0, attempt, CellId("a"), Phase.INTERRUPTED, None, told))
    (step,) = record_of(journal, SERIAL).steps
    found = None if step.program is None else (step.program.process, step.program.hash, step.program.is_documented)
    assert (step.outcome, found) == ("interrupted", program)


def test_documents_of_every_orchestrator_are_named_by_content_and_other_products_are_left_out(
    record: PartRecord,
) -> None:
    assert [epoch.epoch for epoch in record.epochs] == [1, 2], "epoch 3 began when the piece had left"
    first = {item.name: item.hash for item in record.epochs[0].documents}
    assert first.keys() == DOCUMENTS.keys() - {"other.yaml"}
    assert first["processes/fasten.yaml"] == FASTEN
    assert first["line.yaml"] == "", "a line without cells is none: what it says is not known"
    assert record.recipe is not None and record.recipe.name == "tray.yaml"
    assert record.journal.line == "small"


def test_decisions_name_their_operators_in_the_order_of_the_journal(record: PartRecord) -> None:
    assert [(item.kind, item.operator) for item in record.decisions] == [
        ("question", ""),
        ("alarm", ""),
        ("acknowledgement", "Bob"),
        ("restart", ""),
        ("answer", "Ada"),
        ("rework", ""),
    ]
    assert record.decisions[4].text == "rework:refit"


def test_each_entry_has_place_and_checksum_of_its_record_in_the_chain(
    record: PartRecord, journal: SqliteJournal
) -> None:
    checksums, checksum = {}, FIRST
    for item in journal.read():
        checksum = checksum_of(checksum, item)
        checksums[item.sequence] = (checksum.hex(), item.kind, item.subject)
    assert record.entries
    for entry in record.entries:
        assert checksums[entry.sequence] == (entry.checksum, entry.kind, entry.subject)
    assert not any("002" in entry.subject for entry in record.entries), "nothing of the other piece"
    assert (record.journal.sequence, record.journal.checksum) == (item.sequence, checksum.hex())
    assert record.journal.head == str(verify(journal).head)
    moments = [step.dispatched for step in record.steps] + [item.moment for item in record.decisions]
    assert {moment.sequence for moment in moments} <= {entry.sequence for entry in record.entries}


def test_what_befell_the_line_or_the_cell_at_work_is_told_while_it_concerned_the_piece(
    story: Any, journal: SqliteJournal
) -> None:
    story.order("WO-1")
    story.tell(LineHeld(0.0, "before it came"), CellLost(0.0, CellId("a"), "before it came"))
    job = story.release("WO-1", 1, 1.0)
    attempt = story.dispatch(job, "fasten", "a", 2.0)
    story.tell(CellLost(3.0, CellId("a"), "no beat"), CellLost(3.0, CellId("b"), "another one"), LineHeld(4.0, "lunch"))
    story.tell(RetryPlanned(5.0, job, attempt.partition(":")[2].partition("#")[0], 9.0))
    record = record_of(journal, SERIAL)
    assert [(item.kind, item.text) for item in record.decisions] == [
        ("cell", "a is lost: no beat"),
        ("line", "line held: lunch"),
        ("retry", "fasten.1 again, not before 9.0 s"),
    ]
    assert (record.state, record.ended, record.steps[0].outcome, record.steps[0].ended) == (
        "on the floor",
        None,
        "open",
        None,
    )


def test_what_a_silent_cell_tells_later_takes_the_place_of_the_doubt(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    attempt = story.dispatch(job, "fasten", "a", 1.0)
    doubt = AttemptEnded(9.0, attempt, CellId("a"), Phase.INTERRUPTED, Failure("cell.silent", "Nobody knows."))
    story.tell(doubt, AttemptReopened(20.0, attempt, CellId("a")))
    assert [(step.outcome, step.ended) for step in record_of(journal, SERIAL).steps] == [("open", None)]
    story.tell(AttemptEnded(30.0, attempt, CellId("a"), Phase.SUCCEEDED, None, FASTENED))
    late = AttemptEndedLate(40.0, attempt, CellId("a"), SERIAL, Phase.FAILED)
    story.tell(late)
    record = record_of(journal, SERIAL)
    (step,) = record.steps
    assert step.ended is not None
    assert (step.outcome, step.ended.at_s, len(step.measurements)) == ("succeeded", 30.0, 1)
    assert [(item.kind, item.text) for item in record.decisions] == [
        ("late", "a is heard again: it was not interrupted"),
        ("late", "a tells that it had failed; the line has gone on"),
    ]


def test_commands_waits_and_emergency_stops_are_told(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    task = TaskId(f"{job}/fasten.1")
    story.tell(
        QueueTimedOut(5.0, task, job, 5.0, "a is held"), LocksAwaited(6.0, task, CellId("a"), (Lock(ZoneId("z")),))
    )
    attempt = story.dispatch(job, "fasten", "a", 7.0)
    story.tell(
        CellCommanded(8.0, CellId("a"), CellCommand.HOLD, "a look"),
        CellCommanded(8.0, CellId("b"), CellCommand.HOLD, "elsewhere"),
        EmergencyStopped(9.0, "gate_3", "it is open"),
        EmergencyReleased(10.0, "gate_3"),
        LineReset(11.0, "looked at"),
        CancelRequested(12.0, attempt, CancelPolicy.PARK, "order cancelled"),
        OrderTimedOut(13.0, OrderId("WO-1")),
        OrderPrioritised(14.0, OrderId("WO-1"), 7),
        OrderCancelled(15.0, OrderId("WO-1")),
        PromptRaised(16.0, Prompt(PromptId("p1"), "Go on how?", ("scrap",), serial=SERIAL)),
        PromptTimedOut(17.0, PromptId("p1"), "scrap"),
    )
    assert [(item.kind, item.text) for item in record_of(journal, SERIAL).decisions] == [
        ("wait", "fasten.1 has waited 5 s for a cell: a is held"),
        ("wait", "fasten.1 waits at a for the zone z"),
        ("cell", "a is told: hold: a look"),
        ("line", "emergency stop by gate_3: it is open"),
        ("line", "gate_3 has let the emergency stop go"),
        ("line", "line reset: looked at"),
        ("cancel", "cancel (park): order cancelled"),
        ("order", "order WO-1 has not ended within its time-out"),
        ("order", "order WO-1 has priority 7 now"),
        ("order", "order WO-1 cancelled"),
        ("question", "Go on how? (scrap)"),
        ("default", "scrap (nobody answered in time)"),
    ]


def test_parts_are_counted_by_kind_or_named_by_serial_number_and_lot(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    parts = [
        "screw",
        "plate",
        "screw",
        {"part": "board", "serial": "B7"},
        {"part": "paste", "lot": "L3", "quantity": 2},
    ]
    story.work(job, "kit", "a", 0.0, 1.0, result={"parts": parts})
    found = [(item.part, item.quantity, item.serial, item.lot) for item in record_of(journal, SERIAL).parts]
    assert found == [("screw", 2, "", ""), ("plate", 1, "", ""), ("board", 1, "B7", ""), ("paste", 2, "", "L3")]


@pytest.mark.parametrize(
    "odd",
    [
        {"measurements": "none"},
        {"measurements": [{"value": 1}, 3]},
        {"measurements": [{"name": "x", "value": "high", "curve": {"a": [1.0], "b": [1.0, 2.0]}}]},
        {"measurements": [{"name": "x", "value": True, "curve": [1, 2]}]},
        {"program": "fasten", "devices": "arm", "defects": {"code": 1}, "evidence": 7, "parts": {"screw": 4}},
    ],
)
def test_results_of_no_known_form_make_no_error(story: Any, journal: SqliteJournal, odd: dict[str, object]) -> None:
    story.order("WO-1")
    story.work(story.release("WO-1", 1, 0.0), "work", "a", 0.0, 1.0, result=odd)
    record = record_of(journal, SERIAL)
    jsonschema.validate(json.loads(json.dumps(record.to_dict(), allow_nan=False)), record_schema())
    assert not any(item.curve for item in record.steps[0].measurements)


def test_the_same_journal_gives_the_same_record_and_the_digest_covers_all_of_it(
    record: PartRecord, journal: SqliteJournal
) -> None:
    assert record_of(journal, SERIAL) == record
    assert record.digest == digest_of(json.loads(json.dumps(record.to_dict())))
    assert digest_of({**record.to_dict(), "state": "scrapped"}) != record.digest


def test_a_record_up_to_a_position_is_that_of_then(story: Any, journal: SqliteJournal) -> None:
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    position = story.work(job, "fasten", "a", 0.0, 5.0)
    then = record_of(journal, SERIAL)
    story.tell(JobCompleted(9.0, job))
    assert record_of(journal, SERIAL, until=position) == then
    assert record_of(journal, SERIAL).state == "completed"


def test_a_journal_that_was_compacted_tells_the_same_record(story: Any, journal: SqliteJournal, tmp_path: Path) -> None:
    life(story)
    before = record_of(journal, SERIAL)
    journal.close()
    assert compact(journal.path, keep=3).archive is not None
    with closing(SqliteJournalReader(journal.path)) as reader:
        assert record_of(reader, SERIAL) == before


def test_a_record_is_valid_by_its_schema(record: PartRecord) -> None:
    plain = json.loads(json.dumps(record.to_dict(), allow_nan=False))
    jsonschema.validate(plain, record_schema())
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**plain, "steps": "none"}, record_schema())


def test_an_unknown_serial_number_is_refused_with_known_ones(story: Any, journal: SqliteJournal) -> None:
    life(story)
    with pytest.raises(OrderError, match="WO-1-002"):
        record_of(journal, SerialNumber("WO-9-001"))


def test_the_schema_is_described_field_by_field_in_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "record.md").read_text(encoding="utf-8")
    schema: Any = record_schema()
    names = [*schema["properties"], *schema["$defs"]["StepRecord"]["properties"]]
    assert [name for name in names if f"`{name}`" not in page] == []
