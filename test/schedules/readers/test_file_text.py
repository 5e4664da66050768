"""Whatever wrote a file: its text is read, and what is no text is refused."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest

from robot_cells.errors import ScheduleError
from robot_cells.schedules.readers import file_text
from robot_cells.schedules.readers.file_text import text_of

TEXT = "2 2\n0 3 1 4\n1 2 0 1\n"


@pytest.mark.parametrize(
    "data",
    [TEXT.encode(), b"\xef\xbb\xbf" + TEXT.encode(), TEXT.encode("utf-16")],
    ids=["UTF-8", "UTF-8 with a byte order mark", "UTF-16"],
)
def test_text_is_the_same_in_every_encoding(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "small.txt"
    path.write_bytes(data)
    assert text_of(path) == TEXT


def test_remarks_in_latin_1_do_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "small.txt"
    path.write_bytes(b"# f\xfcr alle\n" + TEXT.encode())
    assert text_of(path) == "# für alle\n" + TEXT


def test_the_one_file_of_an_archive_is_read(tmp_path: Path) -> None:
    path = tmp_path / "small.zip"
    with ZipFile(path, "w") as archive:
        archive.writestr("folder/", "")
        archive.writestr("folder/small", TEXT)
        archive.writestr("__MACOSX/._small", b"\0")
    assert text_of(path) == TEXT


@pytest.mark.parametrize("names", [[], ["one", "two"]])
def test_an_archive_of_none_or_several_is_refused(tmp_path: Path, names: list[str]) -> None:
    path = tmp_path / "small.zip"
    with ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, TEXT)
    with pytest.raises(ScheduleError, match=f"The archive holds {len(names)} files, not one. Unpack it"):
        text_of(path)


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("small.txt", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "The file is not text"),
        ("small.txt", b"\xff\xfe2", "The file is not text"),
        ("small.zip", b"PK\x03\x04", "cannot be read: File is not a zip file"),
        ("small.zip", b"", "cannot be read: File is not a zip file"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, name: str, data: bytes, words: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    with pytest.raises(ScheduleError, match=words):
        text_of(path)


def test_what_is_not_there_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScheduleError, match="cannot be read: No such file"):
        text_of(tmp_path / "nothing.txt")
    with pytest.raises(ScheduleError, match="cannot be read: Is a directory"):
        text_of(tmp_path)


@pytest.mark.parametrize("name", ["long.txt", "long.zip"])
def test_what_is_too_long_is_refused_and_not_read_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(file_text, "MOST_BYTES", 100)
    path = tmp_path / name
    if name.endswith(".zip"):
        with ZipFile(path, "w") as archive:
            archive.writestr("long", "1 " * 100)
    else:
        path.write_text("1 " * 100)
    with pytest.raises(ScheduleError, match="that is no instance that could be planned"):
        text_of(path)
