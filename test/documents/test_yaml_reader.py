from __future__ import annotations

from pathlib import Path

import pytest

from robot_cells.documents.document import Place, written
from robot_cells.documents.problem import DocumentProblemsError, Problem
from robot_cells.documents.yaml_composer import MAX_DEPTH
from robot_cells.documents.yaml_reader import MAX_BYTES, parse_document, read_document

LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 10)
)
DEEP_ALIASES = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [*a{n - 1}]\n" for n in range(1, 200))

UNREADABLE = [
    (b"", 1, "the document is empty", "begin with line:"),
    (b"# nothing but a comment\n\n", 1, "the document is empty", "begin with line:"),
    (b"line: a\ncells:\n\t- id: b\n", 3, "a tab stands in the indentation", "indent with spaces"),
    (b"line: a\n  \tcells: []\n", 2, "a tab stands in the indentation", "indent with spaces"),
    (b"line: a\nname: caf\xe9\n", 2, "the byte 0xe9 is not UTF-8", "save the file as UTF-8"),
    (b"line: a\r\nname: \xff\r\n", 2, "the byte 0xff is not UTF-8", "save the file as UTF-8"),
    (b"line: a\nname: \x00\n", 2, "a control character", "remove it"),
    (b"line: a\nname: \x1b[0m\n", 2, "a control character", "remove it"),
    (
        b"line: a\ncells: []\nline: b\n",
        3,
        "the key line stands here a second time, first in line 1",
        "remove or rename",
    ),
    (b"line: a\ncells:\n  - {id: x, id: y}\n", 3, "the key id stands here a second time", "remove or rename"),
    (b"line: a\n---\nline: b\n", 2, "a second document begins here", "a file of its own"),
    (b"line: a\ncells: [1, 2\nwip: 3\n", 3, "this is not YAML", "check colons, quotes, brackets"),
    (b"line: 'a\n", 2, "this is not YAML", "check colons, quotes, brackets"),
    (b"line: a: b\n", 1, "this is not YAML", "check colons, quotes, brackets"),
    (b"line: !!python/object/apply:os.system [ls]\n", 1, "the tag tag:yaml.org,2002:python", "remove it"),
    (b"line: a\nhome: !degrees 90\n", 2, "the tag !degrees", "remove it"),
    (b"line: a\nx: *nowhere\n", 2, "the alias *nowhere stands for nothing", "put the anchor &nowhere"),
    (b"line: a\nx: &x [*x]\n", 2, "the alias *x stands for nothing that ends before it", "outside of which"),
    (b"line: a\n? [1, 2]\n: b\n", 2, "a key that is not a plain word", "use a word"),
    (b"line: &a b\n? *a\n: c\n", 2, "a key that is not a plain word", "use a word"),
    (LAUGHS.encode(), 6, "more than 200000 values", "use fewer aliases"),
    (DEEP_ALIASES.encode(), MAX_DEPTH - 1, "nested deeper", "write it flatter"),
    (b"line: " + b"[" * 100_000, 1, "nested deeper than", "write it flatter"),
    (b"line: " + b"{a: " * 5_000, 1, "nested deeper than", "write it flatter"),
]


@pytest.mark.parametrize(("content", "line", "what", "remedy"), UNREADABLE, ids=lambda value: repr(value)[:40])
def test_what_is_no_document_is_refused_with_its_line(
    tmp_path: Path, content: bytes, line: int, what: str, remedy: str
) -> None:
    path = tmp_path / "spoiled.yaml"
    path.write_bytes(content)
    with pytest.raises(DocumentProblemsError) as error:
        read_document(path)
    (problem,) = error.value.problems
    assert what in problem.what
    assert remedy in problem.remedy
    assert str(error.value).startswith(f"{path}:{line}: ")


def test_every_line_with_a_tab_is_told() -> None:
    with pytest.raises(DocumentProblemsError) as error:
        parse_document("a:\n\tb: 1\n\tc: 2\n", Path("tabs.yaml"))
    assert [problem.line for problem in error.value.problems] == [2, 3]


def test_what_a_document_says_cannot_break_the_line_or_the_terminal() -> None:
    problem = Problem("a.yaml", 1, "cells\n\x1b[31m", 'is "\r"', "remove it")
    assert str(problem) == 'a.yaml:1: cells??[31m: is "?"; remove it'


