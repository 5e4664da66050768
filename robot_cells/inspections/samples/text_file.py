"""Text that belongs to samples."""

from __future__ import annotations

import json
import unicodedata
from pathlib import Path

from robot_cells.errors import InspectionError


def is_writable(text: str) -> bool:
    """Whether it may stand in reports, hashes and data bases: no control characters, nothing that is not Unicode."""
    return not any(unicodedata.category(letter) in {"Cc", "Cs"} for letter in text)


def read_text(path: Path) -> str:
    """A text file in UTF-8, with or without a mark at its beginning; raises `InspectionError` for anything else."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InspectionError(f"The file cannot be read: {error.strerror}.", where=str(path)) from error
    except UnicodeDecodeError as error:
        raise InspectionError(f"The file is no text: byte {error.start} is not UTF-8.", where=str(path)) from error


def read_lines(path: Path) -> list[tuple[int, str]]:
    """The lines that are not blank, with their numbers from 1."""
    lines = enumerate(read_text(path).splitlines(), start=1)
    return [(number, line.strip()) for number, line in lines if line.strip()]


def read_json(path: Path) -> object:
    """A JSON file; raises `InspectionError` with the line for one that is truncated or otherwise no JSON."""
    try:
        return json.loads(read_text(path))
    except json.JSONDecodeError as error:
        what = f"The JSON is broken or truncated: {error.msg} in line {error.lineno}, column {error.colno}."
        raise InspectionError(what, where=f"{path}:{error.lineno}") from error
    except ValueError as error:  # A number of thousands of digits.
        raise InspectionError(f"The JSON cannot be read: {error}.", where=str(path)) from error
    except RecursionError as error:
        raise InspectionError("The JSON is nested too deeply.", where=str(path)) from error
