"""Reads a YAML file into a `Document`, or says in which line it cannot be read, and why."""

from __future__ import annotations

import stat
from pathlib import Path

import yaml

from robot_cells.documents.document import Document
from robot_cells.documents.problem import DocumentProblemsError, Problem
from robot_cells.documents.suggestion import did_you_mean
from robot_cells.documents.yaml_composer import ComposeError, compose, expand

MAX_BYTES = 8 * 1024 * 1024
"""A larger file is refused unread."""
ARCHIVE = b"PK\x03\x04"
"""How a ZIP archive begins (APPNOTE.TXT 4.3.7, local file header), and so a workbook of any spreadsheet program."""


def read_document(path: Path) -> Document:
    """Read one file; raises `DocumentProblemsError` when it is missing, unreadable or no acceptable YAML."""
    return parse_document(_decode(_read_bytes(path), path), path)


def parse_document(text: str, path: Path) -> Document:
    """The document of a text; `path` is named in problems. Raises `DocumentProblemsError`."""
    _refuse_tabs(text, path)
    try:
        root = compose(text)
    except ComposeError as error:
        raise DocumentProblemsError([Problem(str(path), error.line, "", error.what, error.remedy)]) from error
    except yaml.YAMLError as error:
        raise DocumentProblemsError([_syntax_problem(error, text, path)]) from error
    data, keys, values = expand(root)
    return Document(path, text, data, keys, values)


def _read_bytes(path: Path) -> bytes:
    if path.is_dir():
        raise _unreadable(path, "is a folder", "name a file in it")
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise _unreadable(path, "is no regular file", "name a file")
        size = status.st_size
        if size > MAX_BYTES:
            limit = MAX_BYTES // 2**20
            raise _unreadable(path, f"has {size / 2**20:.1f} MiB", f"a document has at most {limit} MiB")
        return path.read_bytes()
    except FileNotFoundError as error:
        siblings = [item.name for item in path.parent.glob("*.yaml")] if path.parent.is_dir() else []
        remedy = (
            did_you_mean(path.name, siblings) or "check the path; within a document it is relative to that document"
        )
        raise _unreadable(path, "there is no such file", remedy) from error
    except (OSError, ValueError) as error:
        raise _unreadable(path, f"cannot be read ({error})", "check the path and its permissions") from error


def _decode(content: bytes, path: Path) -> str:
    if content.startswith(ARCHIVE):
        what = "is an archive, such as a workbook of a spreadsheet program"
        raise _unreadable(path, what, "write the document as YAML: `robot-cells schema KIND` tells its keys")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        what = f"the byte 0x{content[error.start]:02x} is not UTF-8"
        raise DocumentProblemsError([Problem(str(path), line, "", what, "save the file as UTF-8")]) from error


def _refuse_tabs(text: str, path: Path) -> None:
    found = [
        Problem(str(path), number, "", "a tab stands in the indentation", "indent with spaces")
        for number, line in enumerate(text.split("\n"), start=1)
        if "\t" in line[: len(line) - len(line.lstrip(" \t"))] and line.strip()
    ]
    if found:
        raise DocumentProblemsError(found)


def _syntax_problem(error: yaml.YAMLError, text: str, path: Path) -> Problem:
    remedy = "check colons, quotes, brackets and indentation around this line"
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark is not None else 1
        reason = ": ".join(part for part in (error.context, error.problem) if part)
        return Problem(str(path), line, "", f"this is not YAML ({reason})", remedy)
    if isinstance(error, yaml.reader.ReaderError):
        line = text[: error.position].count("\n") + 1
        return Problem(str(path), line, "", "a control character stands here", "remove it")
    return Problem(str(path), 1, "", f"this is not YAML ({error})", remedy)


def _unreadable(path: Path, what: str, remedy: str) -> DocumentProblemsError:
    return DocumentProblemsError([Problem(str(path), 0, "", what, remedy)])