def test_a_workbook_is_called_what_it_is(tmp_path: Path) -> None:
    path = tmp_path / "orders.xlsx"
    path.write_bytes(b"PK\x03\x04\x14\x00\x08\xff")
    with pytest.raises(DocumentProblemsError, match="workbook of a spreadsheet program; write the document as YAML"):
        read_document(path)


def test_a_missing_file_is_refused_with_the_name_of_a_similar_one(tmp_path: Path) -> None:
    (tmp_path / "compute_tray.yaml").write_text("line: a\n")
    with pytest.raises(DocumentProblemsError, match=r"no such file; did you mean compute_tray.yaml\?"):
        read_document(tmp_path / "compute_try.yaml")


def test_a_missing_file_in_a_missing_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentProblemsError, match="there is no such file; check the path"):
        read_document(tmp_path / "nowhere" / "line.yaml")


def test_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DocumentProblemsError, match="is a folder; name a file in it"):
        read_document(tmp_path)


def test_a_device_file_is_refused_unread() -> None:
    with pytest.raises(DocumentProblemsError, match="is no regular file"):
        read_document(Path("/dev/zero"))


def test_a_path_that_no_file_can_have_is_refused() -> None:
    with pytest.raises(DocumentProblemsError, match="cannot be read"):
        read_document(Path("line\0.yaml"))


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(MAX_BYTES + 1)
    with pytest.raises(DocumentProblemsError, match=r"has 8\.0 MiB; a document has at most 8 MiB"):
        read_document(path)


SCALARS = [
    ("1", 1),
    ("-17", -17),
    ("007", 7),
    ("0x1F", 31),
    ("0o17", 15),
    ("1.5", 1.5),
    (".5", 0.5),
    ("1e-6", 1e-6),
    ("5E3", 5000.0),
    (".inf", float("inf")),
    ("-.inf", float("-inf")),
    ("true", True),
    ("False", False),
    ("null", None),
    ("~", None),
    ("", None),
    ("yes", "yes"),
    ("on", "on"),
    ("1:30", "1:30"),
    ("2026-01-01", "2026-01-01"),
    ("1_000", "1_000"),
    ("5 s", "5 s"),
    ("'5'", "5"),
    ('"true"', "true"),
    ("|\n  text\n", "text\n"),
]


@pytest.mark.parametrize(("text", "value"), SCALARS)
def test_plain_scalars_mean_what_yaml_1_2_says(text: str, value: object) -> None:
    data = parse_document(f"key: {text}\n", Path("scalar.yaml")).data
    assert data == {"key": value}
    assert type(data["key"]) is type(value)


def test_not_a_number_stays_one_for_the_models_to_refuse() -> None:
    data = parse_document("key: .nan\n", Path("scalar.yaml")).data
    assert data["key"] != data["key"]


def test_a_very_long_number_is_read_without_trouble() -> None:
    assert parse_document("key: " + "9" * 5000, Path("long.yaml")).data == {"key": float("inf")}


def test_every_key_and_value_knows_its_place() -> None:
    document = parse_document("line: a\ncells:\n  - id: x\n    pose: {x_m: 1,\n      y_m: 2}\n", Path("places.yaml"))
    assert document.keys[("cells",)] == Place(2, 1)
    assert document.values[("cells", 0)] == Place(3, 5)
    assert document.keys[("cells", 0, "pose", "y_m")] == Place(5, 7)
    assert document.values[("cells", 0, "pose", "y_m")] == Place(5, 12)
    assert document.place(("cells", 0, "pose", "yaw_rad")).line == 4


def test_a_value_under_an_alias_stands_where_its_anchor_is() -> None:
    document = parse_document("a: &shared\n  x: 1\nb: *shared\n", Path("alias.yaml"))
    assert document.data == {"a": {"x": 1}, "b": {"x": 1}}
    assert document.values[("b",)] == Place(3, 4)
    assert document.keys[("b", "x")] == Place(2, 3)


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "bom.yaml"
    path.write_bytes(b"\xef\xbb\xbfline: a\n")
    assert read_document(path).kind == "line"


def test_key_paths_are_written_with_dots_and_brackets() -> None:
    assert written(("cells", 0, "capabilities", 1, "duration_s")) == "cells[0].capabilities[1].duration_s"
