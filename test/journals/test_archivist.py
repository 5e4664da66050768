"""A journal keeps itself within its bounds while it is written, and loses nothing, wherever that is broken off."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from robot_cells.errors import JournalError
from robot_cells.journals.archive_file import write_archive
from robot_cells.journals.archives import Archive
from robot_cells.journals.archivist import FIRST_LOOK_S, RETRY_S, Archivist
from robot_cells.journals.journal_options import JournalOptions
from robot_cells.journals.record import Entry, Record
from robot_cells.journals.sqlite_journal import SqliteJournal, SqliteJournalReader
from robot_cells.journals.verification import verify

OPTIONS = JournalOptions(limit=100, keep=40)


def records_of(path: Path) -> list[Record]:
    with closing(SqliteJournalReader(path)) as reader:
        return list(reader.read())


def in_file(journal: SqliteJournal) -> int:
    return int(journal._database.execute("SELECT count(*) FROM records").fetchone()[0])


def copied() -> None:
    for thread in threading.enumerate():
        if thread.name == "archivist":
            thread.join()


class Wall:
    """A second passes from look to look."""

    def __init__(self, archivist: Archivist) -> None:
        self.archivist = archivist
        self.now_s = FIRST_LOOK_S

    def look(self, times: int = 1) -> None:
        for _ in range(times):
            if self.now_s >= self.archivist.due_s:
                self.archivist.look(self.now_s)
            copied()
            self.now_s += 1.0


def wall(journal: SqliteJournal, options: JournalOptions = OPTIONS) -> Wall:
    return Wall(Archivist(journal, options, 0.0))


@pytest.fixture
def head(ran) -> Callable[[], str]:
    def verified() -> str:
        with closing(SqliteJournalReader(ran.path)) as reader:
            return str(verify(reader).head)

    return verified


def test_a_long_journal_gets_short_by_itself_and_reads_as_before(ran, head) -> None:
    before, proof = records_of(ran.path), head()
    with closing(SqliteJournal(ran.path, 2)) as journal:
        wall(journal).look(30)
        assert OPTIONS.keep <= in_file(journal) <= OPTIONS.limit
        assert [item.first for item in journal.archives] == [1, 61, 121, 181][: len(journal.archives)]
    assert records_of(ran.path) == before
    assert head() == proof


def test_a_line_at_work_never_has_more_records_in_the_file_than_the_limit_and_what_comes_meanwhile(ran) -> None:
    before = records_of(ran.path)
    with closing(SqliteJournal(ran.path, 2)) as journal:
        time = wall(journal)
        time.look(30)
        for number in range(300):
            journal.append([Entry(before[-1].at_s, 1, "written_meanwhile", str(number), "{}")])
            time.look()
            assert in_file(journal) <= OPTIONS.limit + 10
        assert journal.last_sequence == len(before) + 300
    assert [item.subject for item in records_of(ran.path)[len(before) :]] == [str(number) for number in range(300)]


@pytest.mark.parametrize("options", [JournalOptions(limit=0, keep=0), JournalOptions(limit=1000, keep=10)])
def test_a_journal_within_its_bounds_is_left_alone(ran, options) -> None:
    with closing(SqliteJournal(ran.path, 2)) as journal:
        wall(journal, options).look(5)
        assert journal.archives == ()


def test_wherever_it_is_broken_off_nothing_is_lost_and_no_file_is_left_over(ran, head) -> None:
    before, proof = records_of(ran.path), head()
    for looks in (1, 2, 3, 1, 1, 4, 2, 1, 20):
        with closing(SqliteJournal(ran.path, 2)) as journal:
            time = wall(journal)
            time.look(looks - 1)
            time.archivist.look(time.now_s)
            time.archivist.close()
        assert records_of(ran.path) == before
        assert head() == proof
    with closing(SqliteJournalReader(ran.path)) as reader:
        listed = {item.name for item in reader.archives}
    assert {item.name for item in ran.path.parent.glob("*archive*")} == listed
    assert listed


def test_a_copy_that_takes_long_is_waited_for(ran, monkeypatch: pytest.MonkeyPatch) -> None:
    may_go_on = threading.Event()

    def slow(*arguments: Any) -> Archive:
        assert may_go_on.wait(30.0)
        return write_archive(*arguments)

    monkeypatch.setattr("robot_cells.journals.archivist.write_archive", slow)
    with closing(SqliteJournal(ran.path, 2)) as journal:
        archivist = Archivist(journal, OPTIONS, 0.0)
        for second in range(10, 20):
            archivist.look(float(second))
        assert (archivist.fault, journal.archives) == (None, ())
        may_go_on.set()
        copied()
        archivist.look(20.0)
        assert (archivist.fault, len(journal.archives)) == (None, 1)


def test_what_cannot_be_written_is_told_and_tried_again_later(ran) -> None:
    in_the_way = ran.path.with_name("journal.archive-1-60.sqlite.part")
    in_the_way.mkdir()
    with closing(SqliteJournal(ran.path, 2)) as journal:
        time = wall(journal)
        time.look(2)
        assert isinstance(time.archivist.fault, JournalError)
        in_the_way.rmdir()
        time.look(10)
        assert journal.archives == ()
        time.now_s += RETRY_S
        time.look(30)
        assert time.archivist.fault is None
        assert in_file(journal) <= OPTIONS.limit


def test_a_damaged_record_is_named_and_nothing_is_moved(ran) -> None:
    with closing(SqliteJournal(ran.path, 2)) as journal:
        journal._database.execute("UPDATE records SET subject = 'x' WHERE sequence = 30")
        time = wall(journal)
        time.look(3)
        assert "Record 30 is damaged" in str(time.archivist.fault)
        assert journal.archives == ()
        assert list(ran.path.parent.glob("*archive*")) == []


@pytest.mark.parametrize(("limit", "keep"), [(-1, 0), (10, 10), (10, -1), (10, 11)])
def test_bounds_that_contradict_each_other_are_refused(limit: int, keep: int) -> None:
    with pytest.raises(JournalError, match="cannot keep"):
        JournalOptions(limit=limit, keep=keep)
