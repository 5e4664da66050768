"""A file of lines: nothing is lost to a kill or to a full disk."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from robot_cells.simulations.line_file import LineFile, whole_lines


class Disk:
    """Stands in for `os.write`: takes so many bytes, then is full."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.room = 0
        self._write = os.write
        monkeypatch.setattr(os, "write", self.write)

    def write(self, file: int, content: bytes) -> int:
        if self.room == 0:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = self._write(file, content[: self.room])
        self.room -= written
        return written


def test_a_line_is_in_the_file_at_once(tmp_path: Path) -> None:
    file = LineFile(tmp_path / "deep" / "a.jsonl")
    file.write("one")
    assert (tmp_path / "deep" / "a.jsonl").read_text() == "one\n"


def test_what_a_full_disk_refused_follows_in_order_when_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk = Disk(monkeypatch)
    file = LineFile(tmp_path / "a.jsonl")
    disk.room = 6
    for line in ("one", "two", "three"):
        file.write(line)
    assert file.fault is not None
    assert file.fault.errno == errno.ENOSPC
    assert (tmp_path / "a.jsonl").read_text() == "one\ntw"
    disk.room = 1_000
    file.write("four")
    assert file.fault is None
    assert whole_lines(tmp_path / "a.jsonl") == ["one", "two", "three", "four"]


def test_a_line_torn_off_by_a_kill_is_cut_off_and_the_next_one_stands_alone(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"one\ntwo\nthr")
    assert whole_lines(path) == ["one", "two"]
    LineFile(path).write("three")
    assert path.read_text() == "one\ntwo\nthree\n"


def test_a_file_that_is_not_there_has_no_lines(tmp_path: Path) -> None:
    assert whole_lines(tmp_path / "a.jsonl") == []


def test_writing_to_a_closed_file_does_nothing(tmp_path: Path) -> None:
    file = LineFile(tmp_path / "a.jsonl")
    file.close()
    file.write("late")
    file.close()
    assert (tmp_path / "a.jsonl").read_text() == ""
