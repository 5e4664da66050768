"""verify, replay and compact on a journal that a line has written."""

from __future__ import annotations

import gzip
import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from robot_cells.cli.main import application

STORED = Path(__file__).parents[1] / "journals" / "stored" / "0.1.0" / "journal.sql.gz"


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    path = tmp_path / "journal.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(gzip.decompress(STORED.read_bytes()).decode())
    return path


def run(*arguments: object) -> Any:
    return CliRunner().invoke(application, [str(item) for item in arguments], env={"COLUMNS": "120", "TERM": "dumb"})


def test_verify_prints_the_head_and_compares_it(journal: Path) -> None:
    first = run("verify", journal)
    assert first.exit_code == 0
    assert "269 records, 1 epochs: all whole." in first.stdout
    head = first.stdout.splitlines()[-1].removeprefix("head ")
    assert run("verify", journal, "--head", head).exit_code == 0
    assert json.loads(run("verify", journal, "--json").stdout)["head"] == head
    other = run("verify", journal, "--head", head[:-1] + ("0" if head[-1] != "0" else "1"))
    assert other.exit_code == 6
    assert "not those that the head was taken of" in other.stderr


def test_verify_names_the_first_bad_record_and_ends_with_6(journal: Path) -> None:
    with closing(sqlite3.connect(journal)) as database:
        database.execute("UPDATE records SET at_s = at_s + 1 WHERE sequence = 77")
        database.commit()
    found = run("verify", journal)
    assert found.exit_code == 6
    assert "Record 77 is damaged" in found.stderr
    saved = run("verify", journal, "--salvage", journal.with_name("saved.sqlite"))
    assert saved.exit_code == 0
    assert saved.stdout.startswith("76 records are in")
    assert run("verify", journal.with_name("saved.sqlite")).exit_code == 0


def test_replay_shows_the_line_at_any_moment(journal: Path) -> None:
    found = run("replay", journal, "--until", "0:05:00")
    assert found.exit_code == 0
    assert "of 269, 0:05:00" in found.stdout.splitlines()[0]
    for words in ("WO-1-003", "weld_1", "on the floor", "orders", "cells"):
        assert words in found.stdout
    assert "WO-3" not in found.stdout
    assert "WO-3-001" in run("replay", journal).stdout


def test_replay_for_machines_has_the_whole_state_after_that_record(journal: Path) -> None:
    found = json.loads(run("replay", journal, "--until", "100", "--json").stdout)
    assert found["record"]["sequence"] == found["state"]["events"] == 100
    assert found["latest"] == 269
    by_time = json.loads(run("replay", journal, "--until", f"{found['record']['at_s']}s", "--json").stdout)
    assert by_time["record"]["sequence"] >= 100
    assert by_time["record"]["at_s"] == found["record"]["at_s"]


def test_the_beginning_is_an_empty_line(journal: Path) -> None:
    found = json.loads(run("replay", journal, "--until", "0", "--json").stdout)
    assert found["state"]["orders"] == {}


@pytest.mark.parametrize(
    ("arguments", "exit_code", "words"),
    [
        (["replay", "JOURNAL", "--until", "999"], 6, "There is no record 999: the last is 269"),
        (["replay", "JOURNAL", "--until", "soon"], 2, "neither the number of a record nor a line time"),
        (["verify", "JOURNAL", "--head", "12:ab"], 6, "no head of a journal"),
        (["verify", "JOURNAL", "--salvage", "JOURNAL"], 6, "exists already"),
        (["verify", "nowhere.sqlite"], 6, "There is no journal"),
        (["compact", "nowhere.sqlite"], 6, "There is no journal"),
        (["compact", "JOURNAL", "--keep", "-1"], 2, "--keep"),
    ],
)
def test_what_cannot_be_is_said(journal: Path, arguments: list[str], exit_code: int, words: str) -> None:
    found = run(*[str(journal) if item == "JOURNAL" else item for item in arguments])
    assert found.exit_code == exit_code
    assert words in found.stderr


def test_compact_moves_records_and_everything_reads_through(journal: Path) -> None:
    traced, head = run("trace", "WO-1-002", "--journal", journal).stdout, run("verify", journal).stdout.splitlines()[-1]
    found = run("compact", journal, "--keep", "50")
    assert found.exit_code == 0
    assert "records 1 to 219 moved to journal.archive-1-219.sqlite, 50 remain" in found.stdout
    assert run("trace", "WO-1-002", "--journal", journal).stdout == traced
    assert run("verify", journal).stdout.splitlines()[-1] == head
    assert "none to be moved" in run("compact", journal, "--keep", "50").stdout
    assert "WO-1-001" in run("replay", journal, "--until", "40").stdout
