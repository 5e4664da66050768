"""Content keys and the stamp."""

from pathlib import Path

import pytest

from environment.stamps import STAMP_NAME, content_key, read_stamp, write_stamp


def test_a_key_follows_contents_and_words_and_not_the_order_of_files(tmp_path: Path) -> None:
    one, two = tmp_path / "one.msg", tmp_path / "two.msg"
    one.write_text("string a")
    two.write_text("string b")
    key = content_key([one, two], ["3.11"])
    assert content_key([two, one], ["3.11"]) == key
    assert content_key([one, two], ["3.12"]) != key
    two.write_text("string c")
    assert content_key([one, two], ["3.11"]) != key


def test_a_renamed_file_changes_the_key(tmp_path: Path) -> None:
    one = tmp_path / "one.msg"
    one.write_text("string a")
    key = content_key([one], [])
    assert content_key([one.rename(tmp_path / "two.msg")], []) != key


def test_a_stamp_is_read_back(tmp_path: Path) -> None:
    write_stamp(tmp_path, {"packages": "1"})
    assert read_stamp(tmp_path) == {"packages": "1"}
    assert [file.name for file in tmp_path.iterdir()] == [STAMP_NAME]


@pytest.mark.parametrize("content", ["", "{", "[]", "7"])
def test_a_damaged_stamp_counts_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / STAMP_NAME).write_text(content)
    assert read_stamp(tmp_path) == {}
