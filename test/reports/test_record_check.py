"""A record proves itself against its journal, or is refused with the first difference."""

import copy
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from robot_cells.attempts.report import Phase
from robot_cells.errors import RecordError
from robot_cells.ids import JournalId, SerialNumber
from robot_cells.journals.record import Entry
from robot_cells.journals.sqlite_journal import SqliteJournal
from robot_cells.orchestration.events import JobCompleted
from robot_cells.reports.part_record_reader import record_of
from robot_cells.reports.record_check import prove, read_record_file
from robot_cells.reports.record_digest import digest_of

SERIAL = SerialNumber("WO-1-001")
PICTURE = b"a picture"
HASH = hashlib.sha256(PICTURE).hexdigest()
RESULT: dict[str, object] = {
    "measurements": [{"name": "leak_rate", "value": 4e-4, "unit": "Pa.m3/s", "high": 5e-4, "verdict": "pass"}],
    "evidence": HASH,
    "evidence_path": f"{SERIAL}/{HASH}.png",
}


@pytest.fixture
def evidence(tmp_path: Path) -> Path:
    folder = tmp_path / "evidence"
    (folder / SERIAL).mkdir(parents=True)
    (folder / SERIAL / f"{HASH}.png").write_bytes(PICTURE)
    return folder


@pytest.fixture
def content(story: Any, journal: SqliteJournal) -> dict[str, Any]:
    """What a record's file holds, read back."""
    story.order("WO-1")
    job = story.release("WO-1", 1, 0.0)
    story.work(job, "leak_test", "a", 0.0, 9.0, result=RESULT)
    story.work(job, "inspect", "b", 10.0, 19.0, Phase.FAILED, code="inspect.missing_screw")
    written = json.dumps(record_of(journal, SERIAL).to_dict())
    story.tell(JobCompleted(30.0, job))  # the journal goes on after the record was made
    return json.loads(written)


def test_an_untouched_record_is_proved_though_the_journal_has_gone_on(
    content: dict[str, Any], journal: SqliteJournal, evidence: Path
) -> None:
    proof = prove(content, journal, evidence)
    assert (proof.record.serial, proof.pictures, proof.missing) == (SERIAL, 1, ())


def set_at(path: list[str | int], value: object) -> Callable[[dict[str, Any]], None]:
    def change(content: dict[str, Any]) -> None:
        place: Any = content
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return change


CHANGES = [
    (
        set_at(["steps", 0, "measurements", 0, "value"], 6e-4),
        "steps[0].measurements[0].value is 0.0006, by the journal",
    ),
    (set_at(["steps", 1, "outcome"], "succeeded"), 'steps[1].outcome is "succeeded"'),
    (set_at(["steps", 1, "failure"], None), "steps[1].failure is null"),
    (set_at(["state"], "scrapped"), 'state is "scrapped"'),
    (set_at(["remark"], "fine"), "remark is not in the journal"),
    (set_at(["entries", 2, "checksum"], "00" * 8), "entries[2].checksum"),
    (lambda content: content["steps"].pop(), "steps has 1 items, by the journal it has 2"),
    (lambda content: content["order"].pop("unit"), "order.unit is missing"),
    (lambda content: content["steps"].reverse(), "steps[0].operation"),
    (set_at(["digest"], "0" * 64), "digest is"),
]


@pytest.mark.parametrize(("change", "named"), CHANGES, ids=[named for _, named in CHANGES])
@pytest.mark.parametrize("with_new_digest", [False, True], ids=["digest kept", "digest made anew"])
def test_a_changed_record_is_refused_with_the_first_difference(
    content: dict[str, Any],
    journal: SqliteJournal,
    evidence: Path,
    change: Callable[[dict[str, Any]], object],
    named: str,
    with_new_digest: bool,
) -> None:
    changed = copy.deepcopy(content)
    change(changed)
    if with_new_digest and not named.startswith("digest"):
        changed["digest"] = digest_of(changed)
    with pytest.raises(RecordError) as refused:
        prove(changed, journal, evidence)
    assert named in str(refused.value)


def test_a_changed_journal_is_noticed_though_it_is_sound_in_itself(
    content: dict[str, Any], journal: SqliteJournal, evidence: Path, tmp_path: Path
) -> None:
    forged = SqliteJournal(tmp_path / "forged.sqlite", 10**18, journal.journal_id)
    for record in journal.read():
        data = record.data.replace("0.0004", "0.0003")
        forged.append([Entry(record.at_s, record.recorded_ns, record.kind, record.subject, data)])
    with pytest.raises(RecordError, match=r"does not match its journal: \S+\.checksum"):
        prove(content, forged, evidence)
    forged.close()


def test_another_journal_is_named(content: dict[str, Any], evidence: Path, tmp_path: Path) -> None:
    other = SqliteJournal(tmp_path / "other.sqlite", 0, JournalId("00000000"))
    with pytest.raises(RecordError, match="made from the journal '9f2c41aa', this is '00000000'"):
        prove(content, other, evidence)
    other.close()


def test_a_changed_picture_is_refused_and_a_missing_one_named(
    content: dict[str, Any], journal: SqliteJournal, evidence: Path
) -> None:
    path = evidence / SERIAL / f"{HASH}.png"
    path.write_bytes(b"another picture")
    with pytest.raises(RecordError, match="not the one that was judged"):
        prove(content, journal, evidence)
    path.unlink()
    assert prove(content, journal, evidence).missing == (f"{SERIAL}/{HASH}.png",)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("{", "not JSON"),
        ("[]", "no record of a part"),
        ("{}", "no record of a part"),
        ('{"record": "part", "version": 1}', "no record of a part"),
        ('{"record": "part", "version": 99, "serial": "WO-1-001"}', "has version 99"),
        ("\ud800".encode("utf-8", "surrogatepass"), "not JSON"),
    ],
)
def test_a_file_that_is_no_record_is_refused_by_name(tmp_path: Path, text: str | bytes, named: str) -> None:
    path = tmp_path / "record.json"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(RecordError, match=named) as refused:
        read_record_file(path)
    assert str(path) in str(refused.value)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RecordError, match=r"nothing\.json"):
        read_record_file(tmp_path / "nothing.json")
