"""Nobody changes, removes or moves a record unnoticed."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import islice
from pathlib import Path

import pytest

from robot_cells.errors import JournalError
from robot_cells.journals.checksum import FIRST, checksum_of
from robot_cells.journals.record import Record
from robot_cells.journals.salvage import salvage
from robot_cells.journals.sqlite_journal import SqliteJournal, SqliteJournalReader
from robot_cells.journals.verification import Head, Verification, verify


def verified(path: Path, known: Head | None = None) -> Verification:
    with closing(SqliteJournalReader(path)) as reader:
        return verify(reader, known)


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def test_a_whole_journal_is_proved_and_has_a_head(ran) -> None:
    found = verified(ran.path)
    assert found.records == ran.line.core.state.events
    assert found.head.sequence == found.records
    assert Head.parse(str(found.head)) == found.head
    assert verified(ran.path, found.head) == found


def test_a_head_of_then_is_that_of_the_same_records_when_the_journal_has_grown(ran) -> None:
    before = verified(ran.path).head
    with closing(SqliteJournal(ran.path, 2)) as journal:
        ran.line._journal = journal
        ran.run(before.sequence + 50)
    after = verified(ran.path, before).head
    assert after.sequence > before.sequence
    assert after.digest != before.digest


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        (["UPDATE records SET data = replace(data, 'version', 'Version') WHERE sequence = 50"], "Record 50 is damaged"),
        (["UPDATE records SET subject = 'other' WHERE sequence = 1"], "Record 1 is damaged"),
        (["UPDATE records SET checksum = x'0000000000000000' WHERE sequence = 50"], "Record 50 is damaged"),
        (["DELETE FROM records WHERE sequence = 50"], "Record 50 is damaged or missing"),
        (["DELETE FROM records WHERE sequence <= 50"], "Record 1 is damaged or missing"),
        (
            [
                "UPDATE records SET sequence = -1 WHERE sequence = 50",
                "UPDATE records SET sequence = 50 WHERE sequence = 51",
                "UPDATE records SET sequence = 51 WHERE sequence = -1",
            ],
            "Record 50 is damaged",
        ),
        (["DELETE FROM records WHERE sequence > 290"], "The records 291 to .* have been removed from the end"),
    ],
)
def test_the_first_record_that_is_not_what_it_was_is_named(ran, statements: list[str], words: str) -> None:
    change(ran.path, *statements)
    with pytest.raises(JournalError, match=words) as error:
        verified(ran.path)
    assert error.value.remedy


def test_records_written_anew_with_right_checksums_do_not_match_a_head_kept_elsewhere(ran) -> None:
    head = verified(ran.path).head
    with closing(sqlite3.connect(ran.path)) as database:
        previous = FIRST
        for row in database.execute("SELECT * FROM records ORDER BY sequence").fetchall():
            fields = [*row[:4], "forged" if row[0] == 200 else row[4], row[5]]
            previous = checksum_of(previous, Record(*fields))
            database.execute(
                "UPDATE records SET subject = ?, checksum = ? WHERE sequence = ?", (fields[4], previous, row[0])
            )
        database.execute("UPDATE head SET checksum = ?", (previous,))
        database.commit()
    assert verified(ran.path).records == head.sequence, "the file alone cannot tell"
    with pytest.raises(JournalError, match="not those that the head was taken of"):
        verified(ran.path, head)


def test_a_journal_that_lost_what_a_head_proves_is_found(ran) -> None:
    head = verified(ran.path).head
    change(
        ran.path,
        "DELETE FROM records WHERE sequence > 200",
        "UPDATE head SET sequence = 200, checksum = (SELECT checksum FROM records WHERE sequence = 200)",
    )
    assert verified(ran.path).records == 200, "the file alone cannot tell"
    with pytest.raises(JournalError, match=r"201 to \d+ have been removed"):
        verified(ran.path, head)


@pytest.mark.parametrize("text", ["", "12", "12:ab", "x:" + "0" * 64, "1:" + "g" * 64])
def test_what_is_no_head_is_refused(text: str) -> None:
    with pytest.raises(JournalError, match="no head of a journal"):
        Head.parse(text)


def test_what_is_whole_before_damage_becomes_a_journal_to_go_on_with(ran, tmp_path: Path) -> None:
    epochs = verified(ran.path).epochs
    change(ran.path, "UPDATE records SET data = '{}' WHERE sequence = 200")
    target = tmp_path / "saved.sqlite"
    found = salvage(ran.path, target, 5)
    assert (found.records, found.reason) == (199, "Record 200 is damaged or missing.")
    checked = verified(target)
    assert checked.records == 199
    assert checked.epochs == epochs + 1, "cells take no orders from an epoch that they have heard before"
    with closing(SqliteJournalReader(target)) as new, closing(SqliteJournalReader(ran.path)) as old:
        assert new.journal_id == old.journal_id
        assert new.documents() == old.documents()
        assert list(new.read()) == list(islice(old.read(), 199))
    with closing(SqliteJournal(target, 6)) as journal:
        assert journal.epoch == epochs + 2
        assert journal.repair is None


def test_a_page_that_cannot_be_read_costs_what_stands_in_it_and_behind(ran, tmp_path: Path) -> None:
    with closing(sqlite3.connect(ran.path)) as database:
        size = database.execute("PRAGMA page_size").fetchone()[0]
    content = bytearray(ran.path.read_bytes())
    # Of the pages with records, the one in the middle.
    chunks = [bytes(content[start : start + size]) for start in range(0, len(content), size)]
    pages = [place for place, chunk in enumerate(chunks) if b"attempt_ended" in chunk]
    page = pages[len(pages) // 2]
    content[page * size : page * size + 8] = b"\xff" * 8
    ran.path.write_bytes(bytes(content))
    with pytest.raises(JournalError):
        verified(ran.path)
    found = salvage(ran.path, tmp_path / "saved.sqlite", 5)
    assert 0 < found.records < ran.line.core.state.events
    assert found.reason
    assert verified(tmp_path / "saved.sqlite").records == found.records


def test_salvage_overwrites_nothing(ran) -> None:
    with pytest.raises(JournalError, match="exists already"):
        salvage(ran.path, ran.path, 5)


def test_documents_that_were_changed_or_removed_are_found_and_salvaged_ones_are_proved(ran, tmp_path: Path) -> None:
    assert verified(ran.path)
    salvage(ran.path, tmp_path / "salvaged.sqlite", 2)
    assert verified(tmp_path / "salvaged.sqlite")
    for statement in (
        "UPDATE documents SET text = text || '# other'",
        "DELETE FROM documents WHERE name = (SELECT min(name) FROM documents)",
        "DELETE FROM documents",
    ):
        change(ran.path, statement)
        with pytest.raises(JournalError, match="documents kept of epoch 1"):
            verified(ran.path)
